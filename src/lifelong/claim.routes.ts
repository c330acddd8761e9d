// The way of a leaver: a code of one's own, the choice of communities and address, and the link that makes an alumnus.
import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import type { Clock } from '../base/clock.ts';
import { parseForm, parseQuery, several } from '../base/http/input.ts';
import { addressKey, type Limits } from '../base/http/limits.ts';
import type { Frame } from '../base/http/page-frame.ts';
import { type Refill, withRefill } from '../base/http/refill.ts';
import { translator } from '../base/i18n/index.ts';
import { ringsOf } from '../communities/index.ts';
import { ForbiddenError } from '../errors.ts';
import { type Sessions, sessionToken, setSessionCookie, shortName, viewerOf } from '../people/index.ts';
import { schoolFrame } from '../schools/index.ts';
import type { Alumni, Claim } from './alumni.service.ts';
import { paths, patterns } from './paths.ts';

const codeForm = z.object({ code: z.string().trim().min(16).max(60) });
const stayForm = z.object({ code: z.string().max(60), email: z.email().max(254), communities: several });

interface Deps {
  alumni: Alumni;
  sessions: Sessions;
  limits: Limits;
  clock: Clock;
  publicUrl: string;
}

/** The routes of claiming a membership; they need no session, but a code. */
export function claimRoutes(deps: Deps): Router {
  const router = Router();
  const { alumni } = deps;
  const address = `${deps.publicUrl}${paths.claim}`;

  router.get(patterns.claim, async (req, res) => {
    const { code } = parseQuery(z.object({ code: z.string().max(60).optional() }), req.query);
    await showClaim(deps, res, code);
  });

  router.post(
    patterns.claim,
    withRefill(
      async (req: Request, res: Response, refill: Refill) => showClaim(deps, res, String(req.body?.code ?? ''), refill),
      async (req, res) => {
        await deps.limits.count('sign-in-address', addressKey(req));
        const form = parseForm(stayForm, req.body, 'lifelong');
        await alumni.requestStay(await alumni.openClaim(form.code), form.communities, form.email.toLowerCase());
        const t = translator(res.locals.language ?? 'en');
        res.page('lifelong/sent', plainFrame(t('lifelong:sent.title')), { email: form.email });
      },
    ),
  );

  router.get(patterns.verify, async (req, res) => {
    const claim = await alumni.openVerification(String(req.params.code));
    const t = translator(res.locals.language ?? 'en');
    res.page('lifelong/verify', plainFrame(t('lifelong:verify.title')), {
      ...claimView(claim),
      communities: books(claim, claim.chosen, deps.clock.now()),
      email: claim.email,
    });
  });

  router.post(patterns.verify, async (req, res) => {
    const old = sessionToken(req);
    setSessionCookie(res, await alumni.confirmStay(String(req.params.code)));
    if (old !== undefined) await deps.sessions.end(old);
    res.redirect(303, '/me');
  });

  router.get(patterns.stay, (_req, res) => {
    const viewer = viewerOf(res);
    const t = translator(res.locals.language ?? 'en');
    res.page('lifelong/stay', schoolFrame(viewer, t, { title: t('lifelong:stay.title') }), {
      address,
      code: undefined,
    });
  });

  router.post(patterns.stay, async (_req, res) => {
    const viewer = viewerOf(res);
    if (viewer.preview || !['here', 'leaving'].includes(viewer.person.state)) throw new ForbiddenError();
    const t = translator(res.locals.language ?? 'en');
    const code = await alumni.createCode(viewer.school._id, viewer.person._id, viewer.person._id);
    res.page('lifelong/stay', schoolFrame(viewer, t, { title: t('lifelong:stay.title') }), { address, code });
  });

  router.post(patterns.leaveAll, async (_req, res) => {
    const viewer = viewerOf(res);
    if (viewer.person.state !== 'alumnus') throw new ForbiddenError();
    await alumni.leave(viewer.school._id, viewer.person._id);
    const t = translator(res.locals.language ?? 'en');
    delete res.locals.user;
    delete res.locals.csrf;
    res.page('lifelong/left', plainFrame(t('lifelong:left.title')), {});
  });

  return router;
}

/** Without a code the page asks for it; with one it shows what can be kept. */
async function showClaim(deps: Deps, res: Response, code: string | undefined, refill?: Refill): Promise<void> {
  const t = translator(res.locals.language ?? 'en');
  const checked = code === undefined ? null : codeForm.safeParse({ code });
  if (!checked?.success) {
    const errors = checked ? [{ field: 'code', text: t('lifelong:form.code') }] : [];
    return res.page(
      'lifelong/code',
      plainFrame(t('lifelong:claim.title')),
      { errors, value: code ?? '' },
      checked ? 422 : 200,
    );
  }
  await deps.limits.count('sign-in-address', addressKey(res.req));
  const claim = await deps.alumni.openClaim(checked.data.code);
  res.page(
    'lifelong/claim',
    plainFrame(t('lifelong:claim.title')),
    {
      ...claimView(claim),
      code: checked.data.code,
      communities: books(claim, claim.communities, deps.clock.now()),
      values: {
        email: refill?.values.email ?? '',
        communities: [refill?.values.communities ?? claim.communities.map((community) => community._id)].flat(),
      },
      errors: refill?.errors ?? [],
      fields: refill?.fields ?? {},
    },
    refill ? 422 : 200,
  );
}

const plainFrame = (title: string): Frame => ({ title, head: { kind: 'plain', heading: title } });

const claimView = (claim: Claim) => ({
  school: claim.school.name,
  name: shortName(claim.person.name) ?? '',
  endsAt: claim.endsAt,
});

const books = (claim: Claim, communities: Claim['communities'], now: Date) =>
  communities.map((community) => ({
    id: community._id,
    name: community.name,
    hue: community.hue,
    rings: ringsOf(community, claim.school, now),
    small: community.charter.domain,
  }));
