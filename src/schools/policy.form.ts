// What the policy page sends: read, checked, and made into the school's policy.
import { z } from 'zod';
import { checkbox, parseForm, several } from '../base/http/input.ts';
import { ValidationError } from '../errors.ts';
import type { SchoolPolicy, Term } from './school.model.ts';

/** So many terms fit into a calendar. */
export const MOST_TERMS = 16;

const ZONES = new Set(['UTC', ...Intl.supportedValuesOf('timeZone')]);

const form = z.object({
  learnersAreMinors: checkbox,
  namesAcrossCourses: checkbox,
  outsidersAllowed: checkbox,
  timeZone: z.string().refine((zone) => ZONES.has(zone)),
  yearStartsIn: z.coerce.number().int().min(1).max(12),
  tellSomeone: z.string().trim().max(300).default(''),
  leads: several,
});

/** Every time zone that can be chosen. */
export const listZones = (): string[] => [...ZONES].sort();

/** The decisions of the form; ValidationError names each field that cannot stand. */
export function readPolicyForm(body: unknown): { policy: SchoolPolicy; leads: string[] } {
  const { leads, tellSomeone, ...rest } = parseForm(form, body, 'schools');
  const calendar = readCalendar((body ?? {}) as Record<string, unknown>);
  return { policy: { ...rest, tellSomeone: tellSomeone.replace(/\s+/g, ' '), calendar }, leads: [...new Set(leads)] };
}

function readCalendar(body: Record<string, unknown>): Term[] {
  const terms: Term[] = [];
  const fields: Record<string, string> = {};
  for (let row = 1; row <= MOST_TERMS; row += 1) {
    const from = dayIn(body[`from-${row}`]);
    const to = dayIn(body[`to-${row}`]);
    if (from === '' && to === '') continue;
    if (!from || !to) fields[from ? `to-${row}` : `from-${row}`] = 'schools:form.day';
    else if (to < from) fields[`to-${row}`] = 'schools:form.order';
    else terms.push({ from, to });
  }
  if (Object.keys(fields).length > 0) throw new ValidationError(fields);
  return terms.sort((a, b) => a.from.localeCompare(b.from));
}

/** A day "YYYY-MM-DD", the empty string where nothing was typed, null for what is no day. */
function dayIn(value: unknown): string | null {
  if (value === undefined || value === '') return '';
  return z.iso.date().safeParse(value).data ?? null;
}
