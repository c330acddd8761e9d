// The home of a community, and everybody's shelf of own communities.
import { Router } from 'express';
import type { Clock } from '../base/clock.ts';
import { translator } from '../base/i18n/index.ts';
import { type People, type Viewer, viewerOf } from '../people/index.ts';
import { outsiderKind } from '../safeguarding/index.ts';
import { schoolFrame } from '../schools/index.ts';
import type { Access } from './access.service.ts';
import type { Communities } from './communities.service.ts';
import { communityFrame, ringsOf } from './frame.ts';
import { type Gate, standingOf } from './gate.ts';
import { homeView, type Reach, type ThreadLine } from './home.view.ts';
import type { Memberships } from './memberships.service.ts';
import { paths, patterns } from './paths.ts';
import type { Standing } from './standing.ts';

/** Something that waits for a decision, with the way there. */
export interface Decision {
  text: string;
  link: { text: string; href: string };
}

/** What other features add to a community's pages; services.ts plugs them in. */
export interface CommunityParts {
  waiting(standing: Standing, limit: number): Promise<ThreadLine[]>;
  reviews(standing: Standing): Promise<number>;
  reach(standing: Standing): Promise<Reach>;
  notes(standing: Standing): Promise<string[]>;
  /** What waits for a decision of this viewer in the school as a whole. */
  decisions(viewer: Viewer): Promise<Decision[]>;
  /** A learner who has not chosen a name yet is led to the first page. */
  needsWelcome(standing: Standing): boolean;
}

/** The routes of a community's home and of the shelf. */
export function homeRoutes(deps: {
  gate: Gate;
  access: Access;
  communities: Communities;
  memberships: Memberships;
  people: People;
  parts: CommunityParts;
  clock: Clock;
}): Router {
  const { gate, access, parts } = deps;
  const router = Router();

  router.get(patterns.home, gate.community('community.read'), async (req, res) => {
    const standing = standingOf(res);
    if (parts.needsWelcome(standing)) return res.redirect(303, paths.welcome(standing.community._id));
    const t = translator(res.locals.language ?? 'en');
    const { community, staff, viewer } = standing;
    const [waiting, reviews, reach, notes, staffPeople] = await Promise.all([
      parts.waiting(standing, 4),
      parts.reviews(standing),
      parts.reach(standing),
      parts.notes(standing),
      deps.people.listPeople(
        viewer.school._id,
        staff.map((one) => one.person),
      ),
    ]);
    const staffNames = staffPeople.flatMap((person) => person.name?.full ?? []).sort();
    const facts = {
      waiting,
      reviews,
      reach,
      notes,
      staffNames,
      firstStep: req.query.first !== undefined,
      now: deps.clock.now(),
    };
    res.page(
      'communities/home',
      communityFrame(standing, t, { title: community.name, current: 'home', kind: 'full', now: deps.clock.now() }),
      homeView(standing, facts, t),
    );
  });

  router.get(patterns.me, async (_req, res, next) => {
    const viewer = viewerOf(res);
    if (outsiderKind(viewer.person.band)) return next(); // people from outside have a home of their own
    const t = translator(res.locals.language ?? 'en');
    const mine = await access.membershipsOf(viewer);
    const communities = await deps.communities.listCommunities(
      viewer.school._id,
      mine.map((one) => one.community),
    );
    res.page(
      'communities/me',
      schoolFrame(viewer, t, { title: t('communities:me.title'), current: 'me', charter: viewer.school.name }),
      {
        communities: communities.map((community) => ({
          href: paths.home(community._id),
          name: community.name,
          hue: community.hue,
          rings: ringsOf(community, viewer.school, deps.clock.now()),
          small: community.charter.domain,
        })),
        staff: viewer.person.staff,
        decisions: await parts.decisions(viewer),
      },
    );
  });

  router.get('/', async (_req, res) => {
    const viewer = viewerOf(res);
    const [only, second] = await access.membershipsOf(viewer);
    const home = only && !second && !viewer.person.staff && !outsiderKind(viewer.person.band);
    res.redirect(303, home ? paths.home(only.community) : paths.me);
  });

  return router;
}
