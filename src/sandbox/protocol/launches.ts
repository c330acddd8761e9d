// Launches between the login and the authorization: who clicks what, remembered until the tool asks for it.
// A launch is used up by the first authorization, as Moodle and Canvas do it.
import { randomBytes } from 'node:crypto';
import { realClock } from '../../base/clock.ts';

/** One click on a link. */
export interface Launch {
  person: number;
  link: number;
  clientId: string;
  deployment: string;
  documentTarget: 'iframe' | 'window';
  locale: string;
  /** When the platform sent the login parameters. */
  startedAt: Date;
}

export type Launches = ReturnType<typeof createLaunches>;

const KEPT = 5_000;

/** Creates the memory of launches; the oldest are dropped beyond 5,000. */
export function createLaunches() {
  const open = new Map<string, Launch>();
  return {
    /** Remembers a launch and returns the name under which it can be taken once. */
    start(launch: Omit<Launch, 'startedAt'>): string {
      const key = randomBytes(12).toString('hex');
      open.set(key, { ...launch, startedAt: realClock.now() });
      const [oldest] = open.keys();
      if (open.size > KEPT && oldest) open.delete(oldest);
      return key;
    },
    /** Takes a launch away, so that it works once. */
    take(key: string): Launch | undefined {
      const launch = open.get(key);
      open.delete(key);
      return launch;
    },
  };
}
