// What becomes of a launch: who comes, from which course, what they are a member of because of it, and where they go.
// A pupil who is known already costs few round trips: reads run side by side, and only what changed is written.
import type { Clock } from '../../base/clock.ts';
import { LANGUAGES } from '../../base/i18n/index.ts';
import { communityPaths, type Membership, type Memberships } from '../../communities/index.ts';
import type { Launch } from '../../lti/index.ts';
import type { People, Person, PersonState, SessionLaunch } from '../../people/index.ts';
import type { School, Schools } from '../../schools/index.ts';
import { type Course, isEnded } from '../courses/course.model.ts';
import type { Courses } from '../courses/courses.service.ts';
import type { Enrolment } from '../courses/enrolment.model.ts';
import type { Enrolments } from '../courses/enrolments.service.ts';
import type { Mapping } from '../mapping/mapping.service.ts';
import { paths } from '../paths.ts';
import { needsName } from './first-entry.ts';

/** Launches that only get a page to read: observers (parents), nobody in particular, a preview of nothing. */
export type Notice = 'observer' | 'no_role' | 'preview';

/** A session to begin and the page to go to, or a notice without any content of the school. */
export type Outcome = { session: LaunchSession; to: string } | { notice: Notice };

/** What `sessions.begin` takes. */
export interface LaunchSession {
  school: string;
  person: string;
  language: string | null;
  launch: SessionLaunch;
}

/** What of a person the launch finds in the course and around it. */
interface Place {
  enrolment: Enrolment | null;
  mine: Membership[];
}

export interface LaunchDeps {
  clock: Clock;
  schools: Schools;
  people: People;
  memberships: Memberships;
  courses: Courses;
  enrolments: Enrolments;
  mapping: Mapping;
  /** Asks for the job that reads the rosters which launches found stale. */
  requestSync(): Promise<void>;
  /** Somebody who was leaving, or an alumnus, is a learner or staff again; the person as they were before. */
  onReturn(school: School, person: Person, from: PersonState): Promise<void>;
}

export type Launches = ReturnType<typeof createLaunches>;

/** The person of the platform's test user: it is in no collection. */
export const PREVIEW_PERSON = 'preview';
const POLICY_PAGE = '/school/policy';

/** The rules for launches. */
export function createLaunches(deps: LaunchDeps) {
  async function receive(launch: Launch): Promise<Outcome> {
    const { roles } = launch;
    if (roles.testUser) return preview(launch);
    if (roles.observer && !roles.administrator) return { notice: 'observer' };
    if (!roles.staff && !roles.learner && !roles.administrator) return { notice: 'no_role' };
    const [school, found, known] = await Promise.all([
      deps.schools.getSchool(launch.school),
      findCourse(launch),
      deps.people.findByIdentity(launch.school, launch.registration, launch.sub),
    ]);
    const enrolled = enrols(launch, found, known);
    // First everything ends that leaving had begun: a launch that is cut off here begins anew with the next one.
    const back = known && known.state !== 'here' && enrolled ? await welcomeBack(school, known, known.state) : known;
    const [course, { person }, before] = await Promise.all([
      launch.context ? deps.courses.courseOfLaunch(school, launch, launch.context, found) : null,
      deps.people.personOfLaunch(school, seenIn(launch), enrolled, back),
      found && known?.state === 'here' ? readPlace(school, found, known) : null,
    ]);
    const { mapped, mine } = course
      ? await enrol({
          school,
          course,
          person,
          launch,
          enrolled,
          ...(before ?? (await readPlace(school, course, person))),
        })
      : { mapped: null, mine: [] };
    if (!roles.staff) await deps.enrolments.reviewStaff(school, person);
    else if (known && !known.staff) await deps.enrolments.restoreStaff(school, person);
    const to = goal({ launch, school, course: mapped, mine });
    return { session: sessionOf(launch, person._id, person.language, mapped), to };
  }

  /** Ends what leaving or staying had begun; `before` is the person as they were. */
  async function welcomeBack(school: School, before: Person, from: PersonState): Promise<Person> {
    await deps.onReturn(school, before, from);
    return deps.people.getPerson(school._id, before._id);
  }

  function findCourse(launch: Launch): Promise<Course | null> {
    const { school, registration, context } = launch;
    return context ? deps.courses.findByContext(school, registration, context.id) : Promise.resolve(null);
  }

  /** Whether this launch shows the person to be a learner or staff now; one without a course proves nothing new. */
  function enrols(launch: Launch, found: Course | null, known: Person | null): boolean {
    if (!launch.context) return known === null || known.state === 'here';
    const endsAt = launch.context.endsAt ?? found?.endsAt ?? null;
    const ended = isEnded({ endedAt: found?.endedAt ?? null, endsAt }, deps.clock.now());
    return !ended && (launch.roles.staff || launch.roles.learner);
  }

  /** What somebody is already: in the course, and in communities. */
  async function readPlace(school: School, course: Course, person: Person): Promise<Place> {
    const [enrolment, mine] = await Promise.all([
      deps.enrolments.find(school._id, course._id, person._id),
      deps.memberships.listOpen(school._id, person._id),
    ]);
    return { enrolment, mine };
  }

  /** Notes who is in the course and begins the memberships that follow; a copied course may find its community here. */
  async function enrol(
    at: Place & { school: School; course: Course; person: Person; launch: Launch; enrolled: boolean },
  ): Promise<{ mapped: Course; mine: Membership[] }> {
    const { school, course, person, launch, enrolment, mine } = at;
    const demoted = launch.roles.learner && !launch.roles.staff && enrolment?.open && enrolment.staff;
    if (!at.enrolled && !demoted) return { mapped: course, mine };
    const { staff } = launch.roles;
    await deps.enrolments.open(course, person._id, staff, enrolment);
    const copied = staff && course.communities.length === 0;
    const mapped = copied ? await deps.mapping.continueCopy(school, course, person._id, mine) : course;
    const joined = await deps.enrolments.joinCommunities(school, mapped, person, staff, mine);
    if (deps.courses.isStale(mapped) && (await deps.courses.requestSync(mapped))) await deps.requestSync();
    return { mapped, mine: joined ? await deps.memberships.listOpen(school._id, person._id) : mine };
  }

  /** The platform's test user reads the course's community as a pupil would, and is written down nowhere. */
  async function preview(launch: Launch): Promise<Outcome> {
    const course = await findCourse(launch);
    const community = course?.communities[0];
    if (!course || !community) return { notice: 'preview' };
    return { session: sessionOf(launch, PREVIEW_PERSON, null, course), to: communityPaths.home(community) };
  }

  return { receive };
}

