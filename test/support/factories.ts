// Makes the things that service tests need: a school with its services on a real database, people, communities, members.
import pino from 'pino';
import { createMovableClock, type MovableClock } from '../../src/base/clock.ts';
import type { Database } from '../../src/base/db/index.ts';
import { createMails, type Mails } from '../../src/base/mail/index.ts';
import { createOutbox, type Outbox } from '../../src/base/outbox/index.ts';
import {
  type Access,
  type Communities,
  type Community,
  createAccess,
  createCommunities,
  createMemberships,
  type Memberships,
  type Standing,
} from '../../src/communities/index.ts';
import {
  createLinks,
  createPeople,
  createSessions,
  type Links,
  type People,
  type Person,
  type Sessions,
  toViewer,
  type Viewer,
} from '../../src/people/index.ts';
import { type Audit, type Band, createAudit } from '../../src/safeguarding/index.ts';
import { createSchools, type School, type SchoolPolicy, type Schools } from '../../src/schools/index.ts';
import { openTestDatabase } from './database.ts';

/** A Thursday in November, in session. */
export const START = new Date('2026-11-12T09:00:00Z');

/** Everything that services need, on a fresh database, with one school that lets people from outside in. */
export interface TestWorld {
  database: Database;
  clock: MovableClock;
  logger: pino.Logger;
  audit: Audit;
  outbox: Outbox;
  mails: Mails;
  schools: Schools;
  people: People;
  links: Links;
  sessions: Sessions;
  communities: Communities;
  memberships: Memberships;
  access: Access;
  school: School;
  /** Changes the school's policy and returns the school. */
  setPolicy(policy: Partial<SchoolPolicy>): Promise<School>;
  /** A person as a platform's launch makes it. */
  person(name: string, options?: { staff?: boolean; sub?: string }): Promise<Person>;
  /** A member of a community, made as `person` is; guests and alumni become such. */
  member(
    community: Community,
    name: string,
    band: Band,
    options?: { course?: string; sponsor?: string; endsAt?: Date },
  ): Promise<Person>;
  community(name: string, options?: { subject?: string }): Promise<Community>;
  viewer(
    person: Person,
    options?: { administrator?: boolean; lead?: boolean; preview?: boolean; course?: string },
  ): Promise<Viewer>;
  standing(person: Person, community: Community, options?: Parameters<TestWorld['viewer']>[1]): Promise<Standing>;
  close(): Promise<void>;
}

/** Opens a test world; close it after the tests. */
export async function createTestWorld(): Promise<TestWorld> {
  const database = await openTestDatabase();
  const { connection } = database;
  const logger = pino({ level: 'silent' });
  const clock = createMovableClock(START);
  const audit = createAudit({ connection, clock });
  const outbox = createOutbox({ connection, clock, logger });
  const schools = createSchools({ connection, clock, audit, outbox });
  const people = createPeople({ connection, clock, outbox });
  const communities = createCommunities({ connection, clock, audit });
  const memberships = createMemberships({ connection, clock, audit });
  const access = createAccess({ clock, communities, memberships });
  const schoolId = await schools.getOrCreateByName('Alder Lane School');
  let subs = 0;

  const world: TestWorld = {
    database,
    clock,
    logger,
    audit,
    outbox,
    mails: createMails({ connection, clock, logger, from: 'Perennial <perennial@localhost>' }),
    schools,
    people,
    links: createLinks({ connection }),
    sessions: createSessions({ connection }),
    communities,
    memberships,
    access,
    school: await schools.getSchool(schoolId),
    async setPolicy(policy) {
      const school = await schools.getSchool(schoolId);
      await schools.decidePolicy(schoolId, 'test', { ...school.policy, ...policy }, school.leads);
      world.school = await schools.getSchool(schoolId);
      return world.school;
    },
    async person(name, options = {}) {
      subs += 1;
      const [given = name, ...family] = name.split(' ');
      const seen = {
        registration: 'test-platform',
        sub: options.sub ?? `sub-${subs}`,
        staff: options.staff ?? false,
        name: { full: name, given, family: family.join(' ') },
      };
      return (await people.personOfLaunch(world.school, seen, true)).person;
    },
    async member(community, name, band, options = {}) {
      const person = await (band === 'guest'
        ? people.createGuest({
            school: schoolId,
            name,
            email: `${newSub()}@guests.example`,
            organisation: 'Brookmere Power Grid',
            language: 'en',
          })
        : world.person(name, { staff: band === 'staff' }));
      if (band === 'alumnus') {
        await people.updatePerson(schoolId, person._id, {
          state: 'alumnus',
          band: 'alumnus',
          adultStatedAt: clock.now(),
          leftYear: 2025,
        });
      }
      const source = band === 'guest' || band === 'alumnus' ? band : options.course ? 'course' : 'joined';
      await memberships.begin({
        school: schoolId,
        community: community._id,
        person: person._id,
        band,
        source,
        ...options,
      });
      return people.getPerson(schoolId, person._id);
    },
    async community(name, options = {}) {
      const subject = options.subject ? (await communities.getOrCreateSubject(schoolId, options.subject))._id : null;
      const charter = { domain: `We care about ${name}.`, community: '', practice: '' };
      return communities.createCommunity(world.school, 'test', { name, subject, template: 'subject', charter });
    },
    async viewer(person, options = {}) {
      const fresh = await people.getPerson(schoolId, person._id);
      const school = await schools.getSchool(schoolId);
      const launch = {
        registration: 'test-platform',
        platformOrigin: 'https://lms.example',
        course: options.course ?? null,
        courseTitle: null,
        returnUrl: null,
        administrator: options.administrator ?? false,
        preview: options.preview ?? false,
      };
      const session = {
        _id: 'session',
        school: schoolId,
        person: person._id,
        language: 'en',
        launch,
        seenAt: clock.now(),
        idleMinutes: 60,
        endsAt: clock.now(),
      };
      const leads = options.lead ? [...school.leads, person._id] : school.leads;
      return toViewer({ ...school, leads }, fresh, session);
    },
    async standing(person, community, options = {}) {
      return access.standingIn(await world.viewer(person, options), community._id);
    },
    close: () => database.close(),
  };
  const newSub = (): number => {
    subs += 1;
    return subs;
  };
  await world.setPolicy({ outsidersAllowed: true });
  return world;
}
