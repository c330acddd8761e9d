// What time does to the embedded database: documents that run out, transactions that take too long or lose their
// connection. https://www.mongodb.com/docs/manual/core/index-ttl/
import { MongoClient } from 'mongodb';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Engine, startEngine } from '../../src/base/db/embedded/engine.ts';

let engine: Engine;
let client: MongoClient;

beforeEach(async () => {
  engine = await startEngine({ transactionLifetime: 400, expireEvery: 50 });
  client = await MongoClient.connect(engine.uri);
});
afterEach(async () => {
  await client.close();
  await engine.close();
});

const things = (of = client) => of.db('test').collection<{ _id: string; at?: unknown; by?: string }>('things');
const idsOf = async () => (await things().find().sort({ _id: 1 }).toArray()).map(({ _id }) => _id);
const minutesFromNow = (minutes: number) => new Date(Date.now() + minutes * 60_000);

test('a TTL index deletes what is over, and nothing else', async () => {
  await things().createIndex({ at: 1 }, { expireAfterSeconds: 60 });
  await things().insertMany([
    { _id: 'an hour ago', at: minutesFromNow(-60) },
    { _id: 'a list with one that is over', at: [minutesFromNow(60), minutesFromNow(-60)] },
    { _id: 'half a minute ago', at: minutesFromNow(-0.5) },
    { _id: 'a number', at: 1 },
    { _id: 'nothing' },
    { _id: 'tomorrow', at: minutesFromNow(1440) },
  ]);
  const left = ['a number', 'half a minute ago', 'nothing', 'tomorrow'];
  await vi.waitFor(async () => expect(await idsOf()).toEqual(left), 5000);
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(await idsOf()).toEqual(left);
});

test('a transaction that takes too long is over: nothing of it is kept, and others go on', async () => {
  await things().insertOne({ _id: 'lamp', by: 'nobody' });
  const session = client.startSession();
  session.startTransaction();
  await things().updateOne({ _id: 'lamp' }, { $set: { by: 'slow' } }, { session });
  // A single write waits for the transaction, and so ends when that does.
  await things().updateOne({ _id: 'lamp' }, { $set: { by: 'patient' } });
  await expect(things().findOne({ _id: 'lamp' }, { session })).rejects.toMatchObject({ code: 251 });
  await session.endSession();
  expect(await things().findOne({ _id: 'lamp' })).toMatchObject({ by: 'patient' });
});

test('a transaction ends with its connection', async () => {
  await engine.close();
  await client.close();
  engine = await startEngine();
  client = await MongoClient.connect(engine.uri);
  await things().insertOne({ _id: 'lamp', by: 'nobody' });
  const other = await MongoClient.connect(engine.uri, { maxPoolSize: 1 });
  const session = other.startSession();
  session.startTransaction();
  await things(other).updateOne({ _id: 'lamp' }, { $set: { by: 'gone' } }, { session });
  await other.close(true);
  await things().updateOne({ _id: 'lamp' }, { $set: { by: 'next' } });
  expect(await things().findOne({ _id: 'lamp' })).toMatchObject({ by: 'next' });
});
