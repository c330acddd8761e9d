// The drivers and libraries that the tool uses, on the database as it is: mongoose, agenda, ltijs' kind of plugin.
import { MongoBackend } from '@agendajs/mongo-backend';
import { Agenda } from 'agenda';
import { MongoClient } from 'mongodb';
import { Schema } from 'mongoose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Database, model, transact } from '../../src/base/db/index.ts';
import { openTestDatabase } from '../support/database.ts';

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

const accounts = () => model(database.connection, 'Account', accountSchema);
const accountSchema = new Schema({ _id: String, school: String, money: Number });
accountSchema.index({ school: 1, money: -1 });
accountSchema.index({ school: 1, _id: 1 }, { unique: true, partialFilterExpression: { money: { $exists: true } } });

describe('mongoose', () => {
  test('a transaction happens as a whole or not at all', async () => {
    await accounts().init();
    await accounts().create([
      { _id: 'a', school: 's', money: 10 },
      { _id: 'b', school: 's', money: 0 },
    ]);
    const move = async (amount: number, fail: boolean) => {
      await accounts().updateOne({ _id: 'a' }, { $inc: { money: -amount } });
      await accounts().updateOne({ _id: 'b' }, { $inc: { money: amount } });
      if (fail) throw new Error('changed my mind');
    };
    await expect(transact(database.connection, () => move(3, true))).rejects.toThrow('changed my mind');
    expect((await accounts().find().sort('_id').lean()).map(({ money }) => money)).toEqual([10, 0]);
    await transact(database.connection, () => move(4, false));
    expect((await accounts().find().sort('_id').lean()).map(({ money }) => money)).toEqual([6, 4]);
  });

  test('transactions at once lose no step', async () => {
    const step = () =>
      transact(database.connection, async () => {
        const found = await accounts().findById('b').orFail();
        found.money = (found.money ?? 0) + 1;
        await found.save();
      });
    await Promise.all(Array.from({ length: 5 }, step));
    expect((await accounts().findById('b').lean())?.money).toBe(9);
  });

  test('a transaction sees its own writes, others see them after it', async () => {
    await transact(database.connection, async () => {
      await accounts().create({ _id: 'c', school: 's', money: 5 });
      expect(
        await accounts()
          .find({ school: 's', money: { $gte: 5 } })
          .sort({ money: -1 })
          .lean(),
      ).toHaveLength(3);
      expect(await database.connection.collection('accounts').findOne({ _id: 'c' as never })).toBeNull();
      await accounts().deleteOne({ _id: 'c' });
      expect(await accounts().countDocuments({ school: 's' })).toBe(2);
    });
    expect(await accounts().countDocuments()).toBe(2);
  });
});

test('the first writer wins, the second hears of a conflict; a single write waits', async () => {
  const collection = database.connection.collection<{ _id: string; by?: string }>('conflict');
  await collection.insertOne({ _id: 'x' });
  const client = database.connection.getClient();
  const [first, second] = [client.startSession(), client.startSession()];
  first.startTransaction();
  second.startTransaction();
  await collection.updateOne({ _id: 'x' }, { $set: { by: 'first' } }, { session: first as never });
  const conflict = await collection
    .updateOne({ _id: 'x' }, { $set: { by: 'second' } }, { session: second as never })
    .catch((error) => error);
  expect(conflict).toMatchObject({ code: 112 });
  expect(conflict.hasErrorLabel('TransientTransactionError')).toBe(true);
  const waiting = collection.updateOne({ _id: 'x', by: 'first' }, { $set: { by: 'single' } });
  await first.commitTransaction();
  expect((await waiting).matchedCount).toBeLessThanOrEqual(1);
  await first.endSession();
  await second.endSession();
});

