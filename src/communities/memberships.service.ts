// Beginning and ending memberships. Every change goes through here, so that band, openness and the community's counters
// always follow from the spells.
import { createHash } from 'node:crypto';
import type { Connection } from 'mongoose';
import type { Clock } from '../base/clock.ts';
import { newId, readsOf, transact } from '../base/db/index.ts';
import { againOnDuplicate } from '../base/db/race.ts';
import { NotFoundError } from '../errors.ts';
import type { Audit, Band } from '../safeguarding/index.ts';
import { communityModel } from './community.model.ts';
import { type Membership, membershipModel, type Role, type Spell, type SpellSource } from './membership.model.ts';

export interface NewSpell {
  school: string;
  community: string;
  person: string;
  band: Band;
  source: SpellSource;
  course?: string | undefined;
  endsAt?: Date | undefined;
  sponsor?: string | undefined;
  role?: Role | undefined;
  /** Not by a request of the person's own (a roster, a colleague's mapping): staff do not count as active by it (SG-02). */
  absent?: boolean | undefined;
  /** Alumni: the first calendar year of their last school year. */
  leftYear?: number | undefined;
}

export type Memberships = ReturnType<typeof createMemberships>;

const STRENGTH: Record<Band, number> = { staff: 4, pupil: 3, adult_learner: 2, alumnus: 1, guest: 0 };
const HOUR = 3600 * 1000;

