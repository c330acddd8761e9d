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
  const { searched } = facts;
  return {
    steps: stepsView(facts, t),
    found: facts.found.map((one) => foundView(one, t)),
    confirmed: facts.confirmed.map((one) => confirmedView(one, t)),
    alumni: facts.alumni.map((person) => ({
      id: person._id,
      name: nameOf(person, t),
      leftIn: person.leftYear === null ? null : person.leftYear + 1,
      end: paths.end(person._id),
    })),
    searched: searched && {
      query: searched.query,
      people: searched.people.map((person) => ({ id: person._id, name: nameOf(person, t), band: person.band })),
    },
    sync: facts.sync,
  };
}

function stepsView({ found, counts }: LeavingFacts, t: Translator) {
  const step = (key: string, number: number, current = false) => ({
    number,
    text: t(`lifelong:steps.${key}`),
    small: t(`lifelong:steps.${key}More`),
    current,
  });
  return [
    step('found', found.length, found.length > 0),
    step('confirmed', counts.confirmed, found.length === 0 && counts.confirmed > 0),
    step('stayed', counts.stayed),
    step('gone', counts.gone),
  ];
}

const foundView = ({ person, firstAt, lastAt, adult }: Found, t: Translator) => ({
  id: person._id,
  name: nameOf(person, t),
  firstAt,
  lastAt,
  age: t(adult === null ? 'lifelong:age.missing' : adult ? 'lifelong:age.adult' : 'lifelong:age.minor'),
  askAge: adult === null,
});

function confirmedView({ leaver, person, adult }: LeavingFacts['confirmed'][number], t: Translator) {
  const state = adult !== true ? 'ageMissing' : leaver.invitedAt ? 'invited' : 'notInvited';
  return {
    id: person._id,
    name: nameOf(person, t),
    endsAt: leaver.endsAt,
    letter: adult === true ? paths.letter(person._id) : null,
    state: t(`lifelong:state.${state}`),
    tone: state === 'invited' ? undefined : ('wait' as const),
  };
}
