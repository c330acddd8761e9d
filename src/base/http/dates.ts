// Dates as people read them: in their language, in the school's time zone, near ones by their name ("today, 07:58").
// Days before dates: "Friday 13 November", with the year only when it is another one.
import type { Language } from '../i18n/index.ts';

const LOCALES: Record<Language, string> = { en: 'en-GB', de: 'de-DE' };
const DAY = 24 * 60 * 60 * 1000;

/** The format functions that templates get as `dates`. */
export interface Dates {
  /** "Friday 13 November", with the year when it is not the present one. */
  day(date: Date): string;
  /** "today", "yesterday", "tomorrow", "Tuesday" within six days past, else as `day`. */
  near(date: Date): string;
  /** "today, 07:58", "Monday, 10:20", "Friday 13 November, 13:30". */
  dayTime(date: Date): string;
  /** "Friday". */
  weekday(date: Date): string;
  /** "13:30". */
  time(date: Date): string;
  /** "13:30 to 14:15", with both days when they differ. */
  span(start: Date, end: Date): string;
  /** "November 2026". */
  month(date: Date): string;
  /** "Thursday 12 November 2026, 09:41:07", for administrators. */
  exact(date: Date): string;
  /** The three lines of a calendar's leaf: "Fri", "13", "Nov". */
  leaf(date: Date): { weekday: string; day: string; month: string };
}

const formats = new Map<string, Intl.DateTimeFormat>();

function format(locale: string, timeZone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${timeZone} ${JSON.stringify(options)}`;
  let found = formats.get(key);
  if (!found) {
    found = new Intl.DateTimeFormat(locale, { ...options, timeZone });
    formats.set(key, found);
  }
  return found;
}

const nearFormats = new Map<string, Intl.RelativeTimeFormat>();

function nearFormat(locale: string): Intl.RelativeTimeFormat {
  const found = nearFormats.get(locale) ?? new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  nearFormats.set(locale, found);
  return found;
}

/** The format functions for one language, time zone and present moment (the school's). */
export function createDates(language: Language, timeZone: string, now: Date): Dates {
  const locale = LOCALES[language];
  const show = (date: Date, options: Intl.DateTimeFormatOptions) => format(locale, timeZone, options).format(date);
  const part = (date: Date, options: Intl.DateTimeFormatOptions, type: Intl.DateTimeFormatPartTypes) =>
    format(locale, timeZone, options)
      .formatToParts(date)
      .find((each) => each.type === type)
      ?.value.replace(/\.$/, '') ?? '';
  const yearOf = (date: Date) => show(date, { year: 'numeric' });
  const dayNumber = (date: Date) => Math.floor(Date.parse(format('sv-SE', timeZone, {}).format(date)) / DAY);

  const weekday = (date: Date) => show(date, { weekday: 'long' });
  const time = (date: Date) => show(date, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const withYear = (date: Date) =>
    plain(show(date, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }));
  const day = (date: Date) =>
    yearOf(date) === yearOf(now)
      ? plain(show(date, { weekday: 'long', day: 'numeric', month: 'long' }))
      : withYear(date);
  const near = (date: Date) => {
    const days = dayNumber(date) - dayNumber(now);
    if (Math.abs(days) <= 1) return nearFormat(locale).format(days, 'day');
    return days < 0 && days > -7 ? weekday(date) : day(date);
  };
  const dayTime = (date: Date) => `${near(date)}, ${time(date)}`;
  const plain = (text: string) => (language === 'en' ? text.replace(',', '') : text);

  return {
    day,
    near,
    dayTime,
    weekday,
    time,
    span: (start, end) =>
      dayNumber(start) === dayNumber(end)
        ? `${time(start)} – ${time(end)}`
        : `${day(start)}, ${time(start)} – ${day(end)}, ${time(end)}`,
    month: (date) => show(date, { month: 'long', year: 'numeric' }),
    exact: (date) => `${withYear(date)}, ${show(date, { timeStyle: 'medium', hourCycle: 'h23' })}`,
    leaf: (date) => ({
      weekday: part(date, { weekday: 'short' }, 'weekday'),
      day: part(date, { day: 'numeric' }, 'day'),
      month: part(date, { month: 'short' }, 'month'),
    }),
  };
}
