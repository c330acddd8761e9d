// What only the embedded engine has: its socket, its refusals, and calm in the face of malformed bytes.
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serialize } from 'bson';
import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { backup, openDatabase, openForAdmin, restore, serveDatabase } from '../../src/base/db/index.ts';

const root = mkdtempSync(join(tmpdir(), 'perennial-e-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const socketPath = (uri: string) => decodeURIComponent(/mongodb:\/\/([^/]*)\//.exec(uri)?.[1] ?? '');

test('capitals and a blank in the path; the socket is for its owner only', async () => {
  const dataDir = join(root, 'My Data');
  const database = await openDatabase({ dataDir });
  await database.connection.collection('c').insertOne({ a: 1 });
  expect(statSync(socketPath(database.uri)).mode & 0o777).toBe(0o600);
  const again = await openForAdmin({ dataDir });
  expect(await again.connection.collection('c').countDocuments()).toBe(1);
  await again.close();
  await database.close();
});

test('a path that is too long for a socket', async () => {
  const dataDir = join(root, 'x'.repeat(120));
  const database = await openDatabase({ dataDir });
  expect(Buffer.byteLength(socketPath(database.uri))).toBeLessThan(100);
  expect(statSync(join(socketPath(database.uri), '..')).mode & 0o777).toBe(0o700);
  const again = await openForAdmin({ dataDir });
  await again.close();
  await database.close();
});

test('field names that look like numbers keep their place', async () => {
  const database = await openDatabase({ memory: true });
  const collection = database.connection.collection<{ _id: number }>('c');
  const numbered = new Map<string, unknown>([
    ['b', 1],
    ['2', 1],
    [
      '1',
      new Map([
        ['z', 1],
        ['0', 1],
      ]),
    ],
  ]);
  await collection.insertOne({ _id: 1, numbered } as never);
  await collection.updateOne({ _id: 1 }, { $set: { 'numbered.3': 1 } });
  const raw = (await collection.findOne({ _id: 1 }, { raw: true })) as unknown as Uint8Array;
  const after = new Map<string, unknown>([...numbered, ['3', 1]]);
  expect(Buffer.from(raw)).toEqual(
    Buffer.from(
      serialize(
        new Map<string, unknown>([
          ['_id', 1],
          ['numbered', after],
        ]) as never,
      ),
    ),
  );
  await database.close();
});

test('two tools share one served database; it keeps its data', async () => {
  const dataDir = join(root, 'served');
  const server = await serveDatabase(dataDir);
  const [a, b] = await Promise.all([
    openDatabase({ mongodbUri: server.uri, name: 'd' }),
    openDatabase({ mongodbUri: server.uri, name: 'd' }),
  ]);
  await a.connection.collection('c').insertOne({ _id: 'x' as never });
  expect(await b.connection.collection('c').countDocuments({ _id: 'x' as never })).toBe(1);
  await Promise.all([a.close(), b.close()]);
  await server.close();
  const later = await openDatabase({ dataDir, name: 'd' });
  expect(await later.connection.collection('c').countDocuments()).toBe(1);
  await later.close();
});

test('backup of a running database, restored elsewhere; a database with content is refused', async () => {
  const from = await openDatabase({ memory: true, name: 'a' });
  const to = await openDatabase({ memory: true, name: 'b' });
  const people = from.connection.collection<{ _id: string; n?: number }>('people');
  await people.createIndex({ n: 1 }, { unique: true, sparse: true });
  await people.insertMany(Array.from({ length: 1200 }, (_, n) => ({ _id: `p${n}`, n })));
  await from.connection.collection('empty').createIndex({ a: 1 }, { expireAfterSeconds: 60 });
  const file = join(root, 'a.backup');
  expect(await backup(from, file)).toEqual({ collections: 2, documents: 1200 });
  await restore(to, file);
  expect(await to.connection.collection('people').countDocuments()).toBe(1200);
  expect(await to.connection.collection('people').indexes()).toEqual(await people.indexes());
  await expect(restore(to, file)).rejects.toThrow('not empty');
  await to.connection.collection('more').insertOne({});
  await restore(to, file, { replace: true });
  expect((await to.connection.listCollections()).map(({ name }) => name).sort()).toEqual(['empty', 'people']);
  await from.close();
  await to.close();
});

describe('at the socket', () => {
  let engine: Awaited<ReturnType<typeof serveDatabase>>;
  let client: MongoClient;
  beforeAll(async () => {
    mkdirSync(join(root, 'wire'));
    engine = await serveDatabase(join(root, 'wire'));
    client = await new MongoClient(engine.uri).connect();
  });
  afterAll(async () => {
    await client.close();
    await engine.close();
  });

  const message = (body: Buffer, opCode = 2013, length = body.length + 16) => {
    const head = Buffer.alloc(16);
    for (const [at, value] of [length, 1, 0, opCode].entries()) head.writeInt32LE(value, at * 4);
    return Buffer.concat([head, body]);
  };
  const flags = (value: number) => Buffer.from(Uint32Array.of(value).buffer);
  const section = (document: Buffer) => Buffer.concat([Buffer.of(0), document]);
  const ping = Buffer.from(serialize({ ping: 1, $db: 'admin' }));
  let seed = 7;
  const random = (length: number) =>
    Buffer.from(
      Array.from({ length }, () => {
        seed = (seed * 1103515245 + 12345) % 2147483648;
        return seed & 255;
      }),
    );

  async function send(bytes: Buffer): Promise<Buffer> {
    const socket = connect(socketPath(engine.uri));
    const chunks: Buffer[] = [];
    socket.on('data', (chunk) => {
      chunks.push(chunk as Buffer);
      socket.end();
    });
    socket.on('error', () => undefined);
    socket.write(bytes);
    await once(socket, 'close');
    return Buffer.concat(chunks);
  }

  test.each([
    ['noise', random(4096)],
    ['a length beyond all measure', message(Buffer.alloc(8), 2013, 2 ** 31 - 1)],
    ['a negative length', message(Buffer.alloc(8), 2013, -5)],
    ['a length of nothing', message(Buffer.alloc(8), 2013, 0)],
    ['an unknown opcode', message(Buffer.alloc(30), 2010)],
    ['unknown required flags', message(Buffer.concat([flags(0x100), section(ping)]))],
    ['an unknown section', message(Buffer.concat([flags(0), Buffer.of(9), ping]))],
    [
      'a document that ends too late',
      message(Buffer.concat([flags(0), section(Buffer.concat([Buffer.of(255, 255, 0, 0), ping.subarray(4)]))])),
    ],
    [
      'a document cut short',
      message(Buffer.concat([flags(0), section(Buffer.concat([Buffer.of(20, 0, 0, 0, 2), random(15)]))])),
    ],
    ['no body', message(flags(0))],
    ['a sequence without an end', message(Buffer.concat([flags(0), Buffer.of(1, 9, 0, 0, 0), Buffer.from('docs')]))],
  ])('%s ends the connection and nothing else', async (_, bytes) => {
    expect((await send(bytes)).length).toBe(0);
    expect(await client.db('d').command({ ping: 1 })).toMatchObject({ ok: 1 });
  });

  test('a thousand damaged messages do no harm', async () => {
    const whole = message(
      Buffer.concat([
        flags(0),
        section(Buffer.from(serialize({ insert: 'c', $db: 'd', documents: [{ a: { b: [1, 2] } }] }))),
      ]),
    );
    const socket = () => connect(socketPath(engine.uri)).on('error', () => undefined);
    for (let round = 0; round < 1000; round += 1) {
      const bytes = Buffer.from(whole);
      bytes[16 + (round % (bytes.length - 16))] = random(1)[0] as number;
      const open = socket();
      open.end(bytes);
      open.resume();
      if (round % 50 === 0) await once(open, 'close');
    }
    expect(await client.db('d').command({ ping: 1 })).toMatchObject({ ok: 1 });
  });

  test('a checksum is read over, and who wants no answer gets none', async () => {
    const summed = message(Buffer.concat([flags(1), section(ping), Buffer.alloc(4)]));
    expect((await send(summed)).length).toBeGreaterThan(16);
    const silent = message(
      Buffer.concat([
        flags(2),
        section(Buffer.from(serialize({ insert: 'quiet', $db: 'd', documents: [{ _id: 1 }] }))),
      ]),
    );
    const answer = await send(Buffer.concat([silent, summed]));
    expect(answer.readInt32LE(0)).toBe(answer.length);
    expect(await client.db('d').collection('quiet').countDocuments()).toBe(1);
  });

  test('an exhaust hello gets one plain answer', async () => {
    const hello = Buffer.from(
      serialize({ hello: 1, $db: 'admin', maxAwaitTimeMS: 10_000, topologyVersion: { counter: 1 } }),
    );
    const answer = await send(message(Buffer.concat([flags(1 << 16), section(hello)])));
    expect(answer.readUInt32LE(16)).toBe(0);
  });

  test.each([
    ['a command', { mapReduce: 'c' }, 'mapReduce'],
    ['a stage', { aggregate: 'c', pipeline: [{ $out: 'd' }], cursor: {} }, '$out'],
    [
      'an expression',
      { aggregate: 'c', pipeline: [{ $set: { a: { $toObjectId: '$b' } } }], cursor: {} },
      '$toObjectId',
    ],
    ['a query operator', { find: 'c', filter: { $where: 'true' } }, '$where'],
    ['a kind of index', { createIndexes: 'c', indexes: [{ key: { a: 'text' }, name: 'a' }] }, 'text'],
    ['an index option', { createIndexes: 'c', indexes: [{ key: { a: 1 }, name: 'a', hidden: true }] }, 'hidden'],
  ])('%s that is not there is refused by its name', async (_, command, name) => {
    await client.db('d').collection('c').insertOne({});
    await expect(client.db('d').command(command)).rejects.toThrow(name);
  });
});
