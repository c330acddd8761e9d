// The pages of leaving, for the safeguarding lead and administrators: confirm leavers, hand out codes, end a membership.
import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import type { Clock } from '../base/clock.ts';
import { parseForm, parseQuery, several } from '../base/http/input.ts';
import { type Refill, withRefill } from '../base/http/refill.ts';
import { translator } from '../base/i18n/index.ts';
import type { Access, Gate } from '../communities/index.ts';
import { isStatedAdult, type People, type Viewer, viewerOf } from '../people/index.ts';
import { schoolFrame } from '../schools/index.ts';
import type { Alumni } from './alumni.service.ts';
import type { Leavers } from './leavers.service.ts';
import { type LeavingFacts, leavingView } from './leavers.view.ts';
import { paths, patterns } from './paths.ts';

const confirmForm = z.object({ who: several, adult: several, do: z.enum(['confirm', 'still']) });
const letterForm = z.object({ email: z.union([z.literal(''), z.email().max(254)]).default('') });

/** What the last reading of the school's rosters came to. */
export type LastRound = (school: string) => Promise<LeavingFacts['sync']>;

interface Deps {
  gate: Gate;
  access: Access;
  clock: Clock;
  people: People;
  leavers: Leavers;
  alumni: Alumni;
  lastRound: LastRound;
  publicUrl: string;
}

/** The routes of leaving. */
export function leaverRoutes(deps: Deps): Router {
  const router = Router();
  const { gate, leavers, alumni, people } = deps;

  router.get(patterns.leaving, gate.school('leaver.list'), async (req, res) => {
    const { q } = parseQuery(z.object({ q: z.string().max(60).optional() }), req.query);
    await showLeaving(deps, res, q);
  });

  router.post(
    patterns.confirm,
    gate.school('leaver.confirm'),
    withRefill(
      (_req: Request, res: Response, refill: Refill) => showLeaving(deps, res, undefined, refill),
      async (req, res) => {
        const viewer = viewerOf(res);
        const form = parseForm(confirmForm, req.body, 'lifelong');
        if (form.do === 'confirm') await leavers.confirm(viewer, form.who, new Set(form.adult));
        else await leavers.dismiss(viewer, form.who);
        res.redirect(303, `${paths.leaving}?done=${form.do}`);
      },
    ),
  );

  router.post(patterns.letter, gate.school('leaver.confirm'), async (req, res) => {
    const viewer = viewerOf(res);
    const { email } = parseForm(letterForm, req.body, 'lifelong');
    const person = await people.getPerson(viewer.school._id, String(req.params.person));
    const claim = await alumni.claimOf(viewer.school._id, person._id);
    if (email) {
      await alumni.sendCode(viewer.school, person, email, viewer.person._id);
      return res.redirect(303, `${paths.leaving}?done=sent`);
    }
    const t = translator(res.locals.language ?? 'en');
    const code = await alumni.createCode(viewer.school._id, person._id, viewer.person._id);
    res.page('lifelong/letter', schoolFrame(viewer, t, { title: t('lifelong:letter.title'), current: 'leaving' }), {
      name: person.name?.full ?? '',
      code,
      school: viewer.school.name,
      address: `${deps.publicUrl}${paths.claim}`,
      endsAt: claim.endsAt,
      communities: claim.communities.map((community) => community.name),
    });
  });

  router.post(patterns.end, gate.school('alumnus.end'), async (req, res) => {
    const viewer = viewerOf(res);
    await alumni.end(viewer.school._id, String(req.params.person), viewer.person._id);
    res.redirect(303, `${paths.leaving}?done=ended`);
  });

  return router;
}

async function showLeaving(deps: Deps, res: Response, query?: string, refill?: Refill): Promise<void> {
  const viewer = viewerOf(res);
  const t = translator(res.locals.language ?? 'en');
  const done = ['confirm', 'still', 'sent', 'ended'].find((key) => key === res.req.query.done);
  const facts = await gather(deps, viewer, query);
  const frame = schoolFrame(viewer, t, {
    title: t('lifelong:leaving.title'),
    charter: t('lifelong:leaving.charter'),
    current: 'leaving',
    readers: {
      heading: t('common:readers.page'),
      lines: [
        { icon: 'staff', text: t('lifelong:readers.approvers') },
        { icon: 'no', text: t('lifelong:readers.others') },
      ],
      note: t('lifelong:readers.note'),
    },
  });
  res.page(
    'lifelong/leaving',
    frame,
    { ...leavingView(facts, t), done, errors: refill?.errors ?? [], fields: refill?.fields ?? {} },
    refill ? 422 : 200,
  );
}

async function gather(deps: Deps, viewer: Viewer, query?: string): Promise<LeavingFacts> {
  const { school } = viewer;
  const now = deps.clock.now();
  const [found, counts, open, alumni, sync] = await Promise.all([
    deps.leavers.listFound(school),
    deps.leavers.countByState(school._id),
    deps.leavers.listLeavers(school._id, 'confirmed'),
    deps.people.listByState(school._id, 'alumnus'),
    deps.lastRound(school._id),
  ]);
  const people = new Map(
    (
      await deps.people.listPeople(
        school._id,
        open.map((one) => one.person),
      )
    ).map((person) => [person._id, person]),
  );
  const confirmed = open.flatMap((leaver) => {
    const person = people.get(leaver.person);
    return person ? [{ leaver, person, adult: isStatedAdult(person, school, now) }] : [];
  });
  const searched = query === undefined ? null : { query, people: await deps.leavers.search(school._id, query) };
  return { found, counts, confirmed, alumni, searched, sync };
}
