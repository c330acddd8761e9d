// The only file that reads the time. What people's rules depend on reads an injected Clock (the school's time, which
// CLOCK and the demo's time machine can set); protocol and machinery read realClock.

/** A source of the current instant. */
export interface Clock {
  now(): Date;
}

/** A clock that can be set forward, never back: the time machine of tests and of the demo. */
export interface MovableClock extends Clock {
  advance(to: Date): void;
}

/** The machine's own time: tokens, cookies, sessions, TTL and job polling live in it. */
export const realClock: Clock = { now: () => new Date() };

/** A clock that starts at the given instant and runs on from there. */
export function createMovableClock(start: Date = realClock.now()): MovableClock {
  let offset = start.getTime() - Date.now();
  return {
    now: () => new Date(Date.now() + offset),
    advance(to) {
      offset = Math.max(offset, to.getTime() - Date.now());
    },
  };
}

/** Milliseconds since an arbitrary start, for measuring how long something took. */
export const elapsed = (): number => performance.now();
