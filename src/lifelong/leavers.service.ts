// Leaving (AL-01 to AL-03): who seems to have left, the school's confirmation, and the end of the sixty days for those
// who do not answer. Nobody becomes an alumnus by it.
import type { Connection } from 'mongoose';
import type { Clock } from '../base/clock.ts';
import { transact } from '../base/db/index.ts';
import type { Memberships } from '../communities/index.ts';
import { NotFoundError, ValidationError } from '../errors.ts';
import { isStatedAdult, type Links, type People, type Person, type Sessions, type Viewer } from '../people/index.ts';
import type { Audit } from '../safeguarding/index.ts';
import { type School, schoolYearOf } from '../schools/index.ts';
import { type Found, type Leaver, type LeaverCounts, leaverModel } from './leaver.model.ts';

/** AL-02: how long a leaver can answer, in days. */
export const DAYS_TO_ANSWER = 60;
const DAY = 24 * 3600 * 1000;
const PAGE = 200;

/** Who is missing from every roster of the school, as AL-01 defines it; the internal dimension tells. */
export interface MissingPeople {
  listMissing(
    school: string,
    options: { after?: string },
  ): Promise<{ people: { person: Person; first: Date; last: Date }[]; next: string | null }>;
  /** The person is here after all, or has been dealt with: forget what the rosters said so far. */
  clearMissing(school: string, person: string): Promise<void>;
}

/** So many are shown for confirmation at a time; the next come when these are dealt with. */
const MOST_FOUND = 500;

export type Leavers = ReturnType<typeof createLeavers>;

