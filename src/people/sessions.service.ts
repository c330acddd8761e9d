// Sessions in real time: begun by a launch or a link, ended by idleness, by a limit, or with the person's access.
import { createHash, randomBytes } from 'node:crypto';
import type { Connection } from 'mongoose';
import { realClock } from '../base/clock.ts';
import { type Session, type SessionLaunch, sessionModel } from './session.model.ts';

const MINUTE = 60_000;
/** A launch lasts a school day; a link keeps guests and alumni signed in for a month. */
const LIMITS = { launch: { idle: 180, whole: 12 * 60 }, link: { idle: 14 * 24 * 60, whole: 30 * 24 * 60 } };
const TOUCH_AFTER = 5 * MINUTE;

export type Sessions = ReturnType<typeof createSessions>;

/** The session store on a connection. */
export function createSessions(deps: { connection: Connection }) {
  const sessions = sessionModel(deps.connection);

  return {
    /** Begins a session and returns the opaque id for the browser. */
    async begin(session: {
      school: string;
      person: string;
      language: string | null;
      launch: SessionLaunch | null;
    }): Promise<string> {
      const token = randomBytes(32).toString('base64url');
      const limits = session.launch ? LIMITS.launch : LIMITS.link;
      const now = realClock.now();
      const endsAt = new Date(now.getTime() + limits.whole * MINUTE);
      const row: Session = { ...session, _id: hash(token), seenAt: now, idleMinutes: limits.idle, endsAt };
      await sessions.insertMany([row], { lean: true });
      return token;
    },
    /** The running session of an opaque id, or null. */
    async find(token: string): Promise<Session | null> {
      const session = await sessions.findById(hash(token)).lean<Session>();
      if (!session) return null;
      const now = realClock.now().getTime();
      const idle = now - session.seenAt.getTime();
      if (session.endsAt.getTime() <= now || idle > session.idleMinutes * MINUTE) return null;
      if (idle > TOUCH_AFTER) await sessions.updateOne({ _id: session._id }, { $set: { seenAt: new Date(now) } });
      return session;
    },
    async end(token: string): Promise<void> {
      await sessions.deleteOne({ _id: hash(token) });
    },
    /** Ends every session of a person, everywhere at once. */
    async endAll(school: string, person: string): Promise<void> {
      await sessions.deleteMany({ school, person });
    },
    async setLanguage(token: string, language: string): Promise<void> {
      await sessions.updateOne({ _id: hash(token) }, { $set: { language } });
    },
  };
}

const hash = (token: string): string => createHash('sha256').update(token).digest('base64url');
