// Wires everything: which service gets what, which part is plugged into which. The only place that does.
import type { Logger } from 'pino';
import { type Clock, createMovableClock, type MovableClock, realClock } from './base/clock.ts';
import { createCrypt } from './base/crypt.ts';
import { type Database, openDatabase } from './base/db/index.ts';
import { createLimits } from './base/http/limits.ts';
import { createJobs } from './base/jobs/index.ts';
import { createMails } from './base/mail/index.ts';
import { createOutbox } from './base/outbox/index.ts';
import {
  createAccess,
  createCommunities,
  createEnrolling,
  createGate,
  createMemberships,
} from './communities/index.ts';
import type { Config } from './config.ts';
import { createDiscussions } from './discussions/index.ts';
import { createExternal } from './external/index.ts';
import {
  createCourses,
  createEnrolments,
  createLaunches,
  createMapping,
  createNotes,
  createRosters,
  createRounds,
  launchHandler,
  REQUESTED_ROSTERS,
} from './internal/index.ts';
import { createAlumni, createLeavers } from './lifelong/index.ts';
import { createLti } from './lti/index.ts';
import { createSchoolMap } from './map/index.ts';
import { createLinks, createPeople, createRosterPeople, createSessions, createSignIn } from './people/index.ts';
import { createAudit } from './safeguarding/index.ts';
import { createReview } from './safeguarding/review/index.ts';
import { createSchools } from './schools/index.ts';
import { readSecret } from './secret.ts';

export type Services = Awaited<ReturnType<typeof createServices>>;

/** Opens the database and makes all services; with CLOCK set the school's clock can be moved forward. */
export async function createServices(config: Config, logger: Logger, opened?: Database) {
  const database =
    opened ??
    (await openDatabase({
      dataDir: config.dataDir,
      ...(config.mongodbUri ? { mongodbUri: config.mongodbUri } : {}),
      logger,
    }));
  const base = createBase(config, logger, database);
  const core = createCore(base);
  const dimensions = createDimensions({ ...base, ...core });
  return {
    ...base,
    ...core,
    ...dimensions,
    async close(): Promise<void> {
      await base.jobs.stop();
      await dimensions.lti.close();
      await database.close();
    },
  };
}

type Base = ReturnType<typeof createBase>;
type Core = ReturnType<typeof createCore>;

/** What knows no feature: clock, outbox, mail, jobs, limits. */
function createBase(config: Config, logger: Logger, database: Database) {
  const { connection } = database;
  const movable: MovableClock | null = config.clock ? createMovableClock(config.clock) : null;
  const clock: Clock = movable ?? realClock;
  const on = { connection, clock, logger };
  return {
    config, logger, database, connection, movable, clock,
    publicUrl: config.publicUrl,
    outbox: createOutbox(on),
    mails: createMails({ ...on, smtpUrl: config.smtpUrl, from: config.mailFrom }),
    jobs: createJobs(on),
    limits: createLimits(on),
  }; // biome-ignore format: a table of contents
}

/** Schools, people and communities: what every dimension stands on. */
function createCore(base: Base) {
  const audit = createAudit(base);
  const schools = createSchools({ ...base, audit });
  const people = createPeople(base);
  const sessions = createSessions(base);
  const links = createLinks(base);
  const communities = createCommunities({ ...base, audit });
  const memberships = createMemberships({ ...base, audit });
  const access = createAccess({ ...base, communities, memberships });
  const signIn = createSignIn({ ...base, audit, people, schools, links, sessions, memberships });
  return {
    audit,
    schools,
    people,
    sessions,
    links,
    communities,
    memberships,
    access,
    gate: createGate(access),
    signIn,
  };
}

/** The three dimensions, the protocol that feeds them, and the map that shows them. */
function createDimensions(core: Base & Core) {
  const external = createExternal(core);
  const discussions = createDiscussions({ ...core, guestFacts: external.visits.listFacts });
  const review = createReview({ ...core, discussions });
  const internal = createInternal(core);
  const lifelong = createLifelong({ ...core, ...internal });
  const map = createSchoolMap({ ...core, ...internal, partners: external.partners });
  return { discussions, review, external, ...internal, ...lifelong, map };
}

/** Courses, how they are mapped and read, and the platforms that launch from them. */
function createInternal(core: Base & Core) {
  const { config, jobs, sessions, schools } = core;
  const courses = createCourses(core);
  const enrolments = createEnrolments({ ...core, enrolling: createEnrolling(core) });
  const notes = createNotes(core);
  const mapping = createMapping({ ...core, courses, enrolments, notes });
  const returns: { handler?: OnReturn } = {};
  const requestSync = () => jobs.request(REQUESTED_ROSTERS);
  const onReturn: OnReturn = async (...returned) => returns.handler?.(...returned);
  const launches = createLaunches({ ...core, courses, enrolments, mapping, requestSync, onReturn });
  const onLaunch = launchHandler({ launches, sessions });
  const schoolName = async (school: string) => (await schools.getSchool(school)).name;
  const lti = createLti({ ...core, crypt: createCrypt(readSecret(config)), config, onLaunch, schoolName });
  const rosters = createRosters({
    ...core,
    courses,
    enrolments,
    client: lti.rosters,
    rosterPeople: createRosterPeople(core),
  });
  const rounds = createRounds({ ...core, schools, courses, enrolments, rosters });
  return { courses, enrolments, notes, mapping, launches, requestSync, returns, lti, rosters, rounds };
}

/** Who left, who stays, and who comes back. */
function createLifelong(core: Base & Core & ReturnType<typeof createInternal>) {
  const leavers = createLeavers({ ...core, missing: core.rounds });
  const alumni = createAlumni({ ...core, leavers });
  core.returns.handler = alumni.returned;
  return { leavers, alumni };
}

type OnReturn = Parameters<typeof createLaunches>[0]['onReturn'];
