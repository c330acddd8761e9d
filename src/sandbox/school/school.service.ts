// The pretend school while it runs: finds people, courses and rosters, and changes them as a school office would.
// Everything it invents (a new cohort, a crowd of members) is the same on every run.
import { schoolYearSpan } from './calendar.ts';
import { type CrowdMember, crowdMember, findInCrowd, isCrowd } from './crowd.ts';
import {
  type Course,
  type CourseRole,
  type Enrolment,
  fullName,
  type Link,
  type Person,
  type SchoolData,
} from './school.model.ts';
import { newCohort, turnOfYear } from './year.ts';

/** One row of a course's roster. */
export interface Member {
  person: Person;
  role: CourseRole;
  status: Enrolment['status'];
  groups: number[];
}

type PersonRef = Person | string;
type CourseRef = Course | string;

export type School = ReturnType<typeof createSchool>;

const nextNumber = (rows: { number: number }[]) => Math.max(0, ...rows.map((row) => row.number)) + 1;

/** Somebody asked for a person, a course or a link that is not in the school. */
export class UnknownInSchool extends Error {}

function found<T>(row: T | undefined, what: string): T {
  if (row === undefined) throw new UnknownInSchool(`The sandbox school has no ${what}`);
  return row;
}

/** Reads and looks up; `createSchool` adds what changes the school. */
function createLookups(data: SchoolData) {
  const findPerson = (ref: PersonRef | number): Person | undefined => {
    if (typeof ref === 'object') return ref;
    if (typeof ref === 'number') return data.people.find((one) => one.number === ref) ?? findInCrowd(data.courses, ref);
    return data.people.find((one) => fullName(one) === ref || one.username === ref);
  };
  const findCourse = (ref: CourseRef | number): Course | undefined => {
    if (typeof ref === 'object') return ref;
    if (typeof ref === 'number') return data.courses.find((one) => one.number === ref);
    const named = data.courses.filter((one) => one.title === ref || one.label === ref);
    return named.findLast((one) => one.schoolYear === data.schoolYear) ?? named.at(-1);
  };
  const enrolmentOf = (person: Person, course: Course) =>
    data.enrolments.find((one) => one.person === person.number && one.course === course.number);
  /** What somebody does in a course: administrators have a part everywhere, others by their enrolment. */
  const roleOf = (person: Person, course: Course): CourseRole | 'administrator' | undefined => {
    if (person.kind === 'administrator') return 'administrator';
    return isCrowd(course, person.number) ? 'pupil' : enrolmentOf(person, course)?.role;
  };
  const countMembers = (course: Course) =>
    course.crowd + data.enrolments.reduce((sum, one) => sum + (one.course === course.number ? 1 : 0), 0);
  function* members(course: Course): Generator<Member> {
    for (const row of data.enrolments) {
      if (row.course !== course.number) continue;
      const person = findPerson(row.person);
      if (person) yield { person, role: row.role, status: row.status, groups: row.groups ?? [] };
    }
    for (let index = 0; index < course.crowd; index++) {
      yield { person: crowdMember(course.number, index), role: 'pupil', status: 'active', groups: [] };
    }
  }
  return {
    /** The person called so ("Jonas Pirc", "Ms Adeyemi"), with that username or that number; throws if there is none. */
    person: (ref: PersonRef | number) => found(findPerson(ref), `person ${String(ref)}`),
    findPerson,
    /** The course with that title (this year's before older ones), label or number; throws if there is none. */
    course: (ref: CourseRef | number) => found(findCourse(ref), `course ${String(ref)}`),
    findCourse,
    /** The course's first link (every course starts with one called "Community"). */
    link: (ref: CourseRef | number): Link => {
      const course = found(findCourse(ref), `course ${String(ref)}`);
      return found(
        data.links.find((one) => one.course === course.number),
        `link in ${course.title}`,
      );
    },
    findLink: (number: number) => data.links.find((one) => one.number === number),
    linksOf: (course: Course) => data.links.filter((one) => one.course === course.number),
    enrolmentOf,
    roleOf,
    countMembers,
    members,
    coursesOf: (year: number) => data.courses.filter((one) => one.schoolYear === year && !one.deleted),
  };
}

