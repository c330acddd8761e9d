// Making, looking at and using up one-time links and codes; each is used at most once, whoever asks at the same time.
import { createHash, randomBytes, randomInt } from 'node:crypto';
import type { Connection } from 'mongoose';
import { realClock } from '../base/clock.ts';
import { type Link, type LinkPurpose, linkModel } from './link.model.ts';

const DAY = 24 * 3600 * 1000;
/** Letters and digits that nobody mixes up when copying from paper. */
const ALPHABET = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';

export type Links = ReturnType<typeof createLinks>;

/** The one-time links on a connection. */
export function createLinks(deps: { connection: Connection }) {
  const links = linkModel(deps.connection);

  async function store(code: string, link: Omit<Link, '_id' | 'usedAt' | 'purgeAt'>): Promise<void> {
    const purgeAt = new Date(Math.max(realClock.now().getTime(), link.endsAt.getTime()) + 400 * DAY);
    await links.create([{ ...link, _id: hash(code), purgeAt }]);
  }

  return {
    /** Makes a link's code of 256 bits. */
    async createLink(link: {
      school: string;
      person: string;
      purpose: LinkPurpose;
      email?: string;
      endsAt: Date;
    }): Promise<string> {
      const code = randomBytes(32).toString('base64url');
      await store(code, { ...link, email: link.email ?? null });
      return code;
    },
    /** Makes a code to be written on paper: five groups of four, about 99 bits. */
    async createPaperCode(link: {
      school: string;
      person: string;
      purpose: LinkPurpose;
      endsAt: Date;
    }): Promise<string> {
      const letters = Array.from({ length: 20 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
      const code = letters.replace(/.{4}(?=.)/g, '$&-');
      await store(normal(code), { ...link, email: null });
      return code;
    },
    /** The unused link of a code, whatever its end; null if there is none or it was used. */
    async findLink(code: string, purpose: LinkPurpose): Promise<Link | null> {
      return links.findOne({ _id: { $in: [hash(code), hash(normal(code))] }, purpose, usedAt: null }).lean<Link>();
    },
    /** Uses a link up; false if somebody was faster. */
    async spend(link: Link): Promise<boolean> {
      const used = await links.updateOne({ _id: link._id, usedAt: null }, { $set: { usedAt: realClock.now() } });
      return used.modifiedCount === 1;
    },
    /** Makes all unused links of a person useless. */
    async revoke(school: string, person: string, purpose?: LinkPurpose): Promise<void> {
      await links.deleteMany({ school, person, ...(purpose ? { purpose } : {}), usedAt: null });
    },
  };
}

const hash = (code: string): string => createHash('sha256').update(code).digest('base64url');
const normal = (code: string): string => code.toUpperCase().replace(/[^0-9A-Z]/g, '');
