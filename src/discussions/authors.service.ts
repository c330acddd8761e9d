// Who wrote what, as this reader may see it: names through showPerson, and for guests who invited them and until when.
import { lastInstant } from '../base/day.ts';
import type { Translator } from '../base/i18n/index.ts';
import { type Membership, type Memberships, nameWords, type Standing, showPerson } from '../communities/index.ts';
import type { People } from '../people/index.ts';
import type { Author } from './shapes.ts';

export type Authors = (standing: Standing, ids: readonly string[], t: Translator) => Promise<Map<string, Author>>;

/** Finds persons by their ids, each as the reader may see them. */
export function createAuthors(deps: {
  people: People;
  memberships: Memberships;
  guestFacts(
    school: string,
    community: string,
    persons: readonly string[],
  ): Promise<{ person: string; purpose: string }[]>;
}): Authors {
  return async (standing, ids, t) => {
    const school = standing.viewer.school._id;
    const unique = [...new Set(ids)];
    const memberships = await deps.memberships.listFor(school, standing.community._id, unique);
    const byPerson = new Map(memberships.map((one) => [one.person, one]));
    const sponsors = memberships.flatMap((one) => one.sponsor ?? []);
    const guests = memberships.filter((one) => one.band === 'guest').map((one) => one.person);
    const [people, facts] = await Promise.all([
      deps.people.listPeople(school, [...unique, ...sponsors]),
      guests.length > 0 ? deps.guestFacts(school, standing.community._id, guests) : [],
    ]);
    const purposes = new Map(facts.map(({ person, purpose }) => [person, purpose]));
    const byId = new Map(people.map((person) => [person._id, person]));
    const words = nameWords(t);
    return new Map(
      unique.map((id) => {
        const membership = byPerson.get(id);
        const guest = membership?.band === 'guest';
        const sponsor = guest && membership.sponsor ? byId.get(membership.sponsor) : undefined;
        const shown = showPerson(standing, byId.get(id), membership, words);
        return [
          id,
          {
            ...shown,
            purpose: purposes.get(id) ?? null,
            sponsor: sponsor?.name?.full ?? null,
            until: guest ? lastDayOf(membership) : null,
          },
        ];
      }),
    );
  };
}

const lastDayOf = ({ until }: Pick<Membership, 'until'>) => until && lastInstant(until);