/** Opens a school on its data, which it changes in place (pass `alderLane()` for a fresh one). */
export function createSchool(data: SchoolData) {
  const lookups = createLookups(data);
  const { person, course, enrolmentOf } = lookups;

  function enrol(personRef: PersonRef, courseRef: CourseRef, role: CourseRole = 'pupil'): void {
    unenrol(personRef, courseRef);
    data.enrolments.push({
      person: person(personRef).number,
      course: course(courseRef).number,
      role,
      status: 'active',
    });
  }

  function unenrol(personRef: PersonRef, courseRef: CourseRef): void {
    const row = enrolmentOf(person(personRef), course(courseRef));
    if (row) data.enrolments.splice(data.enrolments.indexOf(row), 1);
  }

  function setStatus(personRef: PersonRef, courseRef: CourseRef, status: Enrolment['status']): void {
    const row = enrolmentOf(person(personRef), course(courseRef));
    if (row) row.status = status;
  }

  function addLink(courseRef: CourseRef, link: Partial<Omit<Link, 'number' | 'course'>> = {}): Link {
    const added: Link = {
      title: 'Community',
      navigation: lookups.linksOf(course(courseRef)).length === 0,
      history: [],
      ...link,
      number: nextNumber(data.links),
      course: course(courseRef).number,
    };
    data.links.push(added);
    return added;
  }

  /** Copies a course with its links and its staff, without pupils. */
  function copyCourse(courseRef: CourseRef, changes: Partial<Course> = {}): Course {
    const origin = course(courseRef);
    const copy: Course = {
      ...origin,
      title: `${origin.title} copy`,
      label: `${origin.label} copy`,
      ...changes,
      number: nextNumber(data.courses),
      history: [origin.number, ...origin.history],
      crowd: 0,
      deleted: false,
    };
    data.courses.push(copy);
    for (const link of lookups.linksOf(origin)) {
      addLink(copy, { ...link, history: [link.number, ...link.history] });
    }
    for (const row of data.enrolments.filter((one) => one.course === origin.number && one.role !== 'pupil')) {
      data.enrolments.push({ ...row, course: copy.number });
    }
    return copy;
  }

  function addPerson(facts: Partial<Person> & Pick<Person, 'given' | 'family'>): Person {
    const number = nextNumber(data.people);
    const username = `person${number}`;
    const added: Person = { username, email: `${username}@alder-lane.example`, kind: 'pupil', ...facts, number };
    data.people.push(added);
    return added;
  }

  return {
    ...lookups,
    data,
    enrol,
    unenrol,
    suspend: (who: PersonRef, where: CourseRef) => setStatus(who, where, 'suspended'),
    resume: (who: PersonRef, where: CourseRef) => setStatus(who, where, 'active'),
    addLink,
    addPerson,
    copyCourse,
    /** Adds a course without members to this school year. */
    addCourse(facts: Partial<Course> & Pick<Course, 'title'>): Course {
      const span = schoolYearSpan(data.schoolYear);
      const base = { label: facts.title, subject: facts.title, grade: 8, schoolYear: data.schoolYear, ...span };
      const own = { history: [], crowd: 0, deleted: false, number: nextNumber(data.courses) };
      const added: Course = { ...base, ...own, ...facts };
      data.courses.push(added);
      addLink(added);
      return added;
    },
    deleteCourse(ref: CourseRef): void {
      course(ref).deleted = true;
    },
    /** Gives a course `count` generated pupils that take no memory: they are computed when the roster is read. */
    addMembers(ref: CourseRef, count: number): void {
      course(ref).crowd += count;
    },
    crowd: (ref: CourseRef, index: number): CrowdMember => crowdMember(course(ref).number, index),
    /** Begins the next school year: courses copied, the top year leaves, the others move up, a new cohort comes. */
    beginNextYear(): Course[] {
      const { copies, entryGrade } = turnOfYear(data, (origin, changes) => copyCourse(origin, changes));
      for (const newcomer of newCohort(data.schoolYear, entryGrade)) {
        const added = addPerson(newcomer);
        for (const copy of copies) if (copy.grade === entryGrade) enrol(added, copy);
      }
      return copies;
    },
  };
}
