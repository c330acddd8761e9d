// Reading a course's roster in bounded memory: pages are staged as they come and applied when all of them are there.
// A page that fails changes nothing. https://www.imsglobal.org/spec/lti-nrps/v2p0
import type { Connection } from 'mongoose';
import type { Logger } from 'pino';
import { type Clock, realClock } from '../../base/clock.ts';
import { isDuplicate, newId } from '../../base/db/index.ts';
import { UpstreamError } from '../../errors.ts';
import type { RosterClient, RosterMember } from '../../lti/index.ts';
import type { RosterPeople } from '../../people/index.ts';
import type { School } from '../../schools/index.ts';
import { type Course, isEnded } from '../courses/course.model.ts';
import type { Courses } from '../courses/courses.service.ts';
import type { Enrolment } from '../courses/enrolment.model.ts';
import type { Enrolments } from '../courses/enrolments.service.ts';
import { lineKey, linesOf, type RosterLine, rosterLineModel } from './rosterline.model.ts';

/** How reading a roster went; `ended`: the course has ended, or ends now because its roster is gone for long. */
export type SyncOutcome = 'complete' | 'failed' | 'gone' | 'ended' | 'no_roster';

export type Rosters = ReturnType<typeof createRosters>;

export interface RosterDeps {
  connection: Connection;
  clock: Clock;
  logger: Logger;
  client: RosterClient;
  rosterPeople: RosterPeople;
  courses: Courses;
  enrolments: Enrolments;
}

const BATCH = 200;
/** AL-01: a roster that has been gone for so long ends its course. */
const GONE_FOR = 14 * 24 * 3600 * 1000;
const GONE = new Set([403, 404, 410]);