/** The leaving services on a connection. */
export function createLeavers(deps: {
  connection: Connection;
  clock: Clock;
  audit: Audit;
  people: People;
  memberships: Memberships;
  links: Links;
  sessions: Sessions;
  missing: MissingPeople;
}) {
  const leavers = leaverModel(deps.connection);

  /** The school year in which somebody was last seen in a course, by launch or by roster. */
  async function lastYearOf(school: School, person: Person): Promise<number> {
    const memberships = await deps.memberships.listAll(school._id, person._id);
    const begun = memberships.flatMap(({ spells }) =>
      spells.filter((spell) => spell.course !== null).map((spell) => spell.startsAt),
    );
    const seen = [person.launchedAt ?? person.stateSince, ...begun].map((date) => date.getTime());
    return schoolYearOf(new Date(Math.max(...seen)), school.policy);
  }

  async function confirmOne(school: School, by: string, id: string, adult: boolean): Promise<void> {
    const now = deps.clock.now();
    await transact(deps.connection, async () => {
      const person = await deps.people.getPerson(school._id, id);
      if (person.state !== 'here') return;
      const leftYear = await lastYearOf(school, person);
      await deps.people.updatePerson(school._id, id, {
        state: 'leaving', stateSince: now, leftYear, staff: false, ...(adult ? { adultStatedAt: now } : {}),
      }); // biome-ignore format: one change
      // SG-02: staff who have left keep no space open from that moment, and read no longer as staff.
      await deps.memberships.end({ school: school._id, person: id, band: 'staff', by });
      await leavers.create([
        {
          school: school._id,
          person: id,
          confirmedAt: now,
          confirmedBy: by,
          endsAt: new Date(now.getTime() + DAYS_TO_ANSWER * DAY),
        },
      ]);
      await deps.missing.clearMissing(school._id, id);
      await deps.audit.record({
        school: school._id,
        actor: by,
        action: 'leaver.confirmed',
        object: id,
        details: { adult: String(adult) },
      });
    });
  }

  /** Takes away everything that tells who a leaver was (AL-02); the threads stay readable. */
  async function forget(leaver: Leaver): Promise<void> {
    const { school, person } = leaver;
    await transact(deps.connection, async () => {
      const now = deps.clock.now();
      // Somebody who is here again is not forgotten, even where the return was cut off before it settled the matter.
      const leaves = (await deps.people.getPerson(school, person)).state === 'leaving';
      const taken = await leavers.updateOne(
        { _id: leaver._id, state: 'confirmed' },
        { $set: { state: leaves ? 'gone' : 'returned', settledAt: now } },
      );
      if (taken.modifiedCount === 0 || !leaves) return;
      await deps.memberships.end({ school, person, by: null });
      await deps.links.revoke(school, person);
      await deps.people.forgetPerson(school, person);
      await deps.audit.record({ school, actor: null, action: 'leaver.forgotten', object: person });
    });
    if ((await deps.people.getPerson(school, person)).state === 'former') await deps.sessions.endAll(school, person);
  }

  return {
    /** Those whom two complete rounds of rosters missed, staff and learners alike, with what the school knows of their age. */
    async listFound(school: School): Promise<Found[]> {
      const now = deps.clock.now();
      const found: Found[] = [];
      for (let after: string | null = ''; after !== null && found.length < MOST_FOUND; ) {
        const page: Awaited<ReturnType<MissingPeople['listMissing']>> = await deps.missing.listMissing(school._id, {
          after,
        });
        for (const { person, first, last } of page.people)
          found.push({ person, firstAt: first, lastAt: last, adult: isStatedAdult(person, school, now) });
        after = page.next;
      }
      return found;
    },
    /** Confirms, in bulk, that these have left; `adults` are those whom the school states to be 18 or older. */
    async confirm(viewer: Viewer, ids: readonly string[], adults: ReadonlySet<string>): Promise<number> {
      if (ids.length === 0) throw new ValidationError({ who: 'lifelong:form.who' });
      const known = await deps.people.listPeople(viewer.school._id, ids);
      if (known.length !== new Set(ids).size) throw new NotFoundError();
      for (const person of known)
        await confirmOne(viewer.school, viewer.person._id, person._id, adults.has(person._id));
      return known.length;
    },
    /** They are still here: what the rosters said is forgotten, and counting starts anew. */
    async dismiss(viewer: Viewer, ids: readonly string[]): Promise<void> {
      if (ids.length === 0) throw new ValidationError({ who: 'lifelong:form.who' });
      for (const person of await deps.people.listPeople(viewer.school._id, ids)) {
        await transact(deps.connection, async () => {
          await deps.missing.clearMissing(viewer.school._id, person._id);
          await deps.audit.record({
            school: viewer.school._id,
            actor: viewer.person._id,
            action: 'leaver.dismissed',
            object: person._id,
          });
        });
      }
    },
    /** The leavers in a state, those first whose time ends first; `after` is a cursor. */
    async listLeavers(school: string, state: Leaver['state'], limit = PAGE): Promise<Leaver[]> {
      return leavers.find({ school, state }).sort({ endsAt: 1, _id: 1 }).limit(limit).lean<Leaver[]>();
    },
    async countByState(school: string): Promise<LeaverCounts> {
      const states = ['confirmed', 'stayed', 'gone', 'returned'] as const;
      const counts = await Promise.all(states.map((state) => leavers.countDocuments({ school, state })));
      return Object.fromEntries(states.map((state, index) => [state, counts[index] ?? 0])) as LeaverCounts;
    },
    /** The open matter of a person who is leaving, or null. */
    async findOpen(school: string, person: string): Promise<Leaver | null> {
      return leavers.findOne({ school, person, state: 'confirmed' }).lean<Leaver>();
    },
    async noteInvited(leaver: Leaver): Promise<void> {
      await leavers.updateOne({ _id: leaver._id }, { $set: { invitedAt: deps.clock.now() } });
    },
    /** Settles the open matter of a person; call it inside the transaction of what settles it. */
    async settle(school: string, person: string, state: 'stayed' | 'returned'): Promise<void> {
      await leavers.updateMany(
        { school, person, state: 'confirmed' },
        { $set: { state, settledAt: deps.clock.now() } },
      );
    },
    /** Forgets those whose time has come; returns how many. */
    async forgetDue(): Promise<number> {
      const due = await leavers
        .find({ state: 'confirmed', endsAt: { $lte: deps.clock.now() } })
        .limit(PAGE)
        .lean<Leaver[]>();
      for (const leaver of due) await forget(leaver);
      return due.length;
    },
    /** People who are here and whose name holds these letters, for a mark by hand. */
    async search(school: string, letters: string): Promise<Person[]> {
      return deps.people.searchHere(school, letters, 20);
    },
  };
}
