import { pino } from 'pino';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { openTestDatabase } from '../../../test/support/database.ts';
import type { Database } from '../db/index.ts';
import { createJobs } from './index.ts';

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

it('keeps nothing of what was asked for and is done, whether it failed or not', async () => {
  const { connection } = database;
  const left = connection.collection('jobs');
  await left.insertOne({ name: 'asked', type: 'normal', nextRunAt: null, lastFinishedAt: new Date(0) });
  const jobs = createJobs({ connection, logger: pino({ level: 'silent' }), pollEvery: '1 second' });
  const runs = { asked: 0, failing: 0 };
  jobs.define({
    name: 'asked',
    every: '1 day',
    run: async () => {
      runs.asked += 1;
    },
  });
  jobs.define({
    name: 'failing',
    every: '1 day',
    run: async () => {
      runs.failing += 1;
      throw new Error('as it should');
    },
  });
  await jobs.start();
  for (let count = 0; count < 5; count += 1) await Promise.all([jobs.request('asked'), jobs.request('failing')]);
  await vi.waitFor(
    async () => {
      expect(runs).toEqual({ asked: 6, failing: 6 });
      expect(await left.countDocuments()).toBe(2);
    },
    { timeout: 30_000, interval: 100 },
  );
  await jobs.stop();
}, 40_000);
