// Rate limits. What people do is counted in the database, so that all processes share it. What platforms send is counted
// in each process: launches come by the thousand, and none of them may cost a command more; several processes let
// through as many times as much.
import type { Request, RequestHandler } from 'express';
import ipaddr from 'ipaddr.js';
import type { Connection } from 'mongoose';
import { RateLimiterMemory, RateLimiterMongo, RateLimiterRes } from 'rate-limiter-flexible';
import { AppError } from '../../errors.ts';

const SHARED = {
  write: { points: 60, duration: 60 },
  /** From one address for one e-mail address. */
  'sign-in': { points: 10, duration: 600 },
  /** For one e-mail address, from wherever: nobody's letter box is flooded. */
  'sign-in-target': { points: 30, duration: 600 },
  /** From one address: a classroom, or a school, stands behind it, and no code of ours can be guessed. */
  'sign-in-address': { points: 300, duration: 600 },
};

const OWN = {
  /** A launch is up to three requests, and 3,000 pupils behind one address launch within a minute. */
  lti: { points: 12_000, duration: 60 },
  register: { points: 60, duration: 600 },
  keys: { points: 600, duration: 60 },
};

type Shared = keyof typeof SHARED;
type Own = keyof typeof OWN;

export interface Limits {
  /** Counts an act under a key; throws 429 when there were more than allowed within the time. */
  count(name: Shared | Own, key: string): Promise<void>;
  /** Counts every unsafe request of a person. */
  writes: RequestHandler;
}

/** The limits on a connection. */
export function createLimits(deps: { connection: Connection }): Limits {
  const shared = (name: Shared) =>
    new RateLimiterMongo({ storeClient: deps.connection, tableName: 'limits', keyPrefix: name, ...SHARED[name] });
  const own = (name: Own) => new RateLimiterMemory({ keyPrefix: name, ...OWN[name] });
  const limiters = {
    write: shared('write'),
    'sign-in': shared('sign-in'),
    'sign-in-target': shared('sign-in-target'),
    'sign-in-address': shared('sign-in-address'),
    lti: own('lti'),
    register: own('register'),
    keys: own('keys'),
  };

  async function count(name: Shared | Own, key: string): Promise<void> {
    try {
      await limiters[name].consume(key);
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      const retryAfter = Math.max(1, Math.ceil(error.msBeforeNext / 1000));
      throw new AppError(429, 'too_many', 'common:errors.tooMany', { retryAfter });
    }
  }

  return {
    count,
    writes: async (req, res, next) => {
      const person = res.locals.viewer?.person._id;
      if (person && req.method === 'POST') await count('write', person);
      next();
    },
  };
}

/** The key of the address that a request comes from; whoever has one of IPv6 has all that share its first half. */
export function addressKey({ ip = '' }: Pick<Request, 'ip'>): string {
  if (!ipaddr.isValid(ip)) return ip;
  const address = ipaddr.process(ip);
  return address.kind() === 'ipv6' ? address.toByteArray().slice(0, 8).join('.') : address.toString();
}
