// The last day of a guest: a day of the school's calendar, at most twelve months from its today (SG-04).
import { dayOf, startOfDay } from '../../base/day.ts';

const DAY = 24 * 3600 * 1000;

/** The latest last day that a guest who is invited now may have: the same date a year on. */
export function latestLastDay(now: Date, timeZone: string): string {
  const today = dayOf(now, timeZone);
  const day = `${Number(today.slice(0, 4)) + 1}${today.slice(4)}`;
  return isDay(day) ? day : day.replace('-02-29', '-02-28');
}

/** Whether a last day lies between today and the latest one. */
export function isPossibleLastDay(day: string, now: Date, timeZone: string): boolean {
  return isDay(day) && day >= dayOf(now, timeZone) && day <= latestLastDay(now, timeZone);
}

/** The instant at which a visit with this last day is over: the midnight after it. */
export function endOf(lastDay: string, timeZone: string): Date {
  const next = new Date(Date.parse(`${lastDay}T00:00:00Z`) + DAY).toISOString().slice(0, 10);
  return startOfDay(next, timeZone);
}

const isDay = (day: string): boolean => {
  const time = /^\d{4}-\d\d-\d\d$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day);
};