/** The membership services on a connection. */
export function createMemberships(deps: { connection: Connection; clock: Clock; audit: Audit }) {
  const memberships = membershipModel(deps.connection);
  const reads = readsOf<Membership>(memberships);
  const communities = communityModel(deps.connection);

  async function count(school: string, community: string, changes: Partial<Record<Band, number>>): Promise<void> {
    const inc = Object.fromEntries(Object.entries(changes).map(([band, by]) => [`counts.${band}`, by]));
    if (Object.keys(inc).length > 0) await communities.updateOne({ _id: community, school }, { $inc: inc });
  }

  /** Keeps the community's generations: how many leavers of a year are here as alumni. */
  async function countGeneration(school: string, community: string, year: number | null, by: 1 | -1): Promise<void> {
    if (year === null) return;
    const known = await communities.updateOne(
      { _id: community, school, 'generations.year': year },
      { $inc: { 'generations.$.count': by } },
    );
    if (known.matchedCount === 0 && by === 1)
      await communities.updateOne({ _id: community, school }, { $push: { generations: { year, count: 1 } } });
  }

  /** Stores changed spells with what follows from them. */
  async function settle(before: Membership, spells: Spell[], set: Partial<Membership> = {}): Promise<void> {
    const now = deps.clock.now();
    const state = standing(spells, now);
    await memberships.updateOne(
      { _id: before._id, school: before.school },
      { $set: { ...set, spells, ...state, band: state.band ?? before.band } },
    );
    const changes: Partial<Record<Band, number>> = {};
    if (before.open) changes[before.band] = -1;
    if (state.open && state.band) changes[state.band] = (changes[state.band] ?? 0) + 1;
    if (before.open !== state.open || before.band !== (state.band ?? before.band))
      await count(before.school, before.community, changes);
    if (before.open && before.band === 'staff' && state.open && state.band !== 'staff')
      await deps.audit.record({
        school: before.school, actor: null, action: 'membership.staff_ended', object: before.person, community: before.community,
      }); // biome-ignore format: one entry
    const stayed = before.open && before.band === 'alumnus';
    const stays = state.open && state.band === 'alumnus';
    if (stayed !== stays)
      await countGeneration(before.school, before.community, set.leftYear ?? before.leftYear, stays ? 1 : -1);
  }

  async function create(spell: NewSpell, spells: Spell[]): Promise<void> {
    const now = deps.clock.now();
    const { school, community, person } = spell;
    const state = standing(spells, now);
    const base = {
      _id: newId(),
      school,
      community,
      person,
      spells,
      ...state,
      band: spell.band,
      role: spell.role ?? 'member',
      leftYear: spell.leftYear ?? null,
      joinedAt: now,
    };
    const alias = await freeAlias(school, community, person);
    await memberships.create([{ ...base, alias, activeAt: isActing(spell) ? now : null }]);
    await count(school, community, { [spell.band]: 1 });
    if (spell.band === 'alumnus') await countGeneration(school, community, spell.leftYear ?? null, 1);
  }

  async function freeAlias(school: string, community: string, person: string): Promise<string> {
    for (let attempt = 0; ; attempt += 1) {
      const alias = aliasOf(`${community}:${person}:${attempt}`, attempt < 8 ? 2 : 4);
      if (!(await memberships.exists({ school, community, alias }))) return alias;
    }
  }

  async function find(school: string, community: string, person: string): Promise<Membership | null> {
    return memberships.findOne({ school, community, person }).lean<Membership>();
  }

  return {
    find,
    /** Begins a spell; one of the same source and course that is open already is kept (its band is brought up to date). */
    async begin(spell: NewSpell): Promise<void> {
      const now = deps.clock.now();
      const write = async (): Promise<void> => {
        const known = await find(spell.school, spell.community, spell.person);
        const fresh: Spell = {
          source: spell.source,
          band: spell.band,
          startsAt: now,
          endsAt: spell.endsAt ?? null,
          course: spell.course ?? null,
          sponsor: spell.sponsor ?? null,
        };
        if (!known) return create(spell, [fresh]);
        const same = known.spells.findIndex(
          (old) => isOpen(old, now) && old.source === fresh.source && old.course === fresh.course,
        );
        const old = known.spells[same];
        if (
          old &&
          old.band === fresh.band &&
          String(old.endsAt) === String(fresh.endsAt) &&
          old.sponsor === fresh.sponsor
        )
          return;
        const spells = old ? known.spells.with(same, { ...fresh, startsAt: old.startsAt }) : [...known.spells, fresh];
        await settle(known, spells, {
          ...(spell.role ? { role: spell.role } : {}),
          ...(spell.leftYear === undefined ? {} : { leftYear: spell.leftYear }),
          ...(isActing(spell) ? { activeAt: now } : {}),
        });
      };
      await againOnDuplicate(() => transact(deps.connection, write, spell.community));
    },
    /** Ends the open spells of a person that fit; returns the communities that the person left by it. */
    async end(which: {
      school: string;
      person: string;
      community?: string;
      source?: SpellSource;
      course?: string;
      band?: Band;
      by: string | null;
    }): Promise<string[]> {
      const now = deps.clock.now();
      return transact(deps.connection, async () => {
        const left: string[] = [];
        const filter = {
          school: which.school,
          person: which.person,
          open: true,
          ...(which.community ? { community: which.community } : {}),
        };
        for (const membership of await memberships.find(filter).lean<Membership[]>()) {
          const ends = (spell: Spell): boolean =>
            isOpen(spell, now) &&
            (!which.source || spell.source === which.source) &&
            (!which.course || spell.course === which.course) &&
            (!which.band || spell.band === which.band);
          if (!membership.spells.some(ends)) continue;
          const spells = membership.spells.map((spell) => (ends(spell) ? { ...spell, endsAt: now } : spell));
          await settle(membership, spells);
          if (!standing(spells, now).open) left.push(membership.community);
          await deps.audit.record({
            school: which.school, actor: which.by, action: 'membership.ended', object: which.person, community: membership.community,
          }); // biome-ignore format: one entry
        }
        return left;
      });
    },
    /** The memberships of a person that are open now. */
    async listOpen(school: string, person: string): Promise<Membership[]> {
      const now = deps.clock.now();
      const found = await reads.list({ school, person, open: true });
      return found.filter((membership) => membership.until === null || membership.until > now);
    },
    /** All memberships of a person, ended ones too. */
    async listAll(school: string, person: string): Promise<Membership[]> {
      return memberships.find({ school, person }).lean<Membership[]>();
    },
    /** Memberships of these persons in one community, ended ones too: names and bands beside posts. */
    async listFor(school: string, community: string, people: readonly string[]): Promise<Membership[]> {
      if (people.length === 0) return [];
      return memberships.find({ school, community, person: { $in: [...people] } }).lean<Membership[]>();
    },
    /** A page of the open members of a community by id; `band` narrows it. */
    async listMembers(
      school: string,
      community: string,
      options: { after?: string; band?: Band; limit?: number } = {},
    ): Promise<Membership[]> {
      const { after, band, limit = 50 } = options;
      return memberships
        .find({ school, community, open: true, ...(band ? { band } : {}), ...(after ? { _id: { $gt: after } } : {}) })
        .sort({ _id: 1 })
        .limit(limit)
        .lean<Membership[]>();
    },
    /** Staff of the community, those who were active last at first (SG-02), read from the end of an index. */
    async listStaff(school: string, community: string, limit: number): Promise<Membership[]> {
      return reads.list({ school, community, open: true, band: 'staff' }, { sort: { activeAt: -1 }, limit });
    },
    /** Notes a request of a member of staff, at most once an hour for each membership. */
    async touchStaff(mine: readonly Membership[]): Promise<void> {
      const now = deps.clock.now();
      const stale = mine.filter((one) => one.band === 'staff' && now.getTime() - (one.activeAt?.getTime() ?? 0) > HOUR);
      if (stale.length === 0) return;
      await memberships.updateMany(
        { _id: { $in: stale.map((one) => one._id) }, school: stale[0]?.school },
        { $set: { activeAt: now } },
      );
    },
    async chooseName(school: string, community: string, person: string, choice: 'short' | 'alias'): Promise<void> {
      const result = await memberships.updateOne(
        { school, community, person, open: true },
        { $set: { nameChoice: choice } },
      );
      if (result.matchedCount === 0) throw new NotFoundError();
    },
    async setRole(school: string, community: string, person: string, role: Role, by: string): Promise<void> {
      await transact(deps.connection, async () => {
        await memberships.updateOne({ school, community, person }, { $set: { role } });
        await deps.audit.record({
          school,
          actor: by,
          action: 'membership.role_set',
          object: person,
          community,
          details: { role },
        });
      });
    },
    /** Closes memberships whose end has come, so that counters follow; reading never waits for it. */
    async closeEnded(): Promise<number> {
      const now = deps.clock.now();
      const due = await memberships
        .find({ open: true, until: { $lte: now } })
        .limit(500)
        .lean<Membership[]>();
      for (const { _id } of due) {
        await transact(deps.connection, async () => {
          const membership = await memberships.findOne({ _id, open: true, until: { $lte: now } }).lean<Membership>();
          if (membership) await settle(membership, membership.spells);
        });
      }
      return due.length;
    },
  };
}

