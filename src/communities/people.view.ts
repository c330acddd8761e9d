// The people of a community as this reader may see them: bands, roles, and since when they belong.
import { lastInstant } from '../base/day.ts';
import type { Translator } from '../base/i18n/index.ts';
import type { Person } from '../people/index.ts';
import { outsiderKind } from '../safeguarding/index.ts';
import type { Membership } from './membership.model.ts';
import { type NameWords, type ShownPerson, showPerson } from './names.ts';
import type { Standing } from './standing.ts';

/** One line of the people list. */
export interface MemberLine {
  person: ShownPerson;
  role: string | null;
  since: Date;
  until: Date | null;
  /** The reader may end this membership. */
  canEnd: boolean;
  /** Spells, for staff alone: how often and by what somebody belonged. */
  spells: { source: string; startsAt: Date; endsAt: Date | null }[];
}

/** The words of names in the reader's language. */
export const nameWords = (t: Translator): NameWords => ({
  former: t('communities:names.former'),
  member: (alias) => t('communities:names.member', { alias }),
});

/** The lines of a page of members. */
export function memberLines(
  standing: Standing,
  page: { memberships: Membership[]; people: Person[] },
  t: Translator,
): MemberLine[] {
  const byId = new Map(page.people.map((person) => [person._id, person]));
  const staff = standing.actor.band === 'staff';
  return page.memberships.map((membership) => ({
    person: showPerson(standing, byId.get(membership.person), membership, nameWords(t)),
    role: membership.role === 'member' ? null : t(`communities:role.${membership.role}`),
    since: membership.joinedAt,
    until: outsiderKind(membership.band) && membership.until ? lastInstant(membership.until) : null,
    canEnd: staff && membership.person !== standing.actor.person,
    spells: staff
      ? membership.spells.map(({ source, startsAt, endsAt }) => ({
          source: t(`communities:source.${source}`),
          startsAt,
          endsAt,
        }))
      : [],
  }));
}
