// The school's days: which are in session, how far back so many of them reach, and which school year a day belongs to.
import { dayOf } from '../base/day.ts';
import type { SchoolPolicy, Term } from './school.model.ts';

const DAY = 24 * 3600 * 1000;
/** A calendar that ended longer ago than this says nothing any more: every later day is in session. */
const DAYS_AFTER_LAST_TERM = 70;
const FARTHEST = 400;

/** Whether a day "YYYY-MM-DD" is in session; without a calendar every day is. */
export function isInSession(day: string, calendar: readonly Term[]): boolean {
  if (calendar.length === 0) return true;
  if (calendar.some((term) => term.from <= day && day <= term.to)) return true;
  const first = calendar.map((term) => term.from).sort()[0] ?? day;
  const last =
    calendar
      .map((term) => term.to)
      .sort()
      .at(-1) ?? day;
  return day < first || Date.parse(day) - Date.parse(last) > DAYS_AFTER_LAST_TERM * DAY;
}

/** The instant from which on the last `days` in-session days reach to now. */
export function sinceInSessionDays(policy: SchoolPolicy, now: Date, days: number): Date {
  let counted = 0;
  let back = 0;
  while (counted < days && back < FARTHEST) {
    const day = dayOf(new Date(now.getTime() - back * DAY), policy.timeZone);
    if (isInSession(day, policy.calendar)) counted += 1;
    back += 1;
  }
  return new Date(now.getTime() - back * DAY);
}

/** The first calendar year of the school year that an instant belongs to: 2026 for 2026/27. */
export function schoolYearOf(instant: Date, policy: Pick<SchoolPolicy, 'timeZone' | 'yearStartsIn'>): number {
  const day = dayOf(instant, policy.timeZone);
  const year = Number(day.slice(0, 4));
  return Number(day.slice(5, 7)) >= policy.yearStartsIn ? year : year - 1;
}

/** A school year as people write it: "2026/27". */
export const schoolYearName = (year: number): string => `${year}/${String((year + 1) % 100).padStart(2, '0')}`;
