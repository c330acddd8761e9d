// Who counts as a minor: the school says so by a birth date, by a statement, or by what its policy says of learners.
// Unknown age is a minor; nobody's own word counts.
import { dayOf } from '../base/day.ts';
import type { School } from '../schools/index.ts';
import type { Person } from './person.model.ts';

/** Age in full years on a day "YYYY-MM-DD". */
export function ageOn(day: string, birthDate: string): number {
  const years = Number(day.slice(0, 4)) - Number(birthDate.slice(0, 4));
  return day.slice(5) < birthDate.slice(5) ? years - 1 : years;
}

/** Whether the school has said that this person is 18 or older: true, false, or null where it has said nothing. */
export function isStatedAdult(
  person: Pick<Person, 'birthDate' | 'adultStatedAt'>,
  school: School,
  now: Date,
): boolean | null {
  if (person.birthDate) return ageOn(dayOf(now, school.policy.timeZone), person.birthDate) >= 18;
  return person.adultStatedAt ? true : null;
}

/** Whether every rule for the protection of minors holds for this person. */
export function isMinor(
  person: Pick<Person, 'birthDate' | 'adultStatedAt' | 'band' | 'state'>,
  school: School,
  now: Date,
): boolean {
  const adult = isStatedAdult(person, school, now);
  if (adult !== null) return !adult;
  if (person.band === 'staff' || person.band === 'guest') return false;
  return person.band !== 'adult_learner';
}
