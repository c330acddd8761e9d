// The page of the school's guests: what waits for a second yes, who is invited, who is here, and what is over.
import { type Response, Router } from 'express';
import { z } from 'zod';
import type { Clock } from '../../base/clock.ts';
import { line, parseForm, parseQuery, timeCursor, toTimeCursor } from '../../base/http/input.ts';
import { type Refill, withRefill } from '../../base/http/refill.ts';
import { translator } from '../../base/i18n/index.ts';
import type { Access, Communities, Gate } from '../../communities/index.ts';
import { type People, type Viewer, viewerOf } from '../../people/index.ts';
import { schoolFrame } from '../../schools/index.ts';
import { paths, patterns } from '../paths.ts';
import { type GuestContext, type GuestRights, guestLines, guestsReaders } from './guests.view.ts';
import type { Invitation } from './invitation.model.ts';
import type { Invitations } from './invitations.service.ts';
import type { Visits } from './visits.service.ts';

const DONE = ['requested', 'approved', 'refused', 'ended', 'sent'] as const;
const PAGE = 20;

/** The routes of the list of guests. */
export function guestRoutes(deps: {
  gate: Gate;
  access: Access;
  clock: Clock;
  people: People;
  communities: Communities;
  invitations: Invitations;
  visits: Visits;
}): Router {
  const { gate, access, invitations, visits } = deps;
  const router = Router();

  async function rightsOf(viewer: Viewer, one: Invitation, mine: ReadonlySet<string>): Promise<GuestRights> {
    const { sponsor, state, endsAt } = one;
    const own = sponsor === viewer.person._id;
    const running = endsAt > deps.clock.now();
    return {
      decide: state === 'waiting' && (await access.canSchool(viewer, 'guest.approve', { sponsor })),
      end: running && (await access.canSchool(viewer, 'guest.end', { sponsor })),
      sendAgain: state === 'sent' && own && running,
      extend: state === 'accepted' && running && one.communities.some((community) => mine.has(community)),
      details: own || viewer.lead || viewer.administrator,
    };
  }

  async function contextOf(
    viewer: Viewer,
    all: Invitation[],
    res: Response,
  ): Promise<GuestContext & { mine: string[] }> {
    const school = viewer.school._id;
    const mine = await invitations.staffedBy(school, viewer.person._id);
    const ids = new Set([...all.flatMap(({ communities }) => communities), ...mine]);
    const [people, communities, rights] = await Promise.all([
      deps.people.listPeople(school, [...new Set(all.flatMap(({ sponsor, asked }) => [sponsor, asked]))]),
      deps.communities.listCommunities(school, [...ids]),
      Promise.all(all.map(async (one) => [one._id, await rightsOf(viewer, one, mine)] as const)),
    ]);
    return {
      people: new Map(people.map((person) => [person._id, person])),
      communities: new Map(communities.map((community) => [community._id, community])),
      rights: new Map(rights),
      now: deps.clock.now(),
      t: translator(res.locals.language ?? 'en'),
      mine: [...mine],
    };
  }

  async function show(res: Response, query: unknown, refused?: { id: string; refill: Refill }): Promise<void> {
    const viewer = viewerOf(res);
    const school = viewer.school._id;
    const { before, done } = parseQuery(
      z.object({ before: timeCursor.optional(), done: z.enum(DONE).optional().catch(undefined) }),
      query,
    );
    const [waiting, sent, here, over] = await Promise.all([
      visits.listOpen(school, 'waiting'),
      visits.listOpen(school, 'sent'),
      visits.listOpen(school, 'accepted'),
      visits.listOver(school, before, PAGE + 1),
    ]);
    const context = await contextOf(viewer, [...waiting, ...sent, ...here, ...over], res);
    const { t, communities, mine } = context;
    const last = over.length > PAGE ? over[PAGE - 1] : undefined;
    res.page(
      'external/guests',
      schoolFrame(viewer, t, {
        title: t('external:guests.title'),
        charter: t('external:guests.charter'),
        current: 'guests',
        readers: guestsReaders(t),
      }),
      {
        waiting: guestLines(waiting, context),
        sent: guestLines(sent, context),
        here: guestLines(here, context),
        over: guestLines(over.slice(0, PAGE), context),
        older: last ? `${paths.guests}?before=${toTimeCursor(last.endsAt, last._id)}` : undefined,
        done: done ? t(`external:done.${done}`) : undefined,
        outsidersAllowed: viewer.school.policy.outsidersAllowed,
        inviteTo: mine.flatMap((id) => {
          const community = communities.get(id);
          return community ? [{ text: community.name, href: paths.invite(id) }] : [];
        }),
        links: paths,
        refused: refused?.id,
        reason: refused?.refill.values.reason ?? '',
        errors: refused?.refill.errors.map(({ text }) => ({ field: `reason-${refused.id}`, text })) ?? [],
      },
      refused ? 422 : 200,
    );
  }

  router.get(patterns.guests, gate.school('guest.list'), (req, res) => show(res, req.query));

  router.post(`${patterns.guest}/approve`, gate.school('guest.list'), async (req, res) => {
    await invitations.approve(viewerOf(res), String(req.params.guest));
    res.redirect(303, `${paths.guests}?done=approved`);
  });

  router.post(
    `${patterns.guest}/refuse`,
    gate.school('guest.list'),
    withRefill(
      (req, res, refill) => show(res, {}, { id: String(req.params.guest), refill }),
      async (req, res) => {
        const { reason } = parseForm(z.object({ reason: line(200) }), req.body, 'external');
        await invitations.refuse(viewerOf(res), String(req.params.guest), reason);
        res.redirect(303, `${paths.guests}?done=refused`);
      },
    ),
  );

  router.post(`${patterns.guest}/end`, gate.school('guest.list'), async (req, res) => {
    await visits.end(viewerOf(res), String(req.params.guest));
    res.redirect(303, `${paths.guests}?done=ended`);
  });

  router.post(`${patterns.guest}/send-again`, gate.school('guest.list'), async (req, res) => {
    await invitations.sendAgain(viewerOf(res), String(req.params.guest));
    res.redirect(303, `${paths.guests}?done=sent`);
  });

  return router;
}
