// Large rosters for load tests: members that are computed from their place in the row and never stored.
import type { Course, Person } from './school.model.ts';

/** A generated pupil; its number tells its course and its place. */
export type CrowdMember = Person;

const FIRST = 10_000_000;
const PER_COURSE = 100_000;

/** Returns the generated pupil at a place of a course's crowd. */
export function crowdMember(course: number, index: number): CrowdMember {
  const number = FIRST + course * PER_COURSE + index;
  const username = `crowd${number}`;
  return {
    number,
    given: `Pupil ${index + 1}`,
    family: `Crowd ${course}`,
    username,
    email: `${username}@alder-lane.example`,
    kind: 'pupil',
  };
}

/** Finds the generated pupil with this number, if some course has one. */
export function findInCrowd(courses: Course[], number: number): CrowdMember | undefined {
  const place = number - FIRST;
  const course = courses.find((one) => one.number === Math.floor(place / PER_COURSE));
  const index = place % PER_COURSE;
  return course && place >= 0 && index < course.crowd ? crowdMember(course.number, index) : undefined;
}