/** The roster services on a connection. */
export function createRosters(deps: RosterDeps) {
  const lines = rosterLineModel(deps.connection);

  /** Reads and applies one course's roster; whatever the platform does is an outcome, not an error. */
  async function syncCourse(school: School, course: Course): Promise<SyncOutcome> {
    if (isEnded(course, deps.clock.now())) return 'ended';
    if (course.rosterUrl === null) return 'no_roster';
    const sync = newId();
    const startedAt = deps.clock.now();
    try {
      await deps.client.readRoster(course.registration, course.rosterUrl, (members) => stage(school, sync, members));
      await apply(school, course, sync);
      await endMissing(school, course, sync, startedAt);
      await deps.courses.noteSync(course, 'complete');
      return 'complete';
    } catch (error) {
      return await failed(course, error);
    } finally {
      await lines.deleteMany(linesOf(sync));
    }
  }

  async function failed(course: Course, error: unknown): Promise<SyncOutcome> {
    const status = error instanceof UpstreamError ? error.details.status : undefined;
    const gone = typeof status === 'number' && GONE.has(status) && !isTokenRefused(error);
    if (error instanceof UpstreamError)
      deps.logger.warn({ course: course._id, status, code: error.code }, 'roster failed');
    else deps.logger.error({ err: error, course: course._id }, 'roster failed');
    await deps.courses.noteSync(course, gone ? 'gone' : 'failed');
    if (!gone) return 'failed';
    const since = course.goneSince ?? deps.clock.now();
    if (deps.clock.now().getTime() - since.getTime() < GONE_FOR) return 'gone';
    await deps.courses.end(course, null, 'roster_gone');
    return 'ended';
  }

  /** Keeps a page's active people; test users are nobody. */
  async function stage(school: School, sync: string, members: RosterMember[]): Promise<void> {
    const stagedAt = realClock.now();
    const active = members.filter(({ status, roles }) => status === 'active' && !roles.testUser);
    const rows = active.map(
      ({ sub, roles: { staff, learner }, name = null, given = null, family = null }): RosterLine => ({
        _id: lineKey(sync, sub),
        school: school._id,
        sub,
        staff,
        learner,
        name,
        given,
        family,
        stagedAt,
      }),
    );
    if (rows.length === 0) return;
    await lines.insertMany(rows, { lean: true, ordered: false }).catch((error: unknown) => {
      if (!isDuplicate(error)) throw error; // somebody stands on two pages
    });
  }

  /** Brings people, enrolments and memberships up to date, a batch at a time; what has not changed costs no write. */
  async function apply(school: School, course: Course, sync: string): Promise<void> {
    for (let page = await linesAfter(sync); page.length > 0; page = await linesAfter(sync, page.at(-1)?._id)) {
      // A role that is neither a learner's nor staff's makes nobody a member.
      const told = page.filter((line) => line.staff || line.learner);
      const seen = told.map(({ sub, staff, ...line }) => ({
        registration: course.registration,
        sub,
        staff,
        name: { full: line.name ?? '', given: line.given ?? '', family: line.family ?? '' },
      }));
      const people = await deps.rosterPeople.peopleOf(school, seen);
      const persons = [...people.values()].map((person) => person._id);
      const known = new Map((await deps.enrolments.listFor(course, persons)).map((one) => [one.person, one]));
      const members = told.flatMap(({ sub, staff }) => {
        const person = people.get(sub);
        return person ? [{ person, ...roleOf(staff, known.get(person._id)) }] : [];
      });
      const fresh = members.filter(({ person, staff }) => !isEnrolled(known.get(person._id), staff));
      await deps.enrolments.openMany(
        course,
        fresh.map(({ person: { _id }, ...role }) => ({ ...role, person: _id, known: known.get(_id) })),
      );
      // Launches go on meanwhile; what they have shown counts.
      const now = new Map((await deps.enrolments.listFor(course, persons)).map((one) => [one.person, one]));
      const standing = members.flatMap(({ person }) => {
        const enrolment = now.get(person._id);
        return enrolment?.open ? [{ person, staff: enrolment.staff }] : [];
      });
      await deps.enrolments.joinMany(school, course, standing);
      // Whom only rosters have shown as staff, a roster shows as something else.
      const demoted = fresh.filter(({ staff }) => !staff);
      for (const { person } of demoted) await deps.enrolments.reviewStaff(school, person);
    }
  }

  /** Ends the enrolments of people who stand in no line; whoever came by a launch meanwhile stays. */
  async function endMissing(tenant: School, course: Course, sync: string, startedAt: Date): Promise<void> {
    const { school, registration } = course;
    let after = '';
    for (;;) {
      const page = await deps.enrolments.listPage(course, after);
      if (page.length === 0) return;
      after = page.at(-1)?.person ?? '';
      const old = page.filter((one) => one.since < startedAt).map((one) => one.person);
      const subs = await deps.rosterPeople.subsOf(school, registration, old);
      const keys = [...subs.values()].flat().map((sub) => lineKey(sync, sub));
      const found = await lines.find({ _id: { $in: keys } }, { _id: 1 }).lean<Pick<RosterLine, '_id'>[]>();
      const there = new Set(found.map((line) => line._id));
      const gone = old.filter((person) => !(subs.get(person) ?? []).some((sub) => there.has(lineKey(sync, sub))));
      if (gone.length > 0) await deps.enrolments.close(tenant, course, gone);
    }
  }

  async function linesAfter(sync: string, after?: string): Promise<RosterLine[]> {
    return lines.find(linesOf(sync, after)).sort({ _id: 1 }).limit(BATCH).lean<RosterLine[]>();
  }

  return { syncCourse };
}

/** A platform that refuses us a token says nothing about one course. */
const isTokenRefused = (error: unknown): boolean => error instanceof UpstreamError && error.code === 'token_refused';

const isEnrolled = (known: Enrolment | undefined, staff: boolean): boolean =>
  known?.open === true && known.staff === staff;

/** NRPS never demotes a person whom a launch made staff: Moodle lists non-editing teachers as learners. */
const roleOf = (staff: boolean, known: Enrolment | undefined): Pick<Enrolment, 'staff' | 'staffBy'> =>
  known?.staff && known.staffBy !== 'roster'
    ? { staff: true, staffBy: 'launch' }
    : { staff, staffBy: staff ? 'roster' : null };
