// The school that the demo and the tests start with: Alder Lane School in its school year 2026/27.
// Three subjects with two courses each, in last year's and this year's copy, and sixty people.
import { schoolYearSpan } from './calendar.ts';
import type { Course, CourseRole, Enrolment, Link, Person, SchoolData } from './school.model.ts';

const THIS_YEAR = 2026;
const GRADES = [8, 9];
const SUBJECTS = ['Physics', 'History', 'Art'];

/** Label of a subject's course in a year group: the names that stand on the school's timetable. */
const LABELS: Record<string, Record<number, string>> = {
  Physics: { 8: 'Physics 8b', 9: 'Physics 9' },
  History: { 8: 'History 8', 9: 'History 9' },
  Art: { 8: 'Art 8', 9: 'Art 9' },
};

const STAFF: [given: string, family: string, called: string][] = [
  ['Funmi', 'Adeyemi', 'Ms Adeyemi'],
  ['Erik', 'Lindqvist', 'Mr Lindqvist'],
  ['Daniel', 'Osei', 'Mr Osei'],
  ['Judit', 'Varga', 'Ms Varga'],
  ['Claire', 'Moreau', 'Ms Moreau'],
  ['Paul', 'Winter', 'Mr Winter'],
];
const ADMINISTRATORS: [string, string, string][] = [
  ['Elena', 'Petrova', 'Mrs Petrova'],
  ['Karim', 'Haddad', 'Mr Haddad'],
];

/** Year 8 now: came in September. */
const YEAR_8 = `Jonas Pirc, Nika Sever, Mira Kovač, Amal Yusuf, Ben Castell, Carla Rinaldi, Dev Anand, Ella Novak,
  Finn Gallagher, Grace Mensah, Hugo Lemaire, Ines Duarte, Jakub Zielinski, Keira Doyle, Lina Haas, Marco Vidal,
  Nora Eriksen, Oskar Brandt, Priya Nair, Rosa Iglesias, Sami Khoury`;
/** Year 9 now: in year 8 last year. */
const YEAR_9 = `Leo Tanaka, Samira Haddad, Ben Okafor, Ivana Kos, Anouk de Vries, Bruno Ferrari, Chiara Lombardi,
  Dario Kern, Emeka Eze, Freya Lund, Georgi Iliev, Hana Suzuki, Idris Bello, Julia Wolff, Kofi Asante, Lea Jansen,
  Mateo Cruz, Nadia Rahman, Otto Berger, Petra Hlavac`;
/** In year 9 last year: on the rosters of ended courses only. */
const LEFT_LAST_YEAR = `Aisha Bello, Yuki Oda, Tomas Ruiz, Greta Holm, Viktor Hansen, Wanda Nowak, Xenia Pavlou,
  Yann Leroy, Zara Malik, Arlo Finch`;

const ascii = (text: string) =>
  text
    .normalize('NFD')
    .replace(/[^a-zA-Z]/g, '')
    .toLowerCase();

function person(number: number, given: string, family: string, more: Partial<Person>): Person {
  const username = `${ascii(given)}.${ascii(family)}`;
  return { number, given, family, username, email: `${username}@alder-lane.example`, kind: 'pupil', ...more };
}

/** Turns "Given Family, Given Family" into pupils with consecutive numbers. */
function pupils(names: string, firstNumber: number, more: Partial<Person>): Person[] {
  return names.split(',').map((name, index) => {
    const [given = '', ...family] = name.trim().split(' ');
    return person(firstNumber + index, given, family.join(' '), more);
  });
}

function seedPeople(): Person[] {
  const staff = STAFF.map(([given, family, called], index) =>
    person(11 + index, given, family, { called, kind: 'staff', birthYear: 1975 + 3 * index }),
  );
  const administrators = ADMINISTRATORS.map(([given, family, called], index) =>
    person(2 + index, given, family, { called, kind: 'administrator' }),
  );
  const testUser = person(9, 'Student', 'view', { called: 'Student view', kind: 'testUser' });
  const young = pupils(YEAR_8, 101, { grade: 8, birthYear: THIS_YEAR - 13 });
  for (const newcomer of young.filter((pupil) => pupil.given === 'Nika')) newcomer.firstTimer = true;
  return [
    ...administrators,
    testUser,
    ...staff,
    ...young,
    ...pupils(YEAR_9, 201, { grade: 9, birthYear: THIS_YEAR - 14 }),
    ...pupils(LEFT_LAST_YEAR, 301, { birthYear: THIS_YEAR - 15 }),
  ];
}

/** Last year's courses are numbered 11 to 16, this year's 21 to 26: 24 is the copy of 14. */
function seedCourses(): Course[] {
  return [THIS_YEAR - 1, THIS_YEAR].flatMap((schoolYear, yearIndex) =>
    SUBJECTS.flatMap((subject, subjectIndex) =>
      GRADES.map((grade, gradeIndex): Course => {
        const title = LABELS[subject]?.[grade] ?? subject;
        const place = 1 + subjectIndex * GRADES.length + gradeIndex;
        return {
          number: (yearIndex + 1) * 10 + place,
          title,
          label: `${title} ${schoolYear}/${String(schoolYear + 1).slice(2)}`,
          subject,
          grade,
          schoolYear,
          ...schoolYearSpan(schoolYear),
          history: yearIndex === 0 ? [] : [10 + place],
          crowd: 0,
          deleted: false,
        };
      }),
    ),
  );
}

function seedEnrolments(people: Person[], courses: Course[]): Enrolment[] {
  const staff = people.filter((one) => one.kind === 'staff');
  const enrol = (course: Course, one: Person | undefined, role: CourseRole): Enrolment[] =>
    one ? [{ course: course.number, person: one.number, role, status: 'active' }] : [];
  return courses.flatMap((course) => {
    const first = SUBJECTS.indexOf(course.subject) * 2;
    const gradeThen = (one: Person) => (one.number >= 300 ? 10 : (one.grade ?? 0)) - (THIS_YEAR - course.schoolYear);
    const class_ = people.filter((one) => one.kind === 'pupil' && gradeThen(one) === course.grade);
    return [
      ...enrol(course, staff[first], 'teacher'),
      ...enrol(course, staff[first + 1], course.grade === 9 ? 'teacher' : 'assistant'),
      ...class_.flatMap((pupil) => enrol(course, pupil, 'pupil')),
      ...enrol(
        course,
        people.find((one) => one.kind === 'testUser'),
        'testUser',
      ),
    ];
  });
}

/** Builds a fresh copy of Alder Lane School; the same every time. */
export function alderLane(): SchoolData {
  const people = seedPeople();
  const courses = seedCourses();
  const links = courses.map(
    (course): Link => ({
      number: course.number + 500,
      course: course.number,
      navigation: true,
      title: 'Community',
      history: course.history.map((number) => number + 500),
    }),
  );
  return {
    name: 'Alder Lane School',
    timeZone: 'Europe/London',
    schoolYear: THIS_YEAR,
    people,
    courses,
    links,
    enrolments: seedEnrolments(people, courses),
  };
}
