// The mapping page: on the first launch of a course its teacher says where it belongs.
import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import type { Clock } from '../../base/clock.ts';
import { line, parseForm, parseQuery } from '../../base/http/input.ts';
import { type Refill, withRefill } from '../../base/http/refill.ts';
import { type Translator, translator } from '../../base/i18n/index.ts';
import {
  type Access,
  type Community,
  communityPaths,
  type Gate,
  type Memberships,
  TEMPLATES,
} from '../../communities/index.ts';
import { type People, viewerOf } from '../../people/index.ts';
import { schoolFrame } from '../../schools/index.ts';
import type { Enrolments } from '../courses/enrolments.service.ts';
import { paths, patterns } from '../paths.ts';
import type { CharterOf, Mapping, MappingChoice } from './mapping.service.ts';
import { type MappingFacts, mappingReaders, mappingView } from './mapping.view.ts';

const placeForm = z.object({ place: z.enum(['continue', 'join', 'start']) });
const continueForm = z.object({ last: z.string().min(1).max(60) });
const findQuery = z.object({ find: z.string().trim().max(60).catch('') });
const joinForm = z.object({ community: z.string().min(1).max(60) });
const startForm = z.object({
  name: line(80),
  template: z.enum(TEMPLATES as [(typeof TEMPLATES)[number]]),
  subject: z
    .string()
    .max(60)
    .optional()
    .transform((id) => id || null),
  newSubject: z.string().trim().max(60).default(''),
});

export interface MappingRouteDeps {
  gate: Gate;
  access: Access;
  clock: Clock;
  people: People;
  memberships: Memberships;
  enrolments: Enrolments;
  mapping: Mapping;
}

/** The routes of the mapping page. */
export function mappingRoutes(deps: MappingRouteDeps): Router {
  const { gate, access, mapping } = deps;
  const router = Router();

  async function factsOf(req: Request, res: Response): Promise<MappingFacts> {
    const viewer = viewerOf(res);
    const course = await mapping.getCourseFor(viewer, String(req.params.course));
    const { find } = parseQuery(findQuery, req.query);
    const mine = await access.membershipsOf(viewer);
    const [options, people] = await Promise.all([
      mapping.listOptions(viewer.school, course, mine, { find }),
      deps.enrolments.count(course),
    ]);
    const facilitators = options.last ? await staffNames(options.last) : [];
    return { school: viewer.school, course, options, find, people, facilitators, now: deps.clock.now() };
  }

  async function staffNames(community: Community): Promise<string[]> {
    const staff = await deps.memberships.listMembers(community.school, community._id, { band: 'staff', limit: 3 });
    const people = await deps.people.listPeople(
      community.school,
      staff.map((one) => one.person),
    );
    return people.flatMap((person) => person.name?.full ?? []);
  }

  async function show(req: Request, res: Response, refill?: Refill): Promise<void> {
    const facts = await factsOf(req, res);
    const t = translator(res.locals.language ?? 'en');
    const frame = schoolFrame(viewerOf(res), t, {
      title: t('internal:mapping.title', { course: facts.course.title }),
      charter: t('internal:mapping.charter'),
      readers: mappingReaders(facts.school, t),
    });
    const { tabs: _, ...plain } = frame;
    const view = mappingView(facts, t, refill?.values, refill?.fields);
    res.page('internal/mapping', plain, view, refill ? 422 : 200);
  }

  router.get(patterns.mapping, gate.school('course.map'), (req, res) => show(req, res));

  router.post(
    patterns.mapping,
    gate.school('course.map'),
    withRefill(show, async (req, res) => {
      const viewer = viewerOf(res);
      const choice = readChoice(req.body, translator(res.locals.language ?? 'en'));
      const course = await mapping.getCourseFor(viewer, String(req.params.course));
      const community = await mapping.mapCourse(viewer, course, await access.membershipsOf(viewer), choice);
      // An administrator who does not teach has linked a course for others.
      res.redirect(303, viewer.person.staff ? communityPaths.home(community) : paths.course(course._id));
    }),
  );

  router.post(patterns.unlink, gate.school('course.map'), async (req, res) => {
    const { community } = parseForm(joinForm, req.body, 'internal');
    const course = await mapping.getCourseFor(viewerOf(res), String(req.params.course));
    await mapping.unlink(viewerOf(res), course, community);
    res.redirect(303, `${paths.course(course._id)}?done=unlinked`);
  });

  return router;
}

function readChoice(body: unknown, t: Translator): MappingChoice {
  const { place } = parseForm(placeForm, body, 'internal');
  if (place === 'continue') return { place, community: parseForm(continueForm, body, 'internal').last };
  if (place === 'join') return { place, community: parseForm(joinForm, body, 'internal').community };
  const start = parseForm(startForm, body, 'internal');
  return { place, ...start, charter: charterOf(start, t) };
}

/** A template's charter in the language of whoever starts the community; it is rewritten together later. */
const charterOf =
  ({ template, name }: { template: string; name: string }, t: Translator): CharterOf =>
  (subject) => ({
    domain: t(`communities:templates.${template}.domain`, { subject: subject ?? name }),
    community: t(`communities:templates.${template}.community`),
    practice: t(`communities:templates.${template}.practice`),
  });