test('a unique index names what is there twice', async () => {
  const collection = database.connection.collection<{ school: string; mail?: string }>('unique');
  await collection.createIndex({ school: 1, mail: 1 }, { unique: true, name: 'one_mail' });
  await collection.insertOne({ school: 's', mail: 'm' });
  await expect(collection.insertOne({ school: 's', mail: 'm' })).rejects.toMatchObject({
    code: 11000,
    keyPattern: { school: 1, mail: 1 },
    keyValue: { school: 's', mail: 'm' },
  });
  const many = [{ school: 't' }, { school: 's', mail: 'm' }, { school: 'u' }];
  await expect(collection.insertMany(many, { ordered: false })).rejects.toMatchObject({ insertedCount: 2 });
  await collection.insertOne({ school: 's', mail: 'other' });
  await expect(collection.createIndex({ school: 1 }, { unique: true })).rejects.toMatchObject({ code: 11000 });
});

test('indexes are used: equality, range, order, $in, and not more', async () => {
  const collection = database.connection.collection<{ _id: number; school: string; at: number; tag: string }>('used');
  await collection.createIndex({ school: 1, at: -1 });
  await collection.insertMany(
    Array.from({ length: 300 }, (_, n) => ({ _id: n, school: `s${n % 3}`, at: n, tag: 't' })),
  );
  const explain = async (filter: object, sort = {}, limit = 0) =>
    (await collection.find(filter).sort(sort).limit(limit).explain('executionStats')) as unknown as {
      queryPlanner: { winningPlan: object };
      executionStats: { totalDocsExamined: number; nReturned: number };
    };
  const range = await explain({ school: 's1', at: { $gte: 100, $lt: 130 } });
  expect(JSON.stringify(range.queryPlanner)).toContain('IXSCAN');
  expect(range.executionStats).toMatchObject({ totalDocsExamined: 10, nReturned: 10 });
  const newest = await explain({ school: { $in: ['s0', 's2'] } }, { at: -1 }, 5);
  expect(JSON.stringify(newest.queryPlanner)).not.toContain('"SORT"');
  expect(newest.executionStats.totalDocsExamined).toBeLessThanOrEqual(6);
  expect(JSON.stringify((await explain({ tag: 't' })).queryPlanner)).toContain('COLLSCAN');
  const found = await collection
    .find({ school: { $in: ['s0', 's2'] } })
    .sort({ at: -1 })
    .limit(3)
    .toArray();
  expect(found.map(({ _id }) => _id)).toEqual([299, 297, 296]);
});

test('cursors go on over many batches', async () => {
  const collection = database.connection.collection<{ _id: number }>('many');
  await collection.insertMany(Array.from({ length: 1500 }, (_, _id) => ({ _id })));
  expect((await collection.find({}, { batchSize: 70 }).toArray()).map(({ _id }) => _id)).toEqual(
    Array.from({ length: 1500 }, (_, n) => n),
  );
  expect(
    await collection
      .find({ _id: { $gte: 1000 } }, { batchSize: 70 })
      .sort({ _id: -1 })
      .toArray(),
  ).toHaveLength(500);
});

test('agenda on two connections runs a job once', async () => {
  const other = await new MongoClient(database.uri, { directConnection: true }).connect();
  const db = other.db(database.connection.name);
  const run: string[] = [];
  let finish: () => void = () => undefined;
  const done = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const agendas = [database.connection.db, db].map(
    (mongo) => new Agenda({ backend: new MongoBackend({ mongo: mongo as never }), processEvery: 50 }),
  );
  for (const [at, agenda] of agendas.entries()) {
    agenda.define('once', async () => {
      run.push(`agenda ${at}`);
      finish();
    });
  }
  await Promise.all(agendas.map((agenda) => agenda.start()));
  await agendas[0]?.now('once', {});
  await done;
  await Promise.all(agendas.map((agenda) => agenda.stop()));
  expect(run).toHaveLength(1);
  await other.close();
});

test("a plugin on the same connection keeps its own collections, the way ltijs' does", async () => {
  const nonces = model(
    database.connection,
    'Nonce',
    new Schema({ nonce: String, createdAt: { type: Date, expires: 10, default: new Date(0) } }),
  );
  await nonces.init();
  await nonces.create({ nonce: 'n' });
  expect(await nonces.findOneAndDelete({ nonce: 'n' })).toMatchObject({ nonce: 'n' });
  expect(await nonces.collection.indexes()).toContainEqual(expect.objectContaining({ expireAfterSeconds: 10 }));
});
