// Who is signed in at the platform: one cookie for each browser, and who that browser is launched as.
import { randomBytes } from 'node:crypto';
import type { Request, Response } from 'express';
import type { Language } from '../../base/i18n/index.ts';

export interface Session {
  /** The person's number. */
  person: number | undefined;
  language: Language | undefined;
}

export type Sessions = ReturnType<typeof createSessions>;

const KEPT = 10_000;

/** The cookie carries the port, because browsers do not separate the cookies of two ports of one host. */
const cookieName = (req: Request) => `sandbox-${req.socket.localPort ?? 0}`;

function readCookie(req: Request, name: string): string | undefined {
  const pairs = (req.headers.cookie ?? '').split(';').map((pair) => pair.trim().split('='));
  return pairs.find(([key]) => key === name)?.[1];
}

/** Creates the memory of sessions. */
export function createSessions() {
  const sessions = new Map<string, Session>();
  const begin = (session: Session): string => {
    const id = randomBytes(18).toString('base64url');
    sessions.set(id, session);
    const [oldest] = sessions.keys();
    if (sessions.size > KEPT && oldest) sessions.delete(oldest);
    return id;
  };
  const find = (req: Request): Session | undefined => sessions.get(readCookie(req, cookieName(req)) ?? '');
  return {
    begin,
    /** The session of this browser, if it sent our cookie. */
    find,
    /** The session of this browser, begun now where there is none. */
    of(req: Request, res: Response): Session {
      const known = find(req);
      if (known) return known;
      const session: Session = { person: undefined, language: undefined };
      res.cookie(cookieName(req), begin(session), { httpOnly: true, sameSite: 'lax', path: '/' });
      return session;
    },
  };
}
