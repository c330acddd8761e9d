// How names appear: one place turns persons and memberships into what this reader may see (SG-05, SG-10).
import { initialsOf } from '../base/http/page.ts';
import { type Person, shortName } from '../people/index.ts';
import { type Band, nameForm } from '../safeguarding/index.ts';
import type { Membership } from './membership.model.ts';
import type { Standing } from './standing.ts';

/** A person beside a post or in a list, as this reader may see them. */
export interface ShownPerson {
  id: string;
  name: string;
  initials: string;
  band: Band | null;
  /** Guests: organisation. Null for everybody else. */
  organisation: string | null;
  /** Alumni: the first calendar year of their last school year. */
  leftYear: number | null;
}

/** Words that a name can need, in the reader's language. */
export interface NameWords {
  former: string;
  member(alias: string): string;
}

/** The person as this reader may see them; without a membership or after erasure it is a former member. */
export function showPerson(
  standing: Standing,
  person: Person | undefined,
  membership: Membership | undefined,
  words: NameWords,
): ShownPerson {
  if (!person || person.state === 'former' || !membership) return nobody(person?._id ?? '', words);
  const reader = standing.actor;
  const form = nameForm({
    band: membership.band,
    choice: membership.nameChoice,
    self: person._id === reader.person,
    readerBand: reader.band,
    readerLead: reader.lead,
    sameCourse: membership.courses.some((course) => reader.courses.includes(course)),
    namesAcrossCourses: standing.viewer.school.policy.namesAcrossCourses,
  });
  const known = form === 'full' ? (person.name?.full ?? null) : form === 'short' ? shortName(person.name) : null;
  const outside = membership.band === 'guest' || membership.band === 'alumnus';
  return {
    id: person._id,
    name: known ?? words.member(membership.alias),
    initials: known ? initialsOf(known) : membership.alias.slice(0, 2),
    band: membership.band,
    organisation: outside ? person.organisation : null,
    leftYear: membership.band === 'alumnus' ? person.leftYear : null,
  };
}

const nobody = (id: string, words: NameWords): ShownPerson => ({
  id,
  name: words.former,
  initials: '–',
  band: null,
  organisation: null,
  leftYear: null,
});