const isActing = (spell: NewSpell): boolean => spell.band === 'staff' && !spell.absent;
const isOpen = (spell: Spell, now: Date): boolean => spell.endsAt === null || spell.endsAt > now;

/** What follows from the spells: is it open, under which band, by which courses, until when. */
export function standing(
  spells: readonly Spell[],
  now: Date,
): Pick<Membership, 'open' | 'until' | 'courses' | 'sponsor'> & { band: Band | undefined } {
  const open = spells.filter((spell) => isOpen(spell, now));
  const strongest = [...open].sort((a, b) => STRENGTH[b.band] - STRENGTH[a.band])[0];
  const ends = open.map((spell) => spell.endsAt?.getTime() ?? Number.POSITIVE_INFINITY);
  const last = Math.max(...ends, Number.NEGATIVE_INFINITY);
  return {
    open: open.length > 0,
    until: Number.isFinite(last) ? new Date(last) : null,
    courses: open.flatMap((spell) => (spell.course ? [spell.course] : [])),
    sponsor: strongest?.sponsor ?? null,
    band: strongest?.band,
  };
}

const DIGITS = '23456789';
const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ';

/** Digits and letters in turn, from a seed: "7Q". */
export function aliasOf(seed: string, length: number): string {
  const bytes = createHash('sha256').update(seed).digest();
  return Array.from({ length }, (_, index) => {
    const set = index % 2 === 0 ? DIGITS : LETTERS;
    return set[(bytes[index] ?? 0) % set.length];
  }).join('');
}
