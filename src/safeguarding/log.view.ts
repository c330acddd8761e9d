// The data of the audit log's page, and the lines of its export.
import type { Translator } from '../base/i18n/index.ts';
import type { AuditEntry } from './audit.model.ts';

/** Everything that is written into the log, for the filter; each has words in safeguarding:actions. */
export const LOGGED = [
  'alumnus.began', 'alumnus.left', 'community.read', 'community.settings_changed', 'community.started',
  'course.ended', 'course.linked', 'course.reopened', 'course.unlinked', 'evidence.read',
  'guest.accepted', 'guest.approved', 'guest.ended', 'guest.left', 'guest.refused', 'guest.requested', 'guest.sent_again',
  'hold.approved', 'hold.change_asked', 'hold.refused',
  'leaver.code_made', 'leaver.confirmed', 'leaver.dismissed', 'leaver.forgotten', 'leaver.invited',
  'log.exported', 'mails.read', 'membership.ended', 'membership.role_set', 'membership.staff_ended', 'partner.added',
  'person.forgotten', 'person.returned', 'person.signed_in', 'person.staff_ended', 'post.read', 'post.removed', 'post.reported',
  'report.kept', 'report.removed', 'school.lead_appointed', 'school.policy_decided',
  'thread.narrowed', 'thread.opened', 'thread.read', 'thread.wished',
]; // biome-ignore format: one line a subject

/** Names by id, for what an entry tells of. */
export interface LogNames {
  people: ReadonlyMap<string, string>;
  communities: ReadonlyMap<string, string>;
}

const actionWords = (action: string, t: Translator): string =>
  LOGGED.includes(action) ? t(`safeguarding:actions.${action}`) : action;

/** The view-model of views/safeguarding/log.ejs. */
export function logView(entries: readonly AuditEntry[], chosen: string | undefined, names: LogNames, t: Translator) {
  return {
    chosen: chosen ?? '',
    actions: [
      { value: '', text: t('safeguarding:log.all') },
      ...LOGGED.map((value) => ({ value, text: actionWords(value, t) })).sort((a, b) => a.text.localeCompare(b.text)),
    ],
    entries: entries.map((entry) => ({
      at: entry.at,
      actor: entry.actor === null ? t('safeguarding:log.tool') : (names.people.get(entry.actor) ?? entry.actor),
      action: actionWords(entry.action, t),
      object: entry.object === null ? '' : (names.people.get(entry.object) ?? entry.object),
      community: entry.community === null ? '' : (names.communities.get(entry.community) ?? entry.community),
      details: Object.entries(entry.details ?? {})
        .filter(([, value]) => value !== '')
        .map(([key, value]) => `${key}: ${value}`)
        .join(', '),
    })),
  };
}

const COLUMNS = ['at', 'actor', 'actorName', 'action', 'object', 'community', 'details'] as const;

/** An entry as the export writes it: ids, and the actor's name beside. */
const toRow = (entry: AuditEntry, names: ReadonlyMap<string, string>): Record<(typeof COLUMNS)[number], string> => ({
  at: entry.at.toISOString(),
  actor: entry.actor ?? '',
  actorName: entry.actor === null ? '' : (names.get(entry.actor) ?? ''),
  action: entry.action,
  object: entry.object ?? '',
  community: entry.community ?? '',
  details: JSON.stringify(entry.details ?? {}),
});

/** A cell of a CSV: quoted, and never read as a formula by a spreadsheet. */
export const csvCell = (value: string): string =>
  `"${(/^[=+\-@\t\r]/.test(value) ? `'${value}` : value).replaceAll('"', '""')}"`;

/** The format of an export: what stands before, for each entry, between and after. */
export const FORMATS = {
  csv: {
    type: 'text/csv; charset=utf-8',
    head: `\uFEFF${COLUMNS.join(',')}\r\n`,
    line: (entry: AuditEntry, names: ReadonlyMap<string, string>): string => {
      const row = toRow(entry, names);
      return `${COLUMNS.map((column) => csvCell(row[column])).join(',')}\r\n`;
    },
    between: '',
    tail: '',
  },
  json: {
    type: 'application/json; charset=utf-8',
    head: '[\n',
    line: (entry: AuditEntry, names: ReadonlyMap<string, string>): string =>
      JSON.stringify({ ...toRow(entry, names), details: entry.details ?? {} }),
    between: ',\n',
    tail: '\n]\n',
  },
} as const;
