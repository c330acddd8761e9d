// Makes the schools that are measured, with the services of the tool in the benchmark's own process.
import { pino } from 'pino';
import { openDatabase } from '../src/base/db/index.ts';
import { type Config, readConfig } from '../src/config.ts';
import { seedSize } from '../src/seed/index.ts';
import { createServices, type Services } from '../src/services.ts';
import { launch, type Target } from './launcher.ts';
import { CLIENT_ID, type Platform } from './platform.ts';

const NAME = 'Benchmark School';

/** Does something with the services on a database, and closes it. */
export async function withServices<T>(
  where: { mongodbUri?: string; dataDir?: string },
  work: (services: Services) => Promise<T>,
): Promise<T> {
  const database = await openDatabase(where);
  const config: Config = readConfig({ SECRET: 'a secret of the benchmarks, long enough' });
  const services = await createServices(config, pino({ level: 'fatal' }), database);
  try {
    return await work(services);
  } finally {
    await services.close();
  }
}

/** Enters the platform; returns the school's id and the registration's. */
export async function enterPlatform(services: Services, { issuer }: Platform): Promise<[string, string]> {
  const school = await services.schools.getOrCreateByName(NAME);
  const { _id } = await services.lti.registrations.createRegistration({
    school,
    name: 'Benchmark',
    issuer,
    clientId: CLIENT_ID,
    authorizationEndpoint: `${issuer}/auth`,
    tokenEndpoint: `${issuer}/token`,
    jwksUri: `${issuer}/keys`,
  });
  return [school, _id];
}

/** A teacher comes and maps the course; pupils come and choose their names. From then on a launch leads to the home. */
export async function beginCourse(
  services: Services,
  platform: Platform,
  target: Target,
  pupils: readonly string[],
): Promise<void> {
  const [schoolId, registration] = await enterPlatform(services, platform);
  const { people, courses, sessions, schools, mapping, memberships } = services;
  await launch({ ...target, page: '</html>' }, platform, 'teacher', 'Instructor');
  const school = await schools.getSchool(schoolId);
  const course = await courses.findByContext(schoolId, registration, '7');
  const person = await people.findByIdentity(schoolId, registration, 'teacher');
  if (!course || !person) throw new Error('the launch made no course');
  const begun = await sessions.find(
    await sessions.begin({ school: schoolId, person: person._id, language: 'en', launch: null }),
  );
  if (!begun) throw new Error('there is no session');
  const viewer = {
    school,
    person,
    session: begun.session,
    language: 'en',
    lead: false,
    administrator: false,
    preview: false,
  } as const;
  const charter = () => ({ domain: 'We want to know why.', community: '', practice: '' });
  const start = { place: 'start', name: 'Physics', template: 'subject', subject: null, newSubject: 'Physics' } as const;
  const community = await mapping.mapCourse(viewer, course, [], { ...start, charter });
  for (const pupil of pupils) {
    await launch({ ...target, page: '</html>' }, platform, pupil);
    const known = await people.findByIdentity(schoolId, registration, pupil);
    if (known) await memberships.chooseName(schoolId, community, known._id, 'short');
  }
}

/** A seeded school, and somebody of it who is signed in. */
export interface SeededSchool {
  cookie: string;
  community: string;
}

/** Seeds a school into a new embedded database; a pupil of its first community or a member of staff is signed in. */
export async function seedSchool(
  dataDir: string,
  size: { communities: number; members: number; posts: number },
  band: 'pupil' | 'staff',
  more: (services: Services, school: string) => Promise<void> = async () => undefined,
): Promise<SeededSchool> {
  return withServices({ dataDir }, async (services) => {
    const { school } = await seedSize(services, { ...size, school: NAME, seed: 1 }, () => undefined);
    await more(services, school);
    const [first] = await services.communities.listCommunities(school);
    const [member] = first ? await services.memberships.listMembers(school, first._id, { band, limit: 1 }) : [];
    if (!first || !member) throw new Error('the seeded school has no member');
    await services.memberships.chooseName(school, first._id, member.person, 'short');
    const token = await services.sessions.begin({ school, person: member.person, language: 'en', launch: null });
    return { cookie: `__Host-session=${token}`, community: first._id };
  });
}

/** Gives every community of a school so many courses, one for each of the last school years. */
export async function addCourses(services: Services, schoolId: string, each: number): Promise<void> {
  const school = await services.schools.getSchool(schoolId);
  for (const community of await services.communities.listCommunities(schoolId)) {
    for (let year = 0; year < each; year += 1) {
      const id = `${community._id}-${year}`;
      const startsAt = new Date(Date.UTC(new Date().getUTCFullYear() - year, 8, 1));
      const context = { id, title: `${community.name} ${year}`, kind: 'course' as const, history: [], startsAt };
      const course = await services.courses.courseOfLaunch(school, { ...LAUNCH, school: schoolId }, context, null);
      await services.courses.link(course, community._id);
    }
  }
}

const LAUNCH = {
  registration: 'seed',
  deployment: 'seed',
  family: 'moodle' as const,
  sub: 'seed',
  roles: { staff: true, learner: false, administrator: false, observer: false, testUser: false },
  resourceLink: { id: 'seed' },
  target: '/',
  platformOrigin: 'http://127.0.0.1',
  frameAncestors: [],
  custom: {},
};
