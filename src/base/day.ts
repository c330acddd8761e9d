// The date of an instant in a time zone, as "YYYY-MM-DD": the form in which days are stored and compared.
const formats = new Map<string, Intl.DateTimeFormat>();

/** The date "YYYY-MM-DD" of an instant in a time zone. */
export function dayOf(instant: Date, timeZone: string): string {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
    formats.set(timeZone, format);
  }
  return format.format(instant);
}

/** The instant at which a day "YYYY-MM-DD" begins in a time zone. */
export function startOfDay(day: string, timeZone: string): Date {
  const utc = Date.parse(`${day}T00:00:00Z`);
  // Twice, because the offset of the first guess can be that of the other side of a change of the clocks.
  let instant = utc - offsetOf(new Date(utc), timeZone);
  instant = utc - offsetOf(new Date(instant), timeZone);
  return new Date(instant);
}

/** The last instant of what is over at `end`: its day is the last day that people are told. */
export const lastInstant = (end: Date): Date => new Date(end.getTime() - 1);

/** How far a time zone is ahead of UTC at an instant, in milliseconds. */
function offsetOf(instant: Date, timeZone: string): number {
  const wall = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' }).format(instant);
  return Date.parse(`${wall.replace(' ', 'T')}Z`) - instant.getTime();
}
