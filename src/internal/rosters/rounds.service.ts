// A round reads every roster of a school once. Only a complete round on a day in session says something about who is
// missing: leaving is of the school, not of a course (AL-01), and an ended course is no evidence for anything.
import type { Connection } from 'mongoose';
import type { Clock } from '../../base/clock.ts';
import { dayOf } from '../../base/day.ts';
import { isDuplicate, newId } from '../../base/db/index.ts';
import { inLanes } from '../../base/lanes.ts';
import type { People, Person } from '../../people/index.ts';
import { isInSession, type School, type Schools } from '../../schools/index.ts';
import { isEnded } from '../courses/course.model.ts';
import type { Courses } from '../courses/courses.service.ts';
import type { Enrolments } from '../courses/enrolments.service.ts';
import { createRequested } from './requested.service.ts';
import type { Rosters } from './rosters.service.ts';
import { type Missing, missingModel, type Round, roundModel } from './round.model.ts';

/** A person whom the rosters of a school do not hold any more, with the first and the last round that said so. */
export interface MissingPerson {
  person: Person;
  first: Date;
  last: Date;
}

export type Rounds = ReturnType<typeof createRounds>;

const HOUR = 3600 * 1000;
/** AL-01: the two rounds are at least this far apart. */
const APART = 7 * 24 * HOUR;
const BATCH = 500;
const LANES = 4;

