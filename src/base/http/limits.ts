// Rate limits that all processes share: counted in the database, by person where there is one, else by address.
import type { RequestHandler } from 'express';
import type { Connection } from 'mongoose';
import { RateLimiterMongo, RateLimiterRes } from 'rate-limiter-flexible';
import { AppError } from '../../errors.ts';

export interface Limits {
  /** Counts an act under a key; throws 429 when there were more than allowed within the time. */
  count(name: 'write' | 'sign-in', key: string): Promise<void>;
  /** Counts every unsafe request of a person. */
  writes: RequestHandler;
}

const RULES = { write: { points: 60, duration: 60 }, 'sign-in': { points: 10, duration: 600 } };

/** The shared limits on a connection. */
export function createLimits(deps: { connection: Connection }): Limits {
  const limiter = (name: keyof typeof RULES) =>
    new RateLimiterMongo({ storeClient: deps.connection, tableName: 'limits', keyPrefix: name, ...RULES[name] });
  const limiters = { write: limiter('write'), 'sign-in': limiter('sign-in') };

  async function count(name: keyof typeof RULES, key: string): Promise<void> {
    try {
      await limiters[name].consume(key);
    } catch (error) {
      if (error instanceof RateLimiterRes) throw new AppError(429, 'too_many', 'common:errors.tooMany');
      throw error;
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
