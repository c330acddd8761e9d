// Invitations: an administrator gets a secret address with which a platform can register itself, once.
import { createHash, randomBytes } from 'node:crypto';
import type { Connection } from 'mongoose';
import { realClock } from '../../base/clock.ts';
import { LaunchError } from '../launch/launch-error.ts';
import { type Invite, inviteModel } from './invite.model.ts';

const DAY = 24 * 60 * 60 * 1000;
const VALID = 14 * DAY;
const KEPT = 90 * DAY;
// Longer than a registration can take: its requests have time limits of their own.
const LOCK = 60_000;

/** The invitations. */
export type Invites = ReturnType<typeof createInvites>;

/** Creates the invitations on a connection. */
export function createInvites(connection: Connection) {
  const Invites = inviteModel(connection);
  const now = () => realClock.now();
  const later = (milliseconds: number) => new Date(now().getTime() + milliseconds);
  const hash = (code: string) => createHash('sha256').update(code).digest('hex');

  async function explain(code: string): Promise<LaunchError> {
    const invite = await Invites.findOne({ _id: hash(code) }).lean<Invite>();
    if (!invite) return new LaunchError('invite_unknown');
    if (invite.usedAt) return new LaunchError('invite_used', { when: invite.usedAt.toISOString() });
    if (invite.expiresAt <= now()) return new LaunchError('invite_expired', { when: invite.expiresAt.toISOString() });
    return new LaunchError('invite_busy');
  }

  return {
    /** Makes an invitation for a school and returns its code, which is kept nowhere. */
    async createInvite(invite: { school: string; name: string }): Promise<string> {
      const code = randomBytes(24).toString('base64url');
      const times = { createdAt: now(), expiresAt: later(VALID), lockedUntil: now(), removeAt: later(KEPT) };
      await Invites.create({ _id: hash(code), school: invite.school, name: invite.name, ...times });
      return code;
    },

    /** Reserves an invitation for one registration attempt; throws LaunchError when it cannot be used (now). */
    async lock(code: string): Promise<Invite> {
      const invite = await Invites.findOneAndUpdate(
        { _id: hash(code), usedAt: null, expiresAt: { $gt: now() }, lockedUntil: { $lte: now() } },
        { $set: { lockedUntil: later(LOCK) } },
      ).lean<Invite>();
      if (!invite) throw await explain(code);
      return invite;
    },

    /** Uses the invitation up: the platform has answered with a client id. */
    async useUp(invite: Invite): Promise<void> {
      await Invites.updateOne({ _id: invite._id }, { $set: { usedAt: now() } });
    },

    /** Gives the invitation free again: the attempt came to nothing. */
    async unlock(invite: Invite): Promise<void> {
      await Invites.updateOne({ _id: invite._id }, { $set: { lockedUntil: now() } });
    },
  };
}
