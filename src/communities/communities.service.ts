// The rules about communities themselves: starting one, its charter and facts, and the school-wide list of subjects.
import { createHash } from 'node:crypto';
import type { Connection } from 'mongoose';
import type { Clock } from '../base/clock.ts';
import { newId, readsOf, transact } from '../base/db/index.ts';
import { NotFoundError } from '../errors.ts';
import type { Audit } from '../safeguarding/index.ts';
import { type School, schoolYearOf } from '../schools/index.ts';
import {
  type Charter,
  type Community,
  communityModel,
  type Frequency,
  type Subject,
  subjectModel,
  type Template,
} from './community.model.ts';
import { TEMPLATE_SETTINGS } from './templates.ts';

export interface NewCommunity {
  name: string;
  subject: string | null;
  template: Template;
  charter: Charter;
}

/** What a community's facilitators may change. */
export interface CommunitySettings {
  name: string;
  charter: Charter;
  frequency: Frequency;
  fixedMembership: boolean;
  recognised: boolean;
  admitsAlumni: boolean;
  openToStaff: boolean;
}

export type Communities = ReturnType<typeof createCommunities>;

/** The community services on a connection. */
export function createCommunities(deps: { connection: Connection; clock: Clock; audit: Audit }) {
  const communities = communityModel(deps.connection);
  const reads = readsOf<Community>(communities);
  const subjects = subjectModel(deps.connection);

  async function getSubject(school: string, id: string): Promise<Subject> {
    const subject = await subjects.findOne({ _id: id, school }).lean<Subject>();
    if (!subject) throw new NotFoundError();
    return subject;
  }

  return {
    async getCommunity(school: string, id: string): Promise<Community> {
      const community = await reads.one({ _id: id, school });
      if (!community) throw new NotFoundError();
      return community;
    },
    async listCommunities(school: string, ids?: readonly string[]): Promise<Community[]> {
      return communities
        .find({ school, ...(ids ? { _id: { $in: [...ids] } } : {}) })
        .sort({ subject: 1, name: 1 })
        .lean<Community[]>();
    },
    /** Starts a community; the caller makes its first membership in the same transaction. */
    async createCommunity(school: School, by: string, community: NewCommunity): Promise<Community> {
      const _id = newId();
      const now = deps.clock.now();
      const hue = community.subject ? (await getSubject(school._id, community.subject)).hue : hueOf(_id);
      return transact(deps.connection, async () => {
        const [made] = await communities.create([
          {
            ...community,
            ...TEMPLATE_SETTINGS[community.template],
            _id,
            school: school._id,
            hue,
            foundedAt: now,
            foundedYear: schoolYearOf(now, school.policy),
          },
        ]);
        if (!made) throw new NotFoundError();
        await deps.audit.record({
          school: school._id,
          actor: by,
          action: 'community.started',
          community: _id,
          details: { template: community.template },
        });
        return made.toObject() as unknown as Community;
      });
    },
    async updateSettings(school: string, id: string, by: string, settings: CommunitySettings): Promise<void> {
      const { charter, ...rest } = settings;
      await transact(deps.connection, async () => {
        await communities.updateOne({ _id: id, school }, { $set: { ...rest, charter, charterAt: deps.clock.now() } });
        const details = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, String(value)]));
        await deps.audit.record({ school, actor: by, action: 'community.settings_changed', community: id, details });
      });
    },
    /** Adds to the community's counters; call it inside the transaction of what is counted. */
    async count(
      school: string,
      id: string,
      changes: Partial<Record<'threads' | 'posts' | 'waiting', number>>,
    ): Promise<void> {
      const inc = Object.fromEntries(Object.entries(changes).map(([key, by]) => [`counts.${key}`, by]));
      await communities.updateOne({ _id: id, school }, { $inc: inc });
    },
    async listSubjects(school: string): Promise<Subject[]> {
      return subjects.find({ school }).sort({ name: 1 }).lean<Subject[]>();
    },
    getSubject,
    /** The subject of this name in the school's list, added if it is not there (names differ in more than case). */
    async getOrCreateSubject(school: string, name: string): Promise<Subject> {
      const trimmed = name.trim().replace(/\s+/g, ' ');
      const all = await subjects.find({ school }).lean<Subject[]>();
      const known = all.find((subject) => subject.name.toLowerCase() === trimmed.toLowerCase());
      if (known) return known;
      const subject = await subjects
        .findOneAndUpdate(
          { school, name: trimmed },
          { $setOnInsert: { school, name: trimmed, hue: freeHue(all, trimmed) } },
          { upsert: true, returnDocument: 'after', setDefaultsOnInsert: true },
        )
        .lean<Subject>();
      if (!subject) throw new NotFoundError();
      return subject;
    },
  };
}

/** One of the twelve hues by hash. */
export const hueOf = (seed: string): number => ((createHash('sha256').update(seed).digest()[0] ?? 0) % 12) * 30;

/** The hue by hash, or the nearest after it that no other subject has. */
function freeHue(taken: readonly Subject[], name: string): number {
  const used = new Set(taken.map((subject) => subject.hue));
  const start = hueOf(name);
  for (let step = 0; step < 12; step += 1) {
    const hue = (start + step * 150) % 360;
    if (!used.has(hue)) return hue;
  }
  return start;
}
