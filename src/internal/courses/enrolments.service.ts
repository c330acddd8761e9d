// Who is in which course. Memberships of the course's communities follow from it: each open enrolment is one spell of
// source 'course' in every community of the course.
import type { Connection } from 'mongoose';
import type { Clock } from '../../base/clock.ts';
import { newId, readsOf, transact } from '../../base/db/index.ts';
import type { Enrolling, Membership, Memberships } from '../../communities/index.ts';
import { isStatedAdult, type People, type Person } from '../../people/index.ts';
import type { Audit, Band } from '../../safeguarding/index.ts';
import type { School } from '../../schools/index.ts';
import type { Course } from './course.model.ts';
import { type Enrolment, enrolmentModel } from './enrolment.model.ts';

export type Enrolments = ReturnType<typeof createEnrolments>;

const PAGE = 200;

/** The enrolment services on a connection. */
export function createEnrolments(deps: {
  connection: Connection;
  clock: Clock;
  audit: Audit;
  people: People;
  memberships: Memberships;
  enrolling: Enrolling;
}) {
  const enrolments = enrolmentModel(deps.connection);
  const reads = readsOf<Enrolment>(enrolments);

  /** Begins what is missing of a person's spells in the course's communities; `mine` are the open memberships. */
  async function joinCommunities(
    school: School,
    course: Course,
    person: Person,
    staff: boolean,
    mine: readonly Membership[],
  ): Promise<boolean> {
    const band = bandIn(school, person, staff, deps.clock.now());
    const missing = course.communities.filter((community) => !belongs(mine, community, course._id, band));
    for (const community of missing) {
      const spell = { school: school._id, community, person: person._id, band, source: 'course' as const };
      await deps.memberships.begin({ ...spell, course: course._id });
    }
    return missing.length > 0;
  }

  /** As `joinCommunities` for many at once, none of whom asks for it; whoever is no longer here is passed over. */
  async function joinMany(
    school: School,
    course: Course,
    people: readonly { person: Person; staff: boolean }[],
  ): Promise<void> {
    const now = deps.clock.now();
    const here = people
      .filter(({ person }) => person.state === 'here')
      .map(({ person, staff }) => ({ person: person._id, band: bandIn(school, person, staff, now) }));
    const persons = here.map((one) => one.person);
    for (const community of course.communities) {
      const known = await deps.memberships.listFor(school._id, community, persons);
      const of = new Map(known.map((one) => [one.person, [one]]));
      const lacking = here.filter(({ person, band }) => !belongs(of.get(person) ?? [], community, course._id, band));
      if (lacking.length > 0)
        await deps.enrolling.beginMany({ school: school._id, community, course: course._id, people: lacking });
    }
  }

  async function listPage(course: Course, after: string): Promise<Enrolment[]> {
    return enrolments
      .find({ school: course.school, course: course._id, open: true, person: { $gt: after } })
      .sort({ person: 1 })
      .limit(PAGE)
      .lean<Enrolment[]>();
  }

  /**
   * Takes the school's staff flag from somebody whom no course shows as staff any more, and with it what they began by
   * themselves as staff. Who administers or leads is another matter, and stays.
   */
  async function reviewStaff(school: School, person: Person): Promise<void> {
    if (!person.staff || person.administrator) return;
    const at = { school: school._id, person: person._id };
    if (await enrolments.exists({ ...at, open: true, staff: true })) return;
    await transact(deps.connection, async () => {
      const band = bandIn(school, person, false, deps.clock.now());
      await deps.people.updatePerson(school._id, person._id, { staff: false, band });
      await deps.audit.record({ school: school._id, actor: null, action: 'person.staff_ended', object: person._id });
      await followBand(school, person, band);
    });
  }

  /** What somebody began by themselves, which only staff can (a community, or joining one), follows what they are. */
  async function followBand(school: School, person: Person, band: Band): Promise<void> {
    for (const { community, spells } of await deps.memberships.listOpen(school._id, person._id))
      for (const { source, endsAt } of spells)
        if (endsAt === null && (source === 'founder' || source === 'joined'))
          await deps.memberships.begin({
            school: school._id, community, person: person._id, band, source, absent: true,
          }); // biome-ignore format: one spell
  }

  return {
    joinCommunities,
    listPage,
    /** A person's open memberships, read anew. */
    membershipsOf: (school: string, person: string): Promise<Membership[]> => deps.memberships.listOpen(school, person),
    async find(school: string, course: string, person: string): Promise<Enrolment | null> {
      return reads.one({ school, course, person });
    },
    /** These persons' enrolments in a course, closed ones too. */
    async listFor(course: Course, people: readonly string[]): Promise<Enrolment[]> {
      return enrolments
        .find({ school: course.school, course: course._id, person: { $in: [...people] } })
        .lean<Enrolment[]>();
    },
    /** Courses in which these persons are now, as pairs. */
    async listOpen(school: string, people: readonly string[]): Promise<Pick<Enrolment, 'person' | 'course'>[]> {
      return enrolments
        .find({ school, person: { $in: [...people] }, open: true }, { _id: 0, person: 1, course: 1 })
        .lean<Pick<Enrolment, 'person' | 'course'>[]>();
    },
    /** Notes that a launch has shown a person in a course, and as what. Nothing is written if nothing changed. */
    async open(course: Course, person: string, staff: boolean, known: Enrolment | null): Promise<void> {
      const staffBy = staff ? ('launch' as const) : null;
      if (known?.open && known.staff === staff && known.staffBy === staffBy) return;
      const since = known?.open ? known.since : deps.clock.now();
      await enrolments.updateOne(
        { school: course.school, course: course._id, person },
        { $set: { open: true, since, staff, staffBy }, $setOnInsert: { _id: newId() } },
        { upsert: true },
      );
    },
    reviewStaff,
    /** Whoever is staff again is staff where they began as such. */
    restoreStaff: (school: School, person: Person): Promise<void> => followBand(school, person, 'staff'),
    /**
     * Enrols people of a roster at once, or notes what it says of them now. What has changed since it was read (`known`:
     * a launch came in between) stays.
     */
    async openMany(
      course: Course,
      told: readonly {
        person: string;
        staff: boolean;
        staffBy?: Enrolment['staffBy'];
        known?: Enrolment | undefined;
      }[],
    ): Promise<void> {
      if (told.length === 0) return;
      const now = deps.clock.now();
      const at = { school: course.school, course: course._id };
      await enrolments.bulkWrite(
        told.map(({ person, staff, staffBy = staff ? 'roster' : null, known }) => {
          const fresh = { open: true, since: known?.open ? known.since : now, staff, staffBy };
          if (!known)
            return { updateOne: { filter: { ...at, person }, update: { $setOnInsert: { _id: newId(), ...fresh } }, upsert: true } }; // biome-ignore format: one line
          const seen = { open: known.open, staff: known.staff, staffBy: known.staffBy };
          return { updateOne: { filter: { ...at, person, ...seen }, update: { $set: fresh } } };
        }),
        { ordered: false },
      );
    },
    /** Ends people's enrolments in a course and the spells that followed from it; this is not leaving the school (AL-01). */
    async close(tenant: School, course: Course, people: readonly string[]): Promise<void> {
      const { school, _id } = course;
      for (const person of people)
        await deps.memberships.end({ school, person, source: 'course', course: _id, by: null });
      const gone = { school, course: _id, person: { $in: [...people] } };
      await enrolments.updateMany(gone, { $set: { open: false, staff: false, staffBy: null } });
      for (const person of await deps.people.listPeople(school, people)) await reviewStaff(tenant, person);
    },
    /** Ends the spells that people of a course have in one community by it. */
    async leaveCommunity(course: Course, community: string): Promise<void> {
      for (let page = await listPage(course, ''); page.length > 0; page = await listPage(course, lastOf(page))) {
        const { school, _id } = course;
        for (const { person } of page)
          await deps.memberships.end({ school, person, community, source: 'course', course: _id, by: null });
      }
    },
    /** How many learners and staff a course has now. */
    async count(course: Course): Promise<{ learners: number; staff: number }> {
      const filter = { school: course.school, course: course._id, open: true };
      const [learners, staff] = await Promise.all([
        enrolments.countDocuments({ ...filter, staff: false }),
        enrolments.countDocuments({ ...filter, staff: true }),
      ]);
      return { learners, staff };
    },
    joinMany,
    /** Makes everybody of a course a member of its communities; whoever is one already costs no write. */
    async joinAll(school: School, course: Course, most = Number.POSITIVE_INFINITY): Promise<void> {
      let after = '';
      for (let done = 0; done < most; ) {
        const page = await listPage(course, after);
        if (page.length === 0) return;
        const staff = new Map(page.slice(0, most - done).map((one) => [one.person, one.staff]));
        const people = await deps.people.listPeople(school._id, [...staff.keys()]);
        await joinMany(
          school,
          course,
          people.map((person) => ({ person, staff: staff.get(person._id) === true })),
        );
        done += page.length;
        after = lastOf(page);
      }
    },
  };
}

/** The band of a person in the communities of a course: staff by role, else what the school says of this learner's age. */
export function bandIn(school: School, person: Person, staff: boolean, now: Date): Band {
  if (staff) return 'staff';
  const adult = isStatedAdult(person, school, now) ?? !school.policy.learnersAreMinors;
  return adult ? 'adult_learner' : 'pupil';
}

const lastOf = (page: readonly Enrolment[]): string => page.at(-1)?.person ?? '';

const belongs = (mine: readonly Membership[], community: string, course: string, band: Band): boolean =>
  mine.some(
    (one) =>
      one.community === community &&
      one.spells.some((spell) => spell.course === course && spell.band === band && spell.endsAt === null),
  );
