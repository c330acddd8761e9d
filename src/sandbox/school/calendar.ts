// The pretend school's calendar: three terms from September to July, the same dates every year.

interface Span {
  startsAt: Date;
  endsAt: Date;
}

const at = (year: number, monthAndDay: string, hour: string) => new Date(`${year}-${monthAndDay}T${hour}:00Z`);

/** Returns the three terms of the school year that begins in the autumn of `year`. */
export function termsOf(year: number): [Span, Span, Span] {
  return [
    { startsAt: at(year, '09-01', '06:00'), endsAt: at(year, '12-18', '15:00') },
    { startsAt: at(year + 1, '01-07', '06:00'), endsAt: at(year + 1, '03-26', '15:00') },
    { startsAt: at(year + 1, '04-12', '06:00'), endsAt: at(year + 1, '07-16', '15:00') },
  ];
}

/** Returns the first and last moment of the school year that begins in the autumn of `year`. */
export function schoolYearSpan(year: number): Span {
  const [first, , last] = termsOf(year);
  return { startsAt: first.startsAt, endsAt: last.endsAt };
}

/** Returns the moment one week after `now`. */
export function nextWeek(now: Date): Date {
  return new Date(now.getTime() + 7 * 24 * 60 * 60 * 1000);
}

/** Returns the next end of a term after `now`, looking from the school year `year` on. */
export function nextEndOfTerm(now: Date, year: number): Date {
  const ends = [...termsOf(year), ...termsOf(year + 1)].map((term) => term.endsAt);
  const next = ends.find((end) => end > now);
  return next ?? nextEndOfTerm(now, year + 1);
}

/** Returns the next end of a school year after `now`, looking from the school year `year` on. */
export function nextEndOfYear(now: Date, year: number): Date {
  const { endsAt } = schoolYearSpan(year);
  return endsAt > now ? endsAt : nextEndOfYear(now, year + 1);
}

/** Tells which term (1, 2 or 3) of the school year the moment lies in; 0 in the holidays. */
export function termAt(now: Date, year: number): number {
  return termsOf(year).findIndex((term) => term.startsAt <= now && now <= term.endsAt) + 1;
}
