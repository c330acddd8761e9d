// The engine is killed in the middle of writes, fifty times: what it acknowledged is there afterwards,
// and of a transaction there is all or nothing.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ClientSession, type Db, MongoClient } from 'mongodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compileEngine } from './compile.ts';

const ROUNDS = 50;
const dataDir = mkdtempSync(join(tmpdir(), 'perennial-kill-'));
let engineModule: string;

interface Numbered {
  _id: number;
  index: string;
}

beforeAll(() => {
  engineModule = compileEngine();
});
afterAll(() => {
  rmSync(dataDir, { recursive: true, force: true });
  rmSync(join(engineModule, '../../../../..'), { recursive: true, force: true });
});

const prepare = (): ChildProcess =>
  spawn(process.execPath, [join(import.meta.dirname, 'engine.mjs'), engineModule, dataDir], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });

async function openIn(child: ChildProcess): Promise<MongoClient> {
  child.stdin?.write('open\n');
  const [line] = await once(child.stdout as NodeJS.ReadableStream, 'data');
  return new MongoClient(String(line).trim(), { retryWrites: false, serverSelectionTimeoutMS: 5000 }).connect();
}

const acknowledged = { single: new Set<number>(), both: new Set<number>() };
let next = 0;

/** Writes until the engine is gone; `onAck` hears of each write that it acknowledged. */
async function writeOn(
  client: MongoClient,
  child: ChildProcess,
  inTransaction: boolean,
  onAck: () => void,
): Promise<void> {
  const db = client.db('kill');
  for (;;) {
    next += 1;
    const document: Numbered = { _id: next, index: `i${next % 7}` };
    try {
      if (!inTransaction) await db.collection<Numbered>('single').insertOne(document);
      else await client.withSession((session) => writeBoth(db, session, document));
    } catch (error) {
      if (!child.killed) throw error;
      return;
    }
    acknowledged[inTransaction ? 'both' : 'single'].add(document._id);
    onAck();
  }
}

async function writeBoth(db: Db, session: ClientSession, document: Numbered): Promise<void> {
  session.startTransaction();
  await db.collection<Numbered>('left').insertOne(document, { session });
  await db.collection<Numbered>('right').insertOne(document, { session });
  await session.commitTransaction();
}

const ids = async (client: MongoClient, name: string, filter = {}) =>
  (await client.db('kill').collection<Numbered>(name).find(filter).project({ _id: 1 }).toArray()).map(({ _id }) =>
    Number(_id),
  );

async function check(client: MongoClient): Promise<void> {
  const [single, left, right] = await Promise.all(['single', 'left', 'right'].map((name) => ids(client, name)));
  expect([...acknowledged.single].filter((id) => !single?.includes(id))).toEqual([]);
  expect(left).toEqual(right);
  expect([...acknowledged.both].filter((id) => !left?.includes(id))).toEqual([]);
  const byIndex = await Promise.all(Array.from({ length: 7 }, (_, at) => ids(client, 'single', { index: `i${at}` })));
  expect(byIndex.flat().sort((a, b) => a - b)).toEqual(single);
}

test(`${ROUNDS} kills lose nothing and leave nothing half done`, { timeout: 300_000 }, async () => {
  let child = prepare();
  let client = await openIn(child);
  await client.db('kill').collection('single').createIndex({ index: 1 });
  for (let round = 0; round < ROUNDS; round += 1) {
    const [killed, used] = [child, client];
    child = prepare();
    let left = 1 + ((round * 7) % 23);
    const onAck = () => {
      left -= 1;
      if (left === 0) killed.kill('SIGKILL');
    };
    const exit = once(killed, 'exit');
    const writers = [false, false, false, true, true].map((inTransaction) =>
      writeOn(used, killed, inTransaction, onAck),
    );
    await Promise.race([exit, Promise.all(writers).then(() => exit)]);
    // The driver takes its time to notice that the engine is gone; nobody waits for that.
    used.close(true).catch(() => undefined);
    client = await openIn(child);
    await check(client);
  }
  await client.close();
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(acknowledged.single.size + acknowledged.both.size).toBeGreaterThanOrEqual(ROUNDS);
});
