// Making many people members of a community at once, as a roster does: aliases, memberships and the counter each cost
// one round trip for all of them.
import type { Connection } from 'mongoose';
import type { Clock } from '../base/clock.ts';
import { isDuplicate, newId, transact } from '../base/db/index.ts';
import type { Band } from '../safeguarding/index.ts';
import { communityModel } from './community.model.ts';
import { type Membership, membershipModel } from './membership.model.ts';
import { aliasOf, type Memberships, standing } from './memberships.service.ts';

/** Many people's spells of one course in one community. */
export interface NewSpells {
  school: string;
  community: string;
  course: string;
  people: readonly { person: string; band: Band }[];
}

export type Enrolling = ReturnType<typeof createEnrolling>;

const TRIES = 12;

/** The services for many memberships on a connection. */
export function createEnrolling(deps: { connection: Connection; clock: Clock; memberships: Memberships }) {
  const memberships = membershipModel(deps.connection);
  const communities = communityModel(deps.connection);

  /** An alias for each person that nobody in the community has; null for whoever found none in a few tries. */
  async function aliasesFor(spells: NewSpells, people: readonly string[]): Promise<Map<string, string>> {
    const { school, community } = spells;
    const wishes = new Map(people.map((person) => [person, wishesOf(community, person)]));
    const asked = [...wishes.values()].flat();
    const found = await memberships.find({ school, community, alias: { $in: asked } }, { alias: 1 }).lean();
    const taken = new Set(found.map((one) => one.alias));
    const aliases = new Map<string, string>();
    for (const [person, wanted] of wishes) {
      const alias = wanted.find((one) => !taken.has(one));
      if (!alias) continue;
      taken.add(alias);
      aliases.set(person, alias);
    }
    return aliases;
  }

  /** Makes people members who never were; returns those who are now. */
  async function insert(spells: NewSpells, people: NewSpells['people']): Promise<Set<string>> {
    const { school, community, course } = spells;
    const now = deps.clock.now();
    const write = async (): Promise<Set<string>> => {
      const aliases = await aliasesFor(
        spells,
        people.map((one) => one.person),
      );
      const fresh = people.filter((one) => aliases.has(one.person));
      const rows = fresh.map(({ person, band }): Membership => {
        const spell = { source: 'course' as const, band, startsAt: now, endsAt: null, course, sponsor: null };
        const key = { _id: newId(), school, community, person, alias: aliases.get(person) ?? '' };
        const rest = { nameChoice: null, role: 'member' as const, leftYear: null, joinedAt: now, activeAt: null };
        return { ...key, ...rest, ...standing([spell], now), band, spells: [spell] };
      });
      await memberships.insertMany(rows, { lean: true });
      const inc: Record<string, number> = {};
      for (const { band } of fresh) inc[`counts.${band}`] = (inc[`counts.${band}`] ?? 0) + 1;
      if (rows.length > 0) await communities.updateOne({ _id: community, school }, { $inc: inc });
      return new Set(aliases.keys());
    };
    return transact(deps.connection, write, community);
  }

  return {
    /** Begins a spell for each of these people; nobody counts as active by it, because nobody asked for anything. */
    async beginMany(spells: NewSpells): Promise<void> {
      const { school, community, course, people } = spells;
      const persons = people.map((one) => one.person);
      const found = await memberships.find({ school, community, person: { $in: persons } }, { person: 1 }).lean();
      const known = new Set(found.map((one) => one.person));
      const fresh = people.filter((one) => !known.has(one.person));
      const begun =
        fresh.length === 0
          ? new Set<string>()
          : await insert(spells, fresh).catch((error: unknown) => {
              if (!isDuplicate(error)) throw error;
              return new Set<string>(); // a launch was faster with one of them: each goes its own way
            });
      for (const { person, band } of people)
        if (!begun.has(person))
          await deps.memberships.begin({ school, community, person, band, source: 'course', course, absent: true });
    },
  };
}

const wishesOf = (community: string, person: string): string[] =>
  Array.from({ length: TRIES }, (_, attempt) => aliasOf(`${community}:${person}:${attempt}`, attempt < 8 ? 2 : 4));