/** The services for rounds on a connection. */
export function createRounds(deps: {
  connection: Connection;
  clock: Clock;
  schools: Schools;
  people: People;
  courses: Courses;
  enrolments: Enrolments;
  rosters: Rosters;
}) {
  const rounds = roundModel(deps.connection);
  const missing = missingModel(deps.connection);

  async function runRound(school: School, _id: string = newId()): Promise<Round> {
    const at = deps.clock.now();
    const inSession = isInSession(dayOf(at, school.policy.timeZone), school.policy.calendar);
    const begun = { _id, school: school._id, at, complete: false, inSession, courses: 0, failed: 0 };
    await rounds.create([begun]);
    const { current, failed } = await readAll(school);
    // Without any course there is nothing that could have held anybody.
    const complete = failed === 0 && current.size > 0;
    const done: Round = { ...begun, complete, courses: current.size, failed };
    await (complete && inSession ? compare(school, current, at) : forget(school, current));
    await rounds.updateOne({ _id, school: school._id }, { $set: { complete, courses: current.size, failed } });
    return done;
  }

  /** Reads the rosters of all courses that have not ended; returns these courses and how many did not answer. */
  async function readAll(school: School): Promise<{ current: Set<string>; failed: number }> {
    const current = new Set<string>();
    let failed = 0;
    for (let page = await deps.courses.listUnended(school._id); page.length > 0; ) {
      for (const course of page) {
        if (isEnded(course, deps.clock.now())) continue;
        const outcome = await deps.rosters.syncCourse(school, course);
        if (outcome === 'ended') continue;
        current.add(course._id);
        if (outcome !== 'complete') failed += 1;
      }
      page = await deps.courses.listUnended(school._id, page.at(-1)?._id);
    }
    return { current, failed };
  }

  /** Which of these people stand in a course that has not ended. */
  async function heldBy(school: School, current: Set<string>, persons: readonly string[]): Promise<Set<string>> {
    const open = await deps.enrolments.listOpen(school._id, persons);
    return new Set(open.filter((one) => current.has(one.course)).map((one) => one.person));
  }

  /** One pass over everybody who is here: notes who is missing, forgets who is not; writes only what changes. */
  async function compare(school: School, current: Set<string>, at: Date): Promise<void> {
    let after = '';
    for (;;) {
      const page = await deps.people.listByState(school._id, 'here', after, BATCH);
      if (page.length === 0) return;
      after = page.at(-1)?._id ?? '';
      const ids = page.map((person) => person._id);
      const held = await heldBy(school, current, ids);
      const known = await missing.find({ _id: { $in: ids }, school: school._id }).lean<Missing[]>();
      const since = new Map(known.map((one) => [one._id, one.first]));
      // Administrators of the platform stand in no roster, and never leave by that.
      const gone = page.filter((person) => !held.has(person._id) && !person.administrator);
      const writes = gone.map((person) => {
        const first = since.get(person._id);
        const restart = !first || launchedSince(person, first);
        const set = restart ? { school: school._id, first: at, last: at } : { last: at };
        return { updateOne: { filter: { _id: person._id }, update: { $set: set }, upsert: true } };
      });
      if (writes.length > 0) await missing.bulkWrite(writes, { ordered: false });
      const back = known.map((one) => one._id).filter((id) => held.has(id));
      if (back.length > 0) await missing.deleteMany({ _id: { $in: back }, school: school._id });
    }
  }

  /** A round that is no evidence of missing still shows who is there again. */
  async function forget(school: School, current: Set<string>): Promise<void> {
    let after = '';
    for (;;) {
      const page = await listPage(school._id, after);
      if (page.length === 0) return;
      after = page.at(-1)?._id ?? '';
      const ids = page.map((one) => one._id);
      const held = await heldBy(school, current, ids);
      if (held.size > 0) await missing.deleteMany({ _id: { $in: [...held] }, school: school._id });
    }
  }

  async function listPage(school: string, after: string, limit = BATCH): Promise<Missing[]> {
    return missing
      .find({ school, _id: { $gt: after } })
      .sort({ _id: 1 })
      .limit(limit)
      .lean<Missing[]>();
  }

  return {
    runRound,
    ...createRequested(deps),
    /**
     * Runs the rounds that are due: one a night for each school, in one process, at its own time of the night; a few
     * schools side by side, because a slow platform may take the whole night.
     */
    async runDue(): Promise<number> {
      let run = 0;
      await inLanes(LANES, await deps.schools.listSchools(), async (school) => {
        const night = `${school._id}:${nightOf(school, deps.clock.now())}`;
        if (await rounds.exists({ _id: night })) return;
        const round = await runRound(school, night).catch((error: unknown) => {
          if (!isDuplicate(error)) throw error;
          return null; // another process was faster
        });
        if (round) run += 1;
      });
      return run;
    },
    /** How the last round of a school went, or goes. */
    async lastRound(school: string): Promise<{ at: Date; read: number; courses: number; complete: boolean } | null> {
      const round = await rounds.findOne({ school }).sort({ at: -1 }).lean<Round>();
      if (!round) return null;
      const { at, courses, failed, complete } = round;
      return { at, read: courses - failed, courses, complete };
    },
    /**
     * A page of the people whom no roster holds in two complete rounds in session at least 7 days apart, and who have
     * not launched since the first (AL-01); by person, after `after`.
     */
    async listMissing(
      school: string,
      options: { after?: string; limit?: number } = {},
    ): Promise<{ people: MissingPerson[]; next: string | null }> {
      const page = await listPage(school, options.after ?? '', options.limit ?? BATCH);
      const due = page.filter((one) => one.last.getTime() - one.first.getTime() >= APART);
      const found = await deps.people.listPeople(
        school,
        due.map((one) => one._id),
      );
      const persons = new Map(found.map((person) => [person._id, person]));
      const people = due.flatMap(({ _id, first, last }) => {
        const person = persons.get(_id);
        return person?.state === 'here' && !launchedSince(person, first) ? [{ person, first, last }] : [];
      });
      const next = page.length < (options.limit ?? BATCH) ? null : (page.at(-1)?._id ?? null);
      return { people, next };
    },
    /** Forgets that a person was missing, because they have left or the school says that they are here. */
    async clearMissing(school: string, person: string): Promise<void> {
      await missing.deleteOne({ _id: person, school });
    },
  };
}

const launchedSince = (person: Person, first: Date): boolean => person.launchedAt !== null && person.launchedAt > first;

/** The night that an instant belongs to: it begins between one and four o'clock, for each school at another minute. */
function nightOf(school: School, now: Date): string {
  const jitter = (Number.parseInt(school._id.slice(-4), 16) % 180) * 60_000;
  return dayOf(new Date(now.getTime() - HOUR - jitter), school.policy.timeZone);
}
