// A test world with courses: launches as a platform makes them, mapping and rosters, on top of createTestWorld.
import { createEnrolling } from '../../src/communities/index.ts';
import { UpstreamError } from '../../src/errors.ts';
import {
  type Course,
  createCourses,
  createEnrolments,
  createLaunches,
  createMapping,
  createNotes,
  createRosters,
  createRounds,
  type Outcome,
} from '../../src/internal/index.ts';
import type { Launch, RosterClient, RosterMember } from '../../src/lti/index.ts';
import { createRosterPeople, type Person } from '../../src/people/index.ts';
import { createTestWorld } from './factories.ts';

export type InternalWorld = Awaited<ReturnType<typeof createInternalWorld>>;

/** Opens a test world with the services of courses; close it after the tests. */
export async function createInternalWorld() {
  const world = await createTestWorld();
  const { connection } = world.database;
  const returned: { person: string; from: string; leftYear: number | null }[] = [];
  const requests = { syncs: 0 };
  const courses = createCourses({ ...world, connection });
  const enrolling = createEnrolling({ ...world, connection });
  const enrolments = createEnrolments({ ...world, connection, enrolling });
  const notes = createNotes({ ...world, connection });
  const mapping = createMapping({ ...world, connection, courses, enrolments, notes });
  const requestSync = async (): Promise<void> => {
    requests.syncs += 1;
  };
  const onReturn = async (_school: unknown, { _id, leftYear }: Person, from: string): Promise<void> =>
    void returned.push({ person: _id, from, leftYear });
  const launches = createLaunches({ ...world, courses, enrolments, mapping, requestSync, onReturn });

  const launch = (role: Role, sub: string, more: Partial<Launch> = {}): Launch =>
    launchOf(world.school._id, role, sub, more);
  const client = createRosterFake();
  const rosterPeople = createRosterPeople({ ...world, connection });
  const rosters = createRosters({ ...world, connection, client, rosterPeople, courses, enrolments });
  const rounds = createRounds({ ...world, connection, courses, enrolments, rosters });
  return {
    ...world,
    connection,
    client,
    rosters,
    rounds,
    courses,
    enrolments,
    notes,
    mapping,
    launches,
    requestSync,
    returned,
    requests,
    /** A launch as src/lti makes it. */
    launch,
    receive: (role: Role, sub: string, more: Partial<Launch> = {}): Promise<Outcome> =>
      launches.receive(launch(role, sub, more)),
    /** The course of a context id, which must exist. */
    async course(contextId: string): Promise<Course> {
      const course = await courses.findByContext(world.school._id, REGISTRATION, contextId);
      if (!course) throw new Error(`no course ${contextId}`);
      return course;
    },
    /** The person of a sub, which must exist. */
    async personOf(sub: string) {
      const person = await world.people.findByIdentity(world.school._id, REGISTRATION, sub);
      if (!person) throw new Error(`no person ${sub}`);
      return person;
    },
    /** A course with a community that a teacher has started by the mapping page. */
    async mappedCourse(contextId: string, teacher: string, name = 'Physics') {
      await launches.receive(launch('staff', teacher, { context: contextOf(contextId) }));
      const person = await world.people.findByIdentity(world.school._id, REGISTRATION, teacher);
      const course = await courses.findByContext(world.school._id, REGISTRATION, contextId);
      if (!person || !course) throw new Error('the launch made no person or course');
      const viewer = await world.viewer(person);
      const charter = () => ({ domain: '', community: '', practice: '' });
      const start = { place: 'start' as const, name, template: 'subject' as const, subject: null, newSubject: name };
      return mapping.mapCourse(viewer, course, [], { ...start, charter });
    },
  };
}

export const REGISTRATION = 'test-platform';
export type Role = 'staff' | 'learner' | 'administrator' | 'observer' | 'testUser' | 'none';

export const contextOf = (
  id: string,
  more: Partial<NonNullable<Launch['context']>> = {},
): NonNullable<Launch['context']> => ({
  id,
  title: `Course ${id}`,
  kind: 'course',
  history: [],
  ...more,
});

export function launchOf(school: string, role: Role, sub: string, more: Partial<Launch> = {}): Launch {
  const roles = { staff: false, learner: false, administrator: false, observer: false, testUser: false };
  if (role !== 'none') roles[role] = true;
  if (role === 'testUser') roles.learner = true;
  return {
    school,
    registration: REGISTRATION,
    deployment: 'deployment-1',
    family: 'moodle',
    sub,
    name: { full: `${sub} Okafor`, given: sub, family: 'Okafor' },
    roles,
    context: contextOf('physics-8b'),
    resourceLink: { id: 'link-1' },
    target: '/lti/launch',
    platformOrigin: 'https://lms.example',
    frameAncestors: ['https://lms.example'],
    custom: {},
    ...more,
  };
}

/** A platform's rosters by address: pages of members, and the status with which a page fails. */
export interface RosterFake extends RosterClient {
  rosters: Map<string, RosterMember[]>;
  /** Address -> the page (from 0) that fails, and the HTTP status it answers. */
  failures: Map<string, { page: number; status: number; code?: string }>;
  pageSize: number;
}

function createRosterFake(): RosterFake {
  const fake: RosterFake = {
    rosters: new Map(),
    failures: new Map(),
    pageSize: 50,
    async readRoster(_registration, url, onPage) {
      const members = fake.rosters.get(url) ?? [];
      const failure = fake.failures.get(url);
      for (let page = 0; page === 0 || page * fake.pageSize < members.length; page += 1) {
        if (failure?.page === page) throw new UpstreamError(failure.code ?? 'roster_page', { status: failure.status });
        await onPage(members.slice(page * fake.pageSize, (page + 1) * fake.pageSize));
      }
    },
  };
  return fake;
}

/** A line of a roster. */
export const memberOf = (sub: string, more: Partial<RosterMember> = {}, role: Role = 'learner'): RosterMember => ({
  sub,
  status: 'active',
  roles: launchOf('', role, sub).roles,
  name: `${sub} Okafor`,
  ...more,
});
