// Asks the embedded engine, and a real MongoDB where one can be had, the same questions.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Database, openDatabase } from '../../src/base/db/index.ts';
import { openTestDatabase, realMongoDb } from '../support/database.ts';
import { type Case, queries, updates } from './cases.ts';
import { pipelines } from './pipelines.ts';

const kinds: [string, () => Promise<Database>][] = [['embedded', () => openDatabase({ memory: true, name: 'suite' })]];
if (await realMongoDb()) kinds.push(['MongoDB', openTestDatabase]);

describe.each(kinds)('%s', (_, open) => {
  let database: Database;
  beforeAll(async () => {
    database = await open();
  });
  afterAll(() => database.close());

  async function answer(one: Case): Promise<unknown[]> {
    const cases = database.connection.collection('cases');
    await cases.deleteMany({});
    if (one.documents.length > 0) await cases.insertMany(one.documents as never);
    if (one.pipeline) return cases.aggregate(one.pipeline).toArray();
    if (one.find) {
      const { filter, ...options } = one.find;
      return cases.find(filter as never, options as never).toArray();
    }
    const { filter, change, options, many } = one.update as NonNullable<Case['update']>;
    await (many
      ? cases.updateMany(filter as never, change as never, options)
      : cases.updateOne(filter as never, change as never, options));
    return cases.find({}, { sort: { _id: 1 } }).toArray();
  }

  const groups: [string, Case[]][] = [
    ['query', queries],
    ['update', updates],
    ['aggregation', pipelines],
  ];
  describe.each(groups)('%s', (_name, cases) => {
    test.each(cases.map((one) => [one.name, one] as const))('%s', async (_case, one) => {
      if (one.fails) await expect(answer(one)).rejects.toMatchObject({ code: one.fails });
      else expect(await answer(one)).toEqual(one.expected);
    });
  });
});
