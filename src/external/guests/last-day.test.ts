import { describe, expect, it } from 'vitest';
import { endOf, isPossibleLastDay, latestLastDay } from './last-day.ts';

const BERLIN = 'Europe/Berlin';

describe('the last day of a guest (SG-04)', () => {
  it('is at most the same date a year on, by the school’s today', () => {
    expect(latestLastDay(new Date('2026-11-12T22:59:00Z'), BERLIN)).toBe('2027-11-12');
    expect(latestLastDay(new Date('2026-11-12T23:01:00Z'), BERLIN)).toBe('2027-11-13');
    expect(latestLastDay(new Date('2028-02-29T12:00:00Z'), BERLIN)).toBe('2029-02-28');
  });

  it('is a day of the calendar between today and then', () => {
    const now = new Date('2026-11-12T09:00:00Z');
    for (const day of ['2026-11-12', '2027-11-12']) expect(isPossibleLastDay(day, now, BERLIN)).toBe(true);
    for (const day of ['2026-11-11', '2027-11-13', '2027-02-29', '2027-13-01', 'tomorrow', '', '12027-01-01'])
      expect(isPossibleLastDay(day, now, BERLIN)).toBe(false);
  });

  it('ends with the midnight after it, also where the clocks change', () => {
    expect(endOf('2027-07-09', BERLIN)).toEqual(new Date('2027-07-09T22:00:00Z'));
    expect(endOf('2026-10-25', BERLIN)).toEqual(new Date('2026-10-25T23:00:00Z'));
    expect(endOf('2027-03-27', BERLIN)).toEqual(new Date('2027-03-27T23:00:00Z'));
    expect(endOf('2027-03-28', BERLIN)).toEqual(new Date('2027-03-28T22:00:00Z'));
    expect(endOf('2026-12-31', 'Pacific/Auckland')).toEqual(new Date('2026-12-31T11:00:00Z'));
  });
});
