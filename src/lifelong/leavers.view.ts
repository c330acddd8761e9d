// The data of the page of leaving: the steps and how many stand on each, who was found, and who has to answer.
import type { Translator } from '../base/i18n/index.ts';
import type { Person } from '../people/index.ts';
import type { Found, Leaver, LeaverCounts } from './leaver.model.ts';
import { paths } from './paths.ts';

/** Everything the page shows, as services give it. */
export interface LeavingFacts {
  found: Found[];
  counts: LeaverCounts;
  confirmed: { leaver: Leaver; person: Person; adult: boolean | null }[];
  alumni: Person[];
  searched: { query: string; people: Person[] } | null;
  sync: { at: Date; read: number; courses: number; complete: boolean } | null;
}

const nameOf = (person: Person, t: Translator): string =>
  person.name?.full ?? t('lifelong:nameless', { id: person._id.slice(-4) });

/** The view-model of views/lifelong/leaving.ejs. */
export function leavingView(facts: LeavingFacts, t: Translator) {
  const { counts } = facts;
  return {
    steps: [
      {
        number: facts.found.length,
        text: t('lifelong:steps.found'),
        small: t('lifelong:steps.foundMore'),
        current: facts.found.length > 0,
      },
      {
        number: counts.confirmed,
        text: t('lifelong:steps.confirmed'),
        small: t('lifelong:steps.confirmedMore'),
        current: facts.found.length === 0 && counts.confirmed > 0,
      },
      { number: counts.stayed, text: t('lifelong:steps.stayed'), small: t('lifelong:steps.stayedMore') },
      { number: counts.gone, text: t('lifelong:steps.gone'), small: t('lifelong:steps.goneMore') },
    ],
    found: facts.found.map(({ person, firstAt, lastAt, adult }) => ({
      id: person._id,
      name: nameOf(person, t),
      band: person.band,
      firstAt,
      lastAt,
      age: t(adult === null ? 'lifelong:age.missing' : adult ? 'lifelong:age.adult' : 'lifelong:age.minor'),
      askAge: adult === null,
    })),
    confirmed: facts.confirmed.map(({ leaver, person, adult }) => ({
      id: person._id,
      name: nameOf(person, t),
      confirmedAt: leaver.confirmedAt,
      endsAt: leaver.endsAt,
      letter: adult === true ? paths.letter(person._id) : null,
      state: t(
        adult !== true
          ? 'lifelong:state.ageMissing'
          : leaver.invitedAt
            ? 'lifelong:state.invited'
            : 'lifelong:state.notInvited',
      ),
      tone: adult !== true || !leaver.invitedAt ? ('wait' as const) : undefined,
    })),
    alumni: facts.alumni.map((person) => ({
      id: person._id,
      name: nameOf(person, t),
      leftIn: person.leftYear === null ? null : person.leftYear + 1,
      end: paths.end(person._id),
    })),
    searched: facts.searched
      ? {
          query: facts.searched.query,
          people: facts.searched.people.map((person) => ({
            id: person._id,
            name: nameOf(person, t),
            band: person.band,
          })),
        }
      : null,
    sync: facts.sync,
  };
}
