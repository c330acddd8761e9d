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
