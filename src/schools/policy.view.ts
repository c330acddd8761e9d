// The data of the school's one page of policy.
import type { Translator } from '../base/i18n/index.ts';
import { paths } from './paths.ts';
import type { School } from './school.model.ts';

/** A member of staff who can be named as safeguarding lead. */
export interface Candidate {
  id: string;
  name: string | null;
  administrator: boolean;
}

export interface PolicyFacts {
  school: School;
  candidates: Candidate[];
  zones: string[];
  mostTerms: number;
  language: string;
  done: boolean;
}

type Values = Record<string, string | string[]>;

/** The view-model of views/schools/policy.ejs; `values` come from a refused form. */
export function policyView(facts: PolicyFacts, t: Translator, values?: Values, fields: Record<string, string> = {}) {
  const { school, candidates } = facts;
  const { policy } = school;
  const typed = (name: string, stored: string): string => (values ? String(values[name] ?? '') : stored);
  const ticked = (name: 'learnersAreMinors' | 'namesAcrossCourses' | 'outsidersAllowed'): boolean =>
    values ? values[name] === 'yes' : policy[name];
  const leads = values ? [values.leads ?? []].flat() : school.leads;
  const approvers = new Set([...leads, ...candidates.filter((one) => one.administrator).map((one) => one.id)]);
  return {
    action: paths.policy,
    ticks: (['learnersAreMinors', 'namesAcrossCourses', 'outsidersAllowed'] as const).map((name) => ({
      name,
      text: t(`schools:policy.${name}`),
      hint: t(`schools:policy.${name}Hint`),
      checked: ticked(name),
    })),
    candidates: candidates.map(({ id, name, administrator }) => ({
      value: id,
      text: name ?? t('schools:policy.unnamed', { id: id.slice(-6) }),
      ...(administrator ? { hint: t('schools:policy.administrator') } : {}),
    })),
    leads,
    noSecond: ticked('outsidersAllowed') && approvers.size < 2,
    zones: facts.zones.map((zone) => ({ value: zone, text: zone.replaceAll('_', ' ') })),
    timeZone: typed('timeZone', policy.timeZone),
    months: monthsIn(facts.language),
    yearStartsIn: typed('yearStartsIn', String(policy.yearStartsIn)),
    tellSomeone: typed('tellSomeone', policy.tellSomeone),
    terms: termRows(facts, values, fields),
    fields,
    errors: Object.entries(fields).map(([field, text]) => ({ field, text })),
    undecided: school.policyDecidedAt === null,
    done: facts.done,
  };
}

function termRows({ school, mostTerms }: PolicyFacts, values: Values | undefined, fields: Record<string, string>) {
  const { calendar } = school.policy;
  const typed = values ? Object.keys(values).filter((key) => key.startsWith('from-')).length : 0;
  const rows = Math.min(mostTerms, Math.max(calendar.length + 3, typed, 6));
  return Array.from({ length: rows }, (_, index) => {
    const row = index + 1;
    const term = calendar[index];
    const value = (name: string, stored: string | undefined): string =>
      values ? String(values[name] ?? '') : (stored ?? '');
    return {
      row,
      from: value(`from-${row}`, term?.from),
      to: value(`to-${row}`, term?.to),
      fromError: fields[`from-${row}`],
      toError: fields[`to-${row}`],
    };
  });
}

function monthsIn(language: string): { value: string; text: string }[] {
  const format = new Intl.DateTimeFormat(language, { month: 'long', timeZone: 'UTC' });
  return Array.from({ length: 12 }, (_, month) => ({
    value: String(month + 1),
    text: format.format(Date.UTC(2026, month, 15)),
  }));
}
