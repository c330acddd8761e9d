// The page of a course for its staff, and the page where pupils wait until a teacher has opened it.
import { Router } from 'express';
import { z } from 'zod';
import type { Clock } from '../../base/clock.ts';
import { translator } from '../../base/i18n/index.ts';
import { type Access, type Communities, communityPaths, type Gate } from '../../communities/index.ts';
import { NotFoundError } from '../../errors.ts';
import { viewerOf } from '../../people/index.ts';
import { schoolFrame } from '../../schools/index.ts';
import type { Mapping } from '../mapping/mapping.service.ts';
import { mappingReaders } from '../mapping/mapping.view.ts';
import { paths, patterns } from '../paths.ts';
import type { Courses } from './courses.service.ts';
import { courseView } from './courses.view.ts';
import type { Enrolments } from './enrolments.service.ts';

const query = z.object({ done: z.enum(['sync', 'ended', 'reopened', 'unlinked']).optional().catch(undefined) });

export interface CourseRouteDeps {
  gate: Gate;
  access: Access;
  clock: Clock;
  communities: Communities;
  courses: Courses;
  enrolments: Enrolments;
  mapping: Mapping;
  requestSync(): Promise<void>;
}

/** The routes of a course. */
export function courseRoutes(deps: CourseRouteDeps): Router {
  const { gate, access, courses, mapping } = deps;
  const router = Router();
  const staff = gate.school('course.map');

  router.get(patterns.course, staff, async (req, res) => {
    const viewer = viewerOf(res);
    const { done } = query.parse(req.query);
    const course = await mapping.getCourseFor(viewer, String(req.params.course));
    const [people, communities] = await Promise.all([
      deps.enrolments.count(course),
      deps.communities.listCommunities(viewer.school._id, course.communities),
    ]);
    const t = translator(res.locals.language ?? 'en');
    const frame = schoolFrame(viewer, t, { title: course.title, readers: mappingReaders(viewer.school, t) });
    res.page('internal/course', frame, courseView({ course, people, communities, now: deps.clock.now(), done }, t));
  });

  router.post(patterns.sync, staff, async (req, res) => {
    const course = await mapping.getCourseFor(viewerOf(res), String(req.params.course));
    if (await courses.requestSync(course)) await deps.requestSync();
    res.redirect(303, `${paths.course(course._id)}?done=sync`);
  });

  router.post(patterns.end, staff, async (req, res) => {
    const viewer = viewerOf(res);
    const course = await mapping.getCourseFor(viewer, String(req.params.course));
    await courses.end(course, viewer.person._id, 'staff');
    res.redirect(303, `${paths.course(course._id)}?done=ended`);
  });

  router.post(patterns.reopen, staff, async (req, res) => {
    const viewer = viewerOf(res);
    const course = await mapping.getCourseFor(viewer, String(req.params.course));
    await courses.reopen(course, viewer.person._id);
    res.redirect(303, `${paths.course(course._id)}?done=reopened`);
  });

  router.get(patterns.waiting, gate.school('school.map'), async (req, res) => {
    const viewer = viewerOf(res);
    const id = String(req.params.course);
    if (viewer.session.launch?.course !== id) throw new NotFoundError();
    const course = await courses.getCourse(viewer.school._id, id);
    const mine = await joined();
    const here = mine.find((one) => course.communities.includes(one.community));
    if (here) return res.redirect(303, communityPaths.home(here.community));
    const t = translator(res.locals.language ?? 'en');
    const heading = t('internal:waiting.heading');
    res.page(
      'internal/notice',
      { title: heading, head: { kind: 'none' }, main: 'narrow loose' },
      {
        heading,
        text: t('internal:waiting.text', { course: course.title }),
        back: undefined,
        again: { href: paths.waiting(id), text: t('internal:waiting.again') },
      },
    );

    /** Whoever waits becomes a member at the moment when the course has found its community. */
    async function joined() {
      const known = await access.membershipsOf(viewer);
      const enrolment = await deps.enrolments.find(viewer.school._id, id, viewer.person._id);
      if (!enrolment?.open || course.communities.length === 0 || viewer.person.state !== 'here') return known;
      const { school, person } = viewer;
      const fresh = await deps.enrolments.joinCommunities(school, course, person, enrolment.staff, known);
      return fresh ? deps.enrolments.membershipsOf(school._id, person._id) : known;
    }
  });

  return router;
}
