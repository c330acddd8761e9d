// The people of a community, and coming and going: joining as a teacher, leaving, ending a membership.
import { Router } from 'express';
import { z } from 'zod';
import type { Clock } from '../base/clock.ts';
import { parseQuery } from '../base/http/input.ts';
import { translator } from '../base/i18n/index.ts';
import { ForbiddenError, NotFoundError } from '../errors.ts';
import type { People } from '../people/index.ts';
import type { Access } from './access.service.ts';
import { communityFrame } from './frame.ts';
import { type Gate, standingOf } from './gate.ts';
import type { Memberships } from './memberships.service.ts';
import { paths, patterns } from './paths.ts';
import { memberLines } from './people.view.ts';

const PAGE = 50;

/** The routes of a community's people. */
export function peopleRoutes(deps: {
  gate: Gate;
  access: Access;
  memberships: Memberships;
  people: People;
  clock: Clock;
}): Router {
  const { gate, access } = deps;
  const router = Router();

  router.get(patterns.people, gate.community('members.list'), async (req, res) => {
    const standing = standingOf(res);
    const t = translator(res.locals.language ?? 'en');
    const { after } = parseQuery(z.object({ after: z.string().max(40).optional() }), req.query);
    const { community, viewer } = standing;
    const memberships = await deps.memberships.listMembers(viewer.school._id, community._id, {
      limit: PAGE + 1,
      ...(after ? { after } : {}),
    });
    const page = memberships.slice(0, PAGE);
    const people = await deps.people.listPeople(
      viewer.school._id,
      page.map((one) => one.person),
    );
    const last = page.at(-1);
    res.page(
      'communities/people',
      communityFrame(standing, t, { title: t('communities:tabs.people'), current: 'people', now: deps.clock.now() }),
      {
        members: memberLines(standing, { memberships: page, people }, t),
        older: memberships.length > PAGE && last ? `${paths.people(community._id)}?after=${last._id}` : undefined,
        endHref: (person: string) => `${paths.people(community._id)}/${person}/end`,
        canLeave: standing.membership !== null,
        leaveHref: paths.leave(community._id),
        nameHref:
          standing.membership?.band === 'pupil' || standing.membership?.band === 'adult_learner'
            ? paths.welcome(community._id)
            : undefined,
      },
    );
  });

  router.post(`${patterns.person}/end`, gate.community('members.list'), async (req, res) => {
    const standing = standingOf(res);
    const { community, viewer } = standing;
    const person = String(req.params.person);
    const membership = await deps.memberships.find(viewer.school._id, community._id, person);
    if (!membership?.open) throw new NotFoundError();
    access.demand(standing, 'member.end', { memberBand: membership.band });
    await deps.memberships.end({ school: viewer.school._id, person, community: community._id, by: viewer.person._id });
    res.redirect(303, paths.people(community._id));
  });

  router.post(patterns.join, gate.community('community.join'), async (_req, res) => {
    const { community, viewer } = standingOf(res);
    await deps.memberships.begin({
      school: viewer.school._id,
      community: community._id,
      person: viewer.person._id,
      band: 'staff',
      source: 'joined',
    });
    res.redirect(303, paths.home(community._id));
  });

  router.post(patterns.leave, gate.community('membership.leave'), async (_req, res) => {
    const { community, viewer, membership } = standingOf(res);
    if (membership?.courses.length) throw new ForbiddenError('course_member', 'communities:leave.byCourse');
    await deps.memberships.end({
      school: viewer.school._id,
      person: viewer.person._id,
      community: community._id,
      by: viewer.person._id,
    });
    res.redirect(303, paths.me);
  });

  return router;
}
