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

/** Tells whether the number is that of one of a course's generated pupils. */
export function isCrowd(course: Course, number: number): boolean {
  const place = number - FIRST;
  return place >= 0 && Math.floor(place / PER_COURSE) === course.number && place % PER_COURSE < course.crowd;
}

/** Finds the generated pupil with this number, if some course has one. */
export function findInCrowd(courses: Course[], number: number): CrowdMember | undefined {
  const course = courses.find((one) => isCrowd(one, number));
  return course && crowdMember(course.number, (number - FIRST) % PER_COURSE);
}
