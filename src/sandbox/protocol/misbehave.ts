// Misbehaviour on demand: what a test may make the platform do wrong, and the one place that carries it out.
import { setTimeout as wait } from 'node:timers/promises';
import type { Response } from 'express';
import type { JWTHeaderParameters } from 'jose';

/** How one answer is spoilt. With `times` it wears off; with `hang` no answer comes until the sandbox closes. */
export interface Fault {
  status?: number;
  headers?: Record<string, string>;
  body?: string | object;
  delayMs?: number;
  hang?: boolean;
  times?: number;
}

/** A fault of the roster service, limited to one page (the first is 1) or one course (its number). */
export interface RosterFault extends Fault {
  page?: number;
  course?: number;
}

/** How the next id_token differs from a good one. `undefined` deletes a claim or a header. */
export interface TokenOverrides {
  claims?: Record<string, unknown> | ((claims: Record<string, unknown>) => Record<string, unknown>);
  header?: Partial<Record<keyof JWTHeaderParameters, unknown>>;
  /** `foreign`: signed by a key that is not the platform's; `none`: unsigned; `public`: HS256 with the public key. */
  key?: 'foreign' | 'none' | 'public';
  /** Sent instead of a token. */
  raw?: string;
}

/** How the next form to the tool differs: `undefined` deletes a field. */
export interface LaunchOverrides extends TokenOverrides {
  fields?: Record<string, string | undefined>;
}

export type Misbehaviour = ReturnType<typeof createMisbehaviour>;

type Faulty = 'jwks' | 'token' | 'registration' | 'configuration';

/** Creates the switchboard; everything is off at first and after `clear()`. */
export function createMisbehaviour() {
  const faults = new Map<Faulty, Fault>();
  let rosterFaults: RosterFault[] = [];
  let nextLaunch: LaunchOverrides | undefined;
  let linkHeader: ((url: string) => string) | undefined;
  return {
    /** Spoils the next launch only. */
    launch(overrides: LaunchOverrides): void {
      nextLaunch = overrides;
    },
    jwks: (fault: Fault): void => void faults.set('jwks', fault),
    token: (fault: Fault): void => void faults.set('token', fault),
    registration: (fault: Fault): void => void faults.set('registration', fault),
    configuration: (fault: Fault): void => void faults.set('configuration', fault),
    roster: (fault: RosterFault): void => void rosterFaults.push(fault),
    /** Writes the roster's `Link` header for the next page in another way. */
    rosterLink: (write: (url: string) => string): void => {
      linkHeader = write;
    },
    clear(): void {
      faults.clear();
      rosterFaults = [];
      nextLaunch = undefined;
      linkHeader = undefined;
    },
    /** For the platform: takes the overrides of the next launch away. */
    takeLaunch(): LaunchOverrides | undefined {
      const taken = nextLaunch;
      nextLaunch = undefined;
      return taken;
    },
    /** For the platform: the fault that this answer must show now. */
    faultOf: (what: Faulty): Fault | undefined => faults.get(what),
    /** For the platform: the fault of this page of this course's roster. */
    rosterFault: (course: number, page: number): RosterFault | undefined =>
      rosterFaults.find(
        (fault) => fault.times !== 0 && (fault.page ?? page) === page && (fault.course ?? course) === course,
      ),
    linkHeader: (url: string): string | undefined => linkHeader?.(url),
  };
}

/** Carries a fault out. Returns true where the answer is given (or withheld), false where the good one may follow. */
export async function misbehaves(fault: Fault | undefined, res: Response): Promise<boolean> {
  if (!fault || fault.times === 0) return false;
  if (fault.times !== undefined) fault.times -= 1;
  if (fault.hang) return true;
  if (fault.delayMs) await wait(fault.delayMs);
  if (fault.status === undefined && fault.body === undefined) return false;
  res.status(fault.status ?? 200).set(fault.headers ?? {});
  if (typeof fault.body === 'object') res.json(fault.body);
  else res.send(fault.body ?? '');
  return true;
}
