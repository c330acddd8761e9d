import { describe, expect, it } from 'vitest';
import { createDates } from './dates.ts';

const now = new Date('2026-11-12T08:30:00Z');
const english = createDates('en', 'Europe/London', now);
const german = createDates('de', 'Europe/Berlin', now);

describe('createDates', () => {
  it('puts the day before the date and the year only where it differs', () => {
    const friday = new Date('2026-11-13T13:30:00Z');
    expect(english.day(friday)).toBe('Friday 13 November');
    expect(german.day(friday)).toBe('Freitag, 13. November');
    expect(english.day(new Date('2027-07-09T10:00:00Z'))).toBe('Friday 9 July 2027');
    expect(german.day(new Date('2027-07-09T10:00:00Z'))).toBe('Freitag, 9. Juli 2027');
  });

  it('calls near days by their name', () => {
    expect(english.dayTime(new Date('2026-11-12T07:58:00Z'))).toBe('today, 07:58');
    expect(german.dayTime(new Date('2026-11-12T07:58:00Z'))).toBe('heute, 08:58');
    expect(english.dayTime(new Date('2026-11-11T23:00:00Z'))).toBe('yesterday, 23:00');
    expect(english.near(new Date('2026-11-13T00:30:00Z'))).toBe('tomorrow');
    expect(english.dayTime(new Date('2026-11-09T10:20:00Z'))).toBe('Monday, 10:20');
    expect(english.near(new Date('2026-11-05T10:20:00Z'))).toBe('Thursday 5 November');
    expect(english.near(new Date('2026-11-14T10:20:00Z'))).toBe('Saturday 14 November');
  });

  it('counts days in the school’s time zone, also where clocks change', () => {
    const auckland = createDates('en', 'Pacific/Auckland', new Date('2026-09-26T12:30:00Z'));
    expect(auckland.near(new Date('2026-09-26T11:30:00Z'))).toBe('yesterday');
    expect(auckland.dayTime(new Date('2026-09-26T14:30:00Z'))).toBe('today, 03:30');
    expect(createDates('en', 'America/New_York', now).near(new Date('2026-11-12T04:00:00Z'))).toBe('yesterday');
  });

  it('shows spans, months, exact moments and the leaf of a calendar', () => {
    const start = new Date('2026-11-13T13:30:00Z');
    expect(english.span(start, new Date('2026-11-13T14:15:00Z'))).toBe('13:30 – 14:15');
    expect(english.span(start, new Date('2026-11-14T09:00:00Z'))).toBe(
      'Friday 13 November, 13:30 – Saturday 14 November, 09:00',
    );
    expect(english.month(start)).toBe('November 2026');
    expect(german.month(start)).toBe('November 2026');
    expect(english.exact(new Date('2026-11-12T09:41:07Z'))).toBe('Thursday 12 November 2026, 09:41:07');
    expect(english.leaf(start)).toEqual({ weekday: 'Fri', day: '13', month: 'Nov' });
    expect(german.leaf(start)).toEqual({ weekday: 'Fr', day: '13', month: 'Nov' });
  });
});
