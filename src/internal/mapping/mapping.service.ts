// Where a course belongs: it continues the community of the course it was copied from, joins another, or starts one.
import type { Connection } from 'mongoose';
import type { Clock } from '../../base/clock.ts';
import { transact } from '../../base/db/index.ts';
import type { Outbox } from '../../base/outbox/index.ts';
import type {
  Charter,
  Communities,
  Community,
  Membership,
  Memberships,
  Subject,
  Template,
} from '../../communities/index.ts';
import { NotFoundError, ValidationError } from '../../errors.ts';
import type { Viewer } from '../../people/index.ts';
import type { Audit } from '../../safeguarding/index.ts';
import type { School, Schools } from '../../schools/index.ts';
import type { Course } from '../courses/course.model.ts';
import type { Courses } from '../courses/courses.service.ts';
import type { Enrolments } from '../courses/enrolments.service.ts';
import type { Notes } from './notes.service.ts';
import type { MappingOptions } from './options.ts';

/** What a member of staff chooses for a course. */
export type MappingChoice =
  | { place: 'continue' | 'join'; community: string }
  | {
      place: 'start';
      name: string;
      template: Template;
      subject: string | null;
      newSubject: string;
      charter: CharterOf;
    };

/** The words that a new community starts with, in the language of whoever starts it. */
export type CharterOf = (subject: string | null) => Charter;

export type Mapping = ReturnType<typeof createMapping>;

/** So many people of a course become members before the answer; a job sees to the rest within seconds. */
const AT_ONCE = 60;
const MOST_OFFERED = 200;

