// The rules about persons: who a launch is, what becomes of a person's band, and what is taken away when one is gone.
import type { Connection } from 'mongoose';
import type { Clock } from '../base/clock.ts';
import { newId, readsOf, transact } from '../base/db/index.ts';
import { againOnDuplicate } from '../base/db/race.ts';
import type { Outbox } from '../base/outbox/index.ts';
import { NotFoundError } from '../errors.ts';
import type { Band } from '../safeguarding/index.ts';
import type { School } from '../schools/index.ts';
import {
  type Identity,
  identityKey,
  identityModel,
  type Person,
  type PersonName,
  type PersonState,
  personModel,
} from './person.model.ts';

/** What a launch or a roster says about somebody. */
export interface Seen {
  registration: string;
  sub: string;
  staff: boolean;
  /** Left out where nothing is said of it (a roster). */
  administrator?: boolean | undefined;
  name?: Partial<PersonName> | undefined;
  language?: string | undefined;
}

const MINUTE = 60_000;

export type People = ReturnType<typeof createPeople>;

/** The person services on a connection. */
export function createPeople(deps: { connection: Connection; clock: Clock; outbox: Outbox }) {
  const people = personModel(deps.connection);
  const identities = identityModel(deps.connection);
  const reads = readsOf<Person>(people);
  const identityReads = readsOf<Identity>(identities);

  async function create(school: School, seen: Seen, launchedAt: Date | null): Promise<Person> {
    const person = newId();
    return transact(deps.connection, async () => {
      await identities.create([
        {
          _id: identityKey(school._id, seen.registration, seen.sub),
          school: school._id,
          registration: seen.registration,
          sub: seen.sub,
          person,
        },
      ]);
      const [made] = await people.create([
        {
          _id: person,
          school: school._id,
          band: seen.staff ? 'staff' : learnerBand(school),
          staff: seen.staff,
          administrator: seen.administrator ?? false,
          name: toName(seen.name),
          language: seen.language ?? null,
          launchedAt,
          stateSince: deps.clock.now(),
        },
      ]);
      if (!made) throw new NotFoundError();
      return made.toObject() as unknown as Person;
    });
  }

  async function findByIdentity(school: string, registration: string, sub: string): Promise<Person | null> {
    const _id = identityKey(school, registration, sub);
    const found = await identityReads.joined<{ people: Person }>({ _id }, [['people', 'person', 'people']]);
    const [person] = found?.people ?? [];
    return person?.school === school ? person : null;
  }

  /** What is to be written about a known person; null where nothing changed (most rosters). */
  function changesOf(person: Person, school: School, seen: Seen): Partial<Person> | null {
    const changes: Partial<Person> = {};
    const name = toName(seen.name);
    if (name && !tellsLess(seen.name, person.name) && JSON.stringify(name) !== JSON.stringify(person.name))
      changes.name = name;
    if (seen.staff && !person.staff) changes.staff = true;
    if (seen.administrator !== undefined && seen.administrator !== person.administrator)
      changes.administrator = seen.administrator;
    const staff = person.staff || seen.staff;
    const band = staff ? 'staff' : learnerBand(school);
    if (band !== person.band) changes.band = band;
    return Object.keys(changes).length > 0 ? changes : null;
  }

  return {
    findByIdentity,
    async getPerson(school: string, id: string): Promise<Person> {
      const person = await reads.one({ _id: id, school });
      if (!person) throw new NotFoundError();
      return person;
    },
    async listPeople(school: string, ids: readonly string[]): Promise<Person[]> {
      if (ids.length === 0) return [];
      return reads.list({ _id: { $in: [...ids] }, school });
    },
    async identitiesOf(school: string, person: string): Promise<Identity[]> {
      return identities.find({ school, person }).lean<Identity[]>();
    },
    /**
     * The person of a launch, made or brought up to date. `enrolled`: the course has not ended, so that a leaver or an
     * alumnus is a learner again; `returned` tells the state they came back from. Whoever has looked the person up
     * already passes what `findByIdentity` gave as `found`.
     */
    async personOfLaunch(
      school: School,
      seen: Seen,
      enrolled: boolean,
      found?: Person | null,
    ): Promise<{ person: Person; returned: PersonState | null }> {
      const now = deps.clock.now();
      const known = found === undefined ? await findByIdentity(school._id, seen.registration, seen.sub) : found;
      if (!known) {
        const person = await againOnDuplicate(
          async () => (await findByIdentity(school._id, seen.registration, seen.sub)) ?? create(school, seen, now),
        );
        return { person, returned: null };
      }
      const returned = known.state !== 'here' && enrolled ? known.state : null;
      const returning = returned ? { state: 'here' as const, stateSince: now, leftYear: null } : {};
      // AL-01: any launch of somebody who is here tells that they are; one a minute later tells nothing new.
      const fresh = known.launchedAt !== null && now.getTime() - known.launchedAt.getTime() < MINUTE;
      const launched = (enrolled || known.state === 'here') && !fresh ? { launchedAt: now } : {};
      const told = changesOf(known, school, seen) ?? {};
      // A launch from an ended course gives a leaver or an alumnus neither band nor role back (AL-05).
      const { band: _, staff: __, administrator: ___, ...unranked } = told;
      const set = { ...(enrolled || known.state === 'here' ? told : unranked), ...returning, ...launched };
      if (Object.keys(set).length > 0) await people.updateOne({ _id: known._id, school: school._id }, { $set: set });
      return { person: { ...known, ...set }, returned };
    },
    /** The person of a roster line, made or brought up to date; writes nothing where nothing changed. */
    async personOfRoster(school: School, seen: Seen): Promise<Person> {
      const known = await findByIdentity(school._id, seen.registration, seen.sub);
      if (!known) {
        const find = () => findByIdentity(school._id, seen.registration, seen.sub);
        return againOnDuplicate(async () => (await find()) ?? create(school, seen, null));
      }
      const { band: _, staff: __, ...changes } = changesOf(known, school, { ...seen, staff: false }) ?? {};
      if (Object.keys(changes).length === 0) return known;
      await people.updateOne({ _id: known._id, school: school._id }, { $set: changes });
      return { ...known, ...changes };
    },
    /** A person without a platform: a guest. */
    async createGuest(guest: {
      school: string;
      name: string;
      email: string;
      organisation: string;
      language: string;
    }): Promise<Person> {
      const [made] = await people.create([
        {
          school: guest.school,
          state: 'guest',
          band: 'guest',
          name: { full: guest.name, given: guest.name, family: '' },
          email: guest.email,
          organisation: guest.organisation,
          language: guest.language,
          stateSince: deps.clock.now(),
        },
      ]);
      if (!made) throw new NotFoundError();
      return made.toObject() as unknown as Person;
    },
    /** Sets fields of a person; call it inside the transaction of the rule that does so. */
    async updatePerson(school: string, id: string, set: Partial<Omit<Person, '_id' | 'school'>>): Promise<void> {
      await people.updateOne({ _id: id, school }, { $set: set });
    },
    /** Removes everything that tells who a person was; what they wrote stays under "Former member" (AL-02). Call it in a transaction. */
    async forgetPerson(school: string, person: string): Promise<void> {
      await identities.deleteMany({ school, person });
      await people.updateOne(
        { _id: person, school },
        {
          $set: {
            state: 'former',
            stateSince: deps.clock.now(),
            name: null,
            email: null,
            organisation: null,
            birthDate: null,
            adultStatedAt: null,
            language: null,
            launchedAt: null,
            staff: false,
            administrator: false,
          },
        },
      );
      await deps.outbox.emit({ school, name: 'person.forgotten', data: { person } });
    },
    /** The person of a school who signs in with this address and stands so towards it. */
    async findByEmail(school: string, email: string, state: 'guest' | 'alumnus'): Promise<Person | null> {
      return people.findOne({ school, email, state }).lean<Person>();
    },
    /** Who administers the school's platform, as far as launches have shown. */
    async listAdministrators(school: string): Promise<Person[]> {
      return people.find({ school, administrator: true, state: 'here' }).limit(50).lean<Person[]>();
    },
    /** The school's staff, as far as launches have shown, by id. */
    async listStaff(school: string, limit = 500): Promise<Person[]> {
      return people.find({ school, staff: true, state: 'here' }).sort({ _id: 1 }).limit(limit).lean<Person[]>();
    },
    /** Everybody with this address in any school, for a sign-in link. */
    async listByEmail(email: string): Promise<Person[]> {
      return people
        .find({ email, state: { $in: ['guest', 'alumnus'] } })
        .limit(10)
        .lean<Person[]>();
    },
    /** People who are here and whose name begins with these letters, in any of its words. */
    async searchHere(school: string, letters: string, limit: number): Promise<Person[]> {
      const start = letters.trim().replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
      if (start === '') return [];
      const name = new RegExp(`(^|\\s)${start}`, 'i');
      return people.find({ school, state: 'here', 'name.full': name }).sort({ _id: 1 }).limit(limit).lean<Person[]>();
    },
    async listByState(school: string, state: Person['state'], after = '', limit = 200): Promise<Person[]> {
      return people
        .find({ school, state, _id: { $gt: after } })
        .sort({ _id: 1 })
        .limit(limit)
        .lean<Person[]>();
    },
  };
}

