// The pretend school as plain data: people, courses, the links placed in them and who is enrolled where.
// Numbers are the platform's own row numbers; what a tool sees of them is decided by the product (see products/).

/** What somebody does in one course. `testUser` is Canvas' "student view". */
export type CourseRole = 'teacher' | 'assistant' | 'pupil' | 'observer' | 'testUser';

export interface Person {
  number: number;
  given: string;
  family: string;
  /** The name the school uses, where it is not "given family": "Ms Adeyemi". */
  called?: string;
  username: string;
  email: string;
  birthYear?: number;
  /** The year group of a pupil who is at school; absent for staff and for those who left. */
  grade?: number;
  kind: 'staff' | 'administrator' | 'pupil' | 'testUser';
  /** In the seed: has never opened the tool. */
  firstTimer?: boolean;
}

export interface Course {
  number: number;
  title: string;
  label: string;
  subject: string;
  grade: number;
  /** The calendar year in which the course's school year begins. */
  schoolYear: number;
  startsAt: Date;
  endsAt: Date;
  /** Numbers of the courses it was copied from, the nearest first. */
  history: number[];
  /** How many generated members it has beside its enrolments (see `addMembers`). */
  crowd: number;
  deleted: boolean;
}

export interface Link {
  number: number;
  course: number;
  /** Canvas: the entry of the course's navigation; else something placed in the course. */
  navigation: boolean;
  title: string;
  description?: string;
  targetLinkUri?: string;
  custom?: Record<string, string>;
  history: number[];
}

export interface Enrolment {
  course: number;
  person: number;
  role: CourseRole;
  status: 'active' | 'suspended';
  /** Numbers of the groups inside the course. */
  groups?: number[];
}

export interface SchoolData {
  name: string;
  timeZone: string;
  /** The calendar year in which the current school year began. */
  schoolYear: number;
  people: Person[];
  courses: Course[];
  links: Link[];
  enrolments: Enrolment[];
}

/** The name that a platform's pages and messages show. */
export function fullName(person: Person): string {
  return person.called ?? `${person.given} ${person.family}`;
}