/** The mapping services on a connection. */
export function createMapping(deps: {
  connection: Connection;
  clock: Clock;
  audit: Audit;
  outbox: Outbox;
  schools: Schools;
  communities: Communities;
  memberships: Memberships;
  courses: Courses;
  enrolments: Enrolments;
  notes: Notes;
}) {
  deps.outbox.on('course.linked', async ({ school, data }) => {
    const [tenant, course] = await Promise.all([
      deps.schools.getSchool(school),
      deps.courses.getCourse(school, data.course ?? ''),
    ]);
    await deps.enrolments.joinAll(tenant, course);
  });

  // What the school says about its learners' age decides their band; memberships follow it at once.
  deps.outbox.on('school.policy_decided', async ({ school }) => {
    const tenant = await deps.schools.getSchool(school);
    for (let page = await deps.courses.listAll(school); page.length > 0; ) {
      for (const course of page) await deps.enrolments.joinAll(tenant, course);
      page = await deps.courses.listAll(school, page.at(-1)?._id);
    }
  });

  /** The course, for staff who teach it and for administrators; for everybody else it does not exist. */
  async function getCourseFor(viewer: Viewer, id: string): Promise<Course> {
    const school = viewer.school._id;
    const [course, enrolment] = await Promise.all([
      deps.courses.getCourse(school, id),
      deps.enrolments.find(school, id, viewer.person._id),
    ]);
    if (!viewer.administrator && !(enrolment?.open && enrolment.staff)) throw new NotFoundError();
    return course;
  }

  async function historyOf(course: Course): Promise<string[]> {
    const copied = await deps.courses.listHistory(course);
    const newestFirst = copied.sort((a, b) => b.year - a.year || b.createdAt.getTime() - a.createdAt.getTime());
    return [...new Set(newestFirst.flatMap((one) => one.communities))];
  }

  /** What a course can be mapped to; `find` narrows the others to those whose name or subject holds these letters. */
  async function listOptions(
    school: School,
    course: Course,
    mine: readonly Membership[],
    { find = '', most = MOST_OFFERED }: { find?: string; most?: number } = {},
  ): Promise<MappingOptions> {
    const [all, subjects, history] = await Promise.all([
      deps.communities.listCommunities(school._id),
      deps.communities.listSubjects(school._id),
      historyOf(course),
    ]);
    const open = all.filter(
      (one) => !course.communities.includes(one._id) && (one.openToStaff || isStaffOf(mine, one)),
    );
    const last = history.map((id) => open.find((one) => one._id === id)).find((one) => one !== undefined) ?? null;
    const subject = subjects.find((one) => one._id === last?.subject) ?? subjectOf(course, subjects);
    const rank = (one: Community): number =>
      (history.includes(one._id) ? 0 : 4) +
      (subject && one.subject === subject._id ? 0 : 2) +
      (isStaffOf(mine, one) ? 0 : 1);
    const others = open.filter((one) => one !== last).sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
    const subjectNames = new Map(subjects.map((one) => [one._id, one.name]));
    const wordsOf = (one: Community): string =>
      `${one.name} ${subjectNames.get(one.subject ?? '') ?? ''}`.toLowerCase();
    const fitting = others.filter((one) => wordsOf(one).includes(find.toLowerCase()));
    const shown = fitting.length > 0 ? fitting : others;
    const found = find === '' ? null : fitting.length;
    return { last, others: shown.slice(0, most), all: others.length, found, subjects, subject };
  }

  async function start(
    school: School,
    by: string,
    choice: Extract<MappingChoice, { place: 'start' }>,
  ): Promise<Community> {
    const { name, template, newSubject, charter } = choice;
    const subject = newSubject
      ? await deps.communities.getOrCreateSubject(school._id, newSubject)
      : choice.subject && (await deps.communities.getSubject(school._id, choice.subject));
    const fresh = { name, template, subject: subject ? subject._id : null };
    const words = charter(subject ? subject.name : null);
    const community = await deps.communities.createCommunity(school, by, { ...fresh, charter: words });
    const founder = { school: school._id, community: community._id, person: by, band: 'staff' as const };
    await deps.memberships.begin({ ...founder, source: 'founder', role: 'facilitator' });
    return community;
  }

  /** Links in one transaction with all that follows at once; `how` goes into the log. */
  async function link(course: Course, community: string, by: string, how: string): Promise<void> {
    const { school, _id } = course;
    await deps.courses.link(course, community);
    await deps.audit.record({ school, actor: by, action: 'course.linked', object: _id, community, details: { how } });
    if (how !== 'start') await deps.notes.leave(course, community, by);
    await deps.outbox.emit({ school, name: 'course.linked', data: { course: _id, community } });
  }

  return {
    getCourseFor,
    listOptions,
    /** Does what was chosen and returns the community; the people of the course become its members. */
    async mapCourse(
      viewer: Viewer,
      course: Course,
      mine: readonly Membership[],
      choice: MappingChoice,
    ): Promise<string> {
      const { school, person } = viewer;
      if (choice.place !== 'start') {
        const { last, others } = await listOptions(school, course, mine, { most: Number.POSITIVE_INFINITY });
        const known = [last, ...others].some((one) => one?._id === choice.community);
        if (!known) throw new ValidationError({ community: 'internal:form.community' });
      }
      const community = await transact(deps.connection, async () => {
        const place = choice.place === 'start' ? (await start(school, person._id, choice))._id : choice.community;
        await link(course, place, person._id, choice.place);
        return place;
      });
      const linked = await deps.courses.getCourse(school._id, course._id);
      await deps.enrolments.joinAll(school, linked, AT_ONCE);
      return community;
    },
    /**
     * A copied course goes on without a question where its history names exactly one community and the teacher already
     * is staff of it; otherwise the course is returned as it was.
     */
    async continueCopy(school: School, course: Course, person: string, mine: readonly Membership[]): Promise<Course> {
      const [only, second] = course.history.length > 0 ? await historyOf(course) : [];
      if (!only || second || !mine.some((one) => one.community === only && one.band === 'staff')) return course;
      await transact(deps.connection, () => link(course, only, person, 'copied'));
      const linked = await deps.courses.getCourse(school._id, course._id);
      await deps.enrolments.joinAll(school, linked, AT_ONCE);
      return linked;
    },
    /** Takes a course out of a community: the memberships that came by it end. */
    async unlink(viewer: Viewer, course: Course, community: string): Promise<void> {
      if (!course.communities.includes(community)) throw new NotFoundError();
      const { school, _id } = course;
      await transact(deps.connection, async () => {
        await deps.courses.unlink(course, community);
        await deps.audit.record({
          school,
          actor: viewer.person._id,
          action: 'course.unlinked',
          object: _id,
          community,
        });
      });
      await deps.enrolments.leaveCommunity(course, community);
    },
  };
}

const isStaffOf = (mine: readonly Membership[], community: Community): boolean =>
  mine.some((one) => one.community === community._id && one.band === 'staff');

/** The subject of the school's list whose name stands in the course's title or label. */
function subjectOf(course: Course, subjects: readonly Subject[]): Subject | null {
  const words = ` ${course.title} ${course.label ?? ''} `.toLowerCase();
  return subjects.find((one) => words.includes(` ${one.name.toLowerCase()} `)) ?? null;
}