const learnerBand = (school: School): Band => (school.policy.learnersAreMinors ? 'pupil' : 'adult_learner');

/** A whole name of what the platform sent; null where it sent none. */
export function toName(name: Partial<PersonName> | undefined): PersonName | null {
  if (!name) return null;
  const given = name.given?.trim() ?? '';
  const family = name.family?.trim() ?? '';
  const full = name.full?.trim() || [given, family].filter(Boolean).join(' ');
  if (!full) return null;
  // "Somer, Nika": the surname stands first and must not be taken for the first name (SG-05).
  const [surname = '', first = ''] = full.split(',').map((part) => part.trim());
  if (!given && !family && first) return toName({ full, given: first.split(/\s+/)[0] ?? first, family: surname });
  return {
    full: full.slice(0, 120),
    given: (given || full.split(/\s+/)[0] || full).slice(0, 60),
    family: family.slice(0, 60),
  };
}

/**
 * Whether a name is only another order of the words of a known one ("Somer Nika" of "Nika Somer"), as rosters tell them:
 * the surname must not become the first name that others read (SG-05).
 */
export const tellsLess = (told: Partial<PersonName> | undefined, known: PersonName | null): boolean =>
  Boolean(known?.family) && !told?.family && wordsOf(told?.full) === wordsOf(`${known?.given} ${known?.family}`);

const wordsOf = (name = ''): string =>
  name
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean)
    .sort()
    .join(' ');

/** First name and initial: "Nika S."; null where no name is known. */
export function shortName(name: PersonName | null): string | null {
  if (!name) return null;
  const initial = [...(name.family || name.full.slice(name.given.length).trim())][0];
  return initial ? `${name.given} ${initial.toUpperCase()}.` : name.given;
}
