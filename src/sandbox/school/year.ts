// The turn of the school year: what moves when "Next school year" is pressed.
import { schoolYearSpan } from './calendar.ts';
import type { Course, Enrolment, Person, SchoolData } from './school.model.ts';

const GIVEN = ['Adam', 'Bea', 'Cem', 'Dora', 'Emil', 'Fadi', 'Gwen', 'Hamid', 'Isla', 'Jan'];
const FAMILY = ['Aalto', 'Baran', 'Costa', 'Dimova', 'Evans', 'Farah', 'Grant', 'Horvat', 'Ivers', 'Joshi', 'Keller'];
const COHORT = 20;

/** Returns the pupils who join the lowest year group in the autumn of `year`. */
export function newCohort(year: number, grade: number): (Partial<Person> & Pick<Person, 'given' | 'family'>)[] {
  return Array.from({ length: COHORT }, (_, index) => {
    const given = GIVEN[index % GIVEN.length] ?? '';
    const family = FAMILY[(index * 3 + year) % FAMILY.length] ?? '';
    const username = `${given}.${family}.${year}.${index + 1}`.toLowerCase();
    return {
      given,
      family,
      username,
      email: `${username}@alder-lane.example`,
      grade,
      birthYear: year - grade - 5,
      firstTimer: true,
    };
  });
}

/**
 * Copies this year's courses into the next year and moves the pupils up. Who was in the top year group, or on no
 * roster any more, loses the grade and gets no new enrolment; the rosters of the old courses stay as they were.
 */
export function turnOfYear(
  data: SchoolData,
  copyCourse: (origin: Course, changes: Partial<Course>) => Course,
): { copies: Course[]; entryGrade: number } {
  const ending = data.courses.filter((course) => course.schoolYear === data.schoolYear && !course.deleted);
  const grades = ending.map((course) => course.grade);
  const [entryGrade, topGrade] = [Math.min(...grades), Math.max(...grades)];
  const schoolYear = data.schoolYear + 1;
  const years = (year: number) => `${year}/${String(year + 1).slice(2)}`;
  const copies = ending.map((course) =>
    copyCourse(course, {
      title: course.title,
      label: course.label.replace(years(data.schoolYear), years(schoolYear)),
      schoolYear,
      ...schoolYearSpan(schoolYear),
    }),
  );
  data.schoolYear = schoolYear;
  const attending = new Set(
    data.enrolments
      .filter((row) => row.status === 'active' && ending.some((course) => course.number === row.course))
      .map((row) => row.person),
  );
  for (const person of data.people) {
    const stays = person.grade !== undefined && person.grade < topGrade && attending.has(person.number);
    person.grade = stays ? (person.grade ?? 0) + 1 : undefined;
    delete person.firstTimer;
  }
  data.enrolments.push(...moveUp(data, copies));
  return { copies, entryGrade };
}

function moveUp(data: SchoolData, copies: Course[]): Enrolment[] {
  const pupils = data.people.filter((person) => person.kind === 'pupil');
  return copies.flatMap((course) =>
    pupils
      .filter((person) => person.grade === course.grade)
      .map((person): Enrolment => ({ course: course.number, person: person.number, role: 'pupil', status: 'active' })),
  );
}
