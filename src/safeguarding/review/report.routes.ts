// Reporting a post: one page with a reason, reached by one link beside the post (SG-11: at most two steps).
import { type Response, Router } from 'express';
import { z } from 'zod';
import type { Clock } from '../../base/clock.ts';
import { parseForm } from '../../base/http/input.ts';
import { type Form, formOf } from '../../base/http/refill.ts';
import { translator } from '../../base/i18n/index.ts';
import { communityFrame, type Gate, type Standing, standingOf } from '../../communities/index.ts';
import { type Discussions, discussionPaths } from '../../discussions/index.ts';
import { paths, patterns } from './paths.ts';
import { guardianReaders } from './readers.view.ts';
import { REPORT_REASONS } from './report.model.ts';
import type { Reports } from './reports.service.ts';
import { shownAuthor } from './review.view.ts';

const reportForm = z.object({
  reason: z.enum(REPORT_REASONS),
  words: z.string().trim().max(600).default(''),
});

/** The routes of reporting. */
export function reportRoutes(deps: { gate: Gate; clock: Clock; discussions: Discussions; reports: Reports }): Router {
  const { gate, reports, discussions } = deps;
  const router = Router();

  const page = formOf(showReport);
  router.get(patterns.report, gate.community('thread.list'), page.fresh);

  router.post(
    patterns.report,
    gate.community('thread.list'),
    page.accept(async (req, res) => {
      const standing = standingOf(res);
      const [thread, post] = [String(req.params.thread), String(req.params.post)];
      await reports.report(standing, thread, post, parseForm(reportForm, req.body, 'safeguarding'));
      res.redirect(303, await afterwards(standing, thread));
    }),
  );

  /** The thread, or the list where the report has hidden the thread itself. */
  async function afterwards(standing: Standing, thread: string): Promise<string> {
    const { community } = standing;
    const readable = await discussions.threads.read(standing, thread).then(
      () => true,
      () => false,
    );
    return readable
      ? `${discussionPaths.thread(community._id, thread)}?done=reported`
      : discussionPaths.threads(community._id);
  }

  async function showReport(res: Response, form: Form): Promise<void> {
    const standing = standingOf(res);
    const { thread, post } = await reports.target(standing, String(res.req.params.thread), String(res.req.params.post));
    const t = translator(res.locals.language ?? 'en');
    const authors = await discussions.authors(standing, [post.author], t);
    const title = t('safeguarding:report.title');
    res.page(
      'safeguarding/report',
      communityFrame(standing, t, {
        title,
        current: 'threads',
        now: deps.clock.now(),
        readers: { ...guardianReaders(standing.community, t), heading: t('safeguarding:report.readers') },
      }),
      {
        heading: title,
        action: paths.report(thread.community, thread._id, post._id),
        back: `${discussionPaths.thread(thread.community, thread._id)}#post-${post._id}`,
        author: shownAuthor(authors.get(post.author), t),
        text: post.text,
        at: post.at,
        id: `post-${post._id}`,
        tell: standing.viewer.school.policy.tellSomeone,
        reasons: REPORT_REASONS.map((value) => ({ value, text: t(`safeguarding:reasons.${value}`) })),
        values: form.values,
        wrong: form.fields,
        errors: form.errors,
      },
      form.status,
    );
  }

  return router;
}
