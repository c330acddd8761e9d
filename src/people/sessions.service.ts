// Sessions in real time: begun by a launch or a link, ended by idleness, by a limit, or with the person's access.
import { createHash, randomBytes } from 'node:crypto';
import type { Connection } from 'mongoose';
import { realClock } from '../base/clock.ts';
import { readsOf } from '../base/db/index.ts';
import type { School } from '../schools/index.ts';
import type { Person } from './person.model.ts';
import { type Session, type SessionLaunch, sessionModel } from './session.model.ts';

const MINUTE = 60_000;
/** A launch lasts a school day; a link keeps guests and alumni signed in for a month. */
const LIMITS = { launch: { idle: 180, whole: 12 * 60 }, link: { idle: 14 * 24 * 60, whole: 30 * 24 * 60 } };
const TOUCH_AFTER = 5 * MINUTE;

export type Sessions = ReturnType<typeof createSessions>;

/** The session store on a connection. */
export function createSessions(deps: { connection: Connection }) {
  const sessions = sessionModel(deps.connection);
  const reads = readsOf<Session>(sessions);

  return {
    /**
     * Begins a session and returns the opaque id for the browser. Where the browser has a session of the same person
     * already (`before`), that one goes on: the forms in its other tabs stay good.
     */
    async begin(
      session: { school: string; person: string; language: string | null; launch: SessionLaunch | null },
      before?: string,
    ): Promise<string> {
      const limits = session.launch ? LIMITS.launch : LIMITS.link;
      const now = realClock.now();
      const endsAt = new Date(now.getTime() + limits.whole * MINUTE);
      const begun = { ...session, seenAt: now, idleMinutes: limits.idle, endsAt };
      if (before !== undefined) {
        const { school, person } = session;
        const running = { _id: hash(before), school, person, endsAt: { $gt: now } };
        const { matchedCount } = await sessions.updateOne(running, { $set: begun });
        if (matchedCount > 0) return before;
      }
      const token = randomBytes(32).toString('base64url');
      const row: Session = { ...begun, _id: hash(token) };
      await sessions.insertMany([row], { lean: true });
      return token;
    },
    /** Whose session it was, as long as it is remembered after it has run out; a preview's was nobody's. */
    async findOwner(token: string): Promise<Pick<Session, 'school' | 'person'> | null> {
      const session = await sessions.findById(hash(token)).lean<Session>();
      return session && !session.launch?.preview ? { school: session.school, person: session.person } : null;
    },
    /** The running session of an opaque id with its school and its person (none for a preview), or null. */
    async find(token: string): Promise<{ session: Session; school: School; person: Person | null } | null> {
      const found = await reads.joined<{ schools: School; people: Person }>({ _id: hash(token) }, [
        ['schools', 'school', 'schools'],
        ['people', 'person', 'people'],
      ]);
      if (!found) return null;
      const { schools, people, ...session } = found;
      const [school, person = null] = [schools[0], people[0]];
      if (!school || (person && person.school !== school._id)) return null;
      const now = realClock.now().getTime();
      const idle = now - session.seenAt.getTime();
      if (session.endsAt.getTime() <= now || idle > session.idleMinutes * MINUTE) return null;
      if (idle > TOUCH_AFTER) await sessions.updateOne({ _id: session._id }, { $set: { seenAt: new Date(now) } });
      return { session, school, person };
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
