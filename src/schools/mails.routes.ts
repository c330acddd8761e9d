// The outbox of a school without a mail server: what would have been sent, with its links, for the administrator to pass
// on. Every look into it is written into the log.
import { type RequestHandler, Router } from 'express';
import { z } from 'zod';
import { parseQuery, timeCursor, toTimeCursor } from '../base/http/input.ts';
import { translator } from '../base/i18n/index.ts';
import type { Mails } from '../base/mail/index.ts';
import { NotFoundError } from '../errors.ts';
import type { Audit } from '../safeguarding/index.ts';
import { schoolFrame } from './frame.ts';
import { mailView } from './mails.view.ts';

const PAGE = 20;
const PATH = '/school/mails';

/** The route of the mail outbox; the gate comes from outside, because communities stand above schools. */
export function mailRoutes(deps: {
  gate: { school(action: 'school.policy'): RequestHandler };
  mails: Mails;
  audit: Audit;
  publicUrl: string;
}): Router {
  const router = Router();

  router.get(PATH, deps.gate.school('school.policy'), async (req, res) => {
    const { viewer, language = 'en' } = res.locals;
    if (!viewer) throw new NotFoundError();
    const t = translator(language);
    const { before } = parseQuery(z.object({ before: timeCursor.optional() }), req.query);
    const school = viewer.school._id;
    const found = await deps.mails.listKept(school, before, PAGE + 1);
    const mails = found.slice(0, PAGE);
    const last = found.length > PAGE ? mails.at(-1) : undefined;
    if (mails.length > 0)
      await deps.audit.record({
        school,
        actor: viewer.person._id,
        action: 'mails.read',
        details: { mails: String(mails.length) },
      });
    res.page(
      'schools/mails',
      schoolFrame(viewer, t, {
        title: t('external:mails.title'),
        charter: t('external:mails.charter'),
        current: 'mails',
        readers: {
          heading: t('external:readers.page'),
          lines: [
            { icon: 'staff', text: t('external:readers.mails') },
            { icon: 'no', text: t('external:readers.mailsNot') },
          ],
          note: t('external:readers.mailsNote'),
        },
      }),
      {
        mails: mails.map((mail) => mailView(mail, deps.publicUrl)),
        delivers: deps.mails.delivers,
        older: last ? `${PATH}?before=${toTimeCursor(last.at, last._id)}` : undefined,
      },
    );
  });

  return router;
}
