// The persons of a roster's lines, many at a time: known ones are looked up together, new ones are made together.
import type { Connection } from 'mongoose';
import type { Clock } from '../base/clock.ts';
import { isDuplicate, newId, transact } from '../base/db/index.ts';
import type { School } from '../schools/index.ts';
import { type People, type Seen, tellsLess, toName } from './people.service.ts';
import {
  type Identity,
  identityKey,
  identityModel,
  type Person,
  type PersonName,
  personModel,
} from './person.model.ts';

export type RosterPeople = ReturnType<typeof createRosterPeople>;

/** The services for the people of rosters on a connection. */
export function createRosterPeople(deps: { connection: Connection; clock: Clock; people: People }) {
  const people = personModel(deps.connection);
  const identities = identityModel(deps.connection);

  async function findKnown(school: string, seen: readonly Seen[]): Promise<Map<string, Person>> {
    const keys = seen.map(({ registration, sub }) => identityKey(school, registration, sub));
    const found = await identities.find({ _id: { $in: keys } }).lean<Identity[]>();
    const persons = await people.find({ _id: { $in: found.map((one) => one.person) }, school }).lean<Person[]>();
    const byId = new Map(persons.map((person) => [person._id, person]));
    const pairs = found.map(({ sub, person }) => [sub, byId.get(person)] as const);
    return new Map(pairs.filter((pair): pair is [string, Person] => pair[1] !== undefined));
  }

  /** Makes new persons in one transaction; where a launch was faster with one of them, each goes its own way. */
  async function create(school: School, seen: readonly Seen[]): Promise<Person[]> {
    const now = deps.clock.now();
    const fresh = seen.map((one) => ({ ...one, person: newId() }));
    try {
      return await transact(deps.connection, async () => {
        const known = fresh.map(({ registration, sub, person }): Identity => {
          const _id = identityKey(school._id, registration, sub);
          return { _id, school: school._id, registration, sub, person };
        });
        const made = fresh.map((one) => ({ ...NOBODY, ...personOf(school, one), _id: one.person, stateSince: now }));
        await identities.insertMany(known, { lean: true });
        await people.insertMany(made, { lean: true });
        return made;
      });
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      const made: Person[] = [];
      for (const one of seen) made.push(await deps.people.personOfRoster(school, one));
      return made;
    }
  }

  return {
    /** The person of each line by its sub; all lines are of one registration, and no sub comes twice. */
    async peopleOf(school: School, seen: readonly Seen[]): Promise<Map<string, Person>> {
      const known = await findKnown(school._id, seen);
      for (const one of seen) {
        const person = known.get(one.sub);
        if (person && tellsAnother(one.name, person.name))
          known.set(one.sub, await deps.people.personOfRoster(school, one));
      }
      const fresh = seen.filter((one) => !known.has(one.sub));
      const made = fresh.length > 0 ? await create(school, fresh) : [];
      fresh.forEach((one, index) => {
        const person = made[index];
        if (person) known.set(one.sub, person);
      });
      return known;
    },
    /** The subs by which a platform knows these persons. */
    async subsOf(school: string, registration: string, persons: readonly string[]): Promise<Map<string, string[]>> {
      const found = await identities.find({ school, person: { $in: [...persons] } }).lean<Identity[]>();
      const subs = new Map<string, string[]>();
      for (const one of found.filter((each) => each.registration === registration))
        subs.set(one.person, [...(subs.get(one.person) ?? []), one.sub]);
      return subs;
    },
  };
}

/** A person of whom nothing is known yet; written whole, because many at once go past the schema's defaults. */
const NOBODY = {
  state: 'here' as const,
  administrator: false,
  email: null,
  organisation: null,
  birthDate: null,
  adultStatedAt: null,
  language: null,
  launchedAt: null,
  leftYear: null,
};

/** Whether a roster tells another name than is known. Where it tells no parts of a name, only another full name counts. */
function tellsAnother(told: Seen['name'], known: PersonName | null): boolean {
  const name = toName(told);
  if (!name || tellsLess(told, known)) return false;
  if (name.full !== known?.full) return true;
  return Boolean(told?.given || told?.family) && (name.given !== known.given || name.family !== known.family);
}

/** What a line of a roster tells of a new person. */
function personOf(school: School, { staff, name }: Seen): Pick<Person, 'school' | 'staff' | 'band' | 'name'> {
  const learner = school.policy.learnersAreMinors ? ('pupil' as const) : ('adult_learner' as const);
  return { school: school._id, staff, band: staff ? 'staff' : learner, name: toName(name) };
}