/** Where a launch leads, once everything else is settled. */
function goal(at: { launch: Launch; school: School; course: Course | null; mine: readonly Membership[] }): string {
  const { launch, school, course, mine } = at;
  if (launch.roles.administrator && !school.policyDecidedAt) return POLICY_PAGE;
  if (!course) return communityPaths.me;
  const { staff, administrator } = launch.roles;
  if (course.communities.length === 0)
    return staff || administrator ? paths.mapping(course._id) : paths.waiting(course._id);
  const here = mine.filter((one) => course.communities.includes(one.community));
  const aimed = mine.find((one) => one.community === aimOf(launch));
  const place = aimed ?? (here.length === 1 ? here[0] : undefined);
  const [only, second] = course.communities;
  if (!place) return administrator && only && !second ? communityPaths.home(only) : communityPaths.me;
  if (needsName(place)) return communityPaths.welcome(place.community);
  return aimed ? launch.target : communityPaths.home(place.community);
}

/** The community that a deep link leads into; each page asks for itself who may see it. */
const aimOf = (launch: Launch): string | undefined => /^\/communities\/(\w+)(?:\/[\w/-]+)?$/.exec(launch.target)?.[1];

const seenIn = (launch: Launch) => ({
  registration: launch.registration,
  sub: launch.sub,
  // Administrators are staff of the school, though of no course by that.
  staff: launch.roles.staff || launch.roles.administrator,
  administrator: launch.roles.administrator,
  name: launch.name,
});

function sessionOf(launch: Launch, person: string, chosen: string | null, course: Course | null): LaunchSession {
  const locale = launch.locale?.toLowerCase().split(/[-_]/)[0];
  const spoken = LANGUAGES.find((language) => language === locale);
  const preview = person === PREVIEW_PERSON;
  return {
    school: launch.school,
    person,
    language: chosen ?? spoken ?? null,
    launch: {
      registration: launch.registration,
      platformOrigin: launch.platformOrigin,
      frameAncestors: launch.frameAncestors,
      course: course?._id ?? null,
      courseTitle: course?.title ?? null,
      returnUrl: launch.returnUrl ?? null,
      administrator: launch.roles.administrator && !preview,
      preview,
      previewOf: preview ? (course?.communities ?? []) : [],
    },
  };
}
