// The home of people from outside, at /me: everybody of the school has another one there. Alumni bring their own parts.
import { Router } from 'express';
import type { Clock } from '../../base/clock.ts';
import { type Translator, translator } from '../../base/i18n/index.ts';
import { type Access, type Membership, ringsOf, type Standing } from '../../communities/index.ts';
import { clearSessionCookie, type People, peoplePaths, type Viewer, viewerOf } from '../../people/index.ts';
import { staffName } from '../guests/guests.view.ts';
import type { Visits } from '../guests/visits.service.ts';
import { paths, patterns } from '../paths.ts';
import { type AskedFor, type HomeAside, type HomeParts, type HomePlace, homeFrame, homeView } from './home.view.ts';

const ASKED_EACH = 4;

/** What the home needs; `alumni` gives the parts of an alumnus' home, for the feature that knows alumni. */
export interface HomeDeps {
  access: Access;
  clock: Clock;
  people: People;
  visits: Visits;
  /** Threads of a community that are opened to this person's kind and have no answer yet. */
  waitingFor(standing: Standing, limit: number): Promise<AskedFor[]>;
  alumni?(viewer: Viewer, t: Translator): Promise<HomeParts>;
}

/** The route of the home of guests and alumni; others go on to the next route of the same address. */
export function outsideHomeRoutes(deps: HomeDeps): Router {
  const router = Router();

  async function placeOf(viewer: Viewer, membership: Membership): Promise<HomePlace> {
    const standing = await deps.access.standingIn(viewer, membership.community);
    const decision = deps.access.ask(standing, 'community.read');
    const rings = ringsOf(standing.community, viewer.school, deps.clock.now());
    const asked = decision.allowed ? await deps.waitingFor(standing, ASKED_EACH) : [];
    return { standing, membership, rings, shut: decision.allowed ? null : decision.reason, asked };
  }

  async function guestParts(viewer: Viewer, t: Translator): Promise<HomeParts> {
    const { person, school } = viewer;
    const visits = await deps.visits.listRunning(school._id, person._id);
    const sponsors = await deps.people.listPeople(school._id, [...new Set(visits.map(({ sponsor }) => sponsor))]);
    const names = new Map(sponsors.map((sponsor) => [sponsor._id, staffName(sponsor, t)]));
    return {
      heading: t('external:home.welcome', { name: person.name?.full ?? t('external:home.guest') }),
      charter: t('external:home.guestOf', { school: school.name }),
      notices: visits.length === 0 ? [{ tone: 'stop', text: t('external:home.over') }] : [],
      asides: [
        ...visits.map((visit) => ({
          id: `visit-${visit._id}`,
          icon: 'guest',
          heading: t('external:home.why'),
          text: t('external:home.invitedBy', { sponsor: names.get(visit.sponsor) ?? '', purpose: visit.purpose }),
        })),
        ...(visits.length > 0 ? [wayOut(t)] : []),
      ],
    };
  }

  router.get(patterns.home, async (_req, res, next) => {
    const viewer = viewerOf(res);
    const { band, state } = viewer.person;
    const alumnus = state === 'alumnus';
    if (!alumnus && band !== 'guest') return next();
    if (alumnus && !deps.alumni) return next();
    const t = translator(res.locals.language ?? 'en');
    const mine = await deps.access.membershipsOf(viewer);
    const [parts, places] = await Promise.all([
      alumnus && deps.alumni ? deps.alumni(viewer, t) : guestParts(viewer, t),
      Promise.all(mine.map((membership) => placeOf(viewer, membership))),
    ]);
    res.page('external/home', homeFrame(parts, viewer.school.name, places, t), homeView(parts, places, t));
  });

  router.post(patterns.endOwn, async (_req, res) => {
    await deps.visits.endOwn(viewerOf(res));
    clearSessionCookie(res);
    res.redirect(303, peoplePaths.signOut);
  });

  return router;
}

const wayOut = (t: Translator): HomeAside => ({
  id: 'out',
  icon: 'no',
  heading: t('external:home.out'),
  text: t('external:home.outText'),
  links: [{ text: t('external:home.outNow'), href: paths.endOwn, post: true }],
});
