// The tool's keys: made once, sealed at rest, rotated with an overlap.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openTestDatabase } from '../../../test/support/database.ts';
import { createCrypt } from '../../base/crypt.ts';
import type { Database } from '../../base/db/index.ts';
import { createToolKeys, type ToolKeys } from './tool-keys.ts';

const HOUR = 60 * 60 * 1000;
const crypt = createCrypt('a secret of more than thirty-two characters');

let database: Database;
let now: Date;
let keys: ToolKeys;

beforeAll(async () => {
  database = await openTestDatabase();
});
beforeEach(async () => {
  await database.connection.collection('toolkeys').deleteMany({});
  now = new Date('2026-11-24T08:00:00Z');
  keys = createToolKeys(database.connection, crypt, () => now);
});
afterAll(() => database.close());

const published = async () => (await keys.publicKeySet()).keys.map(({ kid }) => kid);
const pass = (milliseconds: number) => {
  now = new Date(now.getTime() + milliseconds);
};

test('those who ask at once for the first key get the same one', async () => {
  const [[first], [second]] = await Promise.all([published(), published(), keys.prepare()]);
  expect(first).toBeDefined();
  expect(second).toBe(first);
  expect(await published()).toEqual([first]);
});

test('the first key is made when it is needed, published without its secret, and sealed at rest', async () => {
  await keys.prepare();
  const [key] = (await keys.publicKeySet()).keys;
  expect(key).toEqual({
    kty: 'RSA',
    n: expect.any(String),
    e: 'AQAB',
    kid: expect.any(String),
    alg: 'RS256',
    use: 'sig',
  });
  const signing = await keys.signingKey();
  expect(signing.kid).toBe(key?.kid);
  expect(signing.key.asymmetricKeyDetails?.modulusLength).toBeGreaterThanOrEqual(2048);
  const stored = JSON.stringify(await database.connection.collection('toolkeys').find().toArray());
  const secret = String(signing.key.export({ format: 'jwk' }).d);
  expect(stored).not.toContain(secret);
  expect(stored).toContain(`g1.${crypt.keyId}.`);
});

test('a new process finds the same key', async () => {
  const first = await keys.signingKey();
  const again = await createToolKeys(database.connection, crypt, () => now).signingKey();
  expect(again.kid).toBe(first.kid);
  expect(again.key.equals(first.key)).toBe(true);
});

test('a rotation publishes at once, signs after an hour, and withdraws the old key a week later', async () => {
  const old = (await keys.signingKey()).kid;
  const { kid } = await keys.rotate();
  expect((await published()).sort()).toEqual([old, kid].sort());
  expect((await keys.signingKey()).kid).toBe(old);
  pass(HOUR);
  expect((await keys.signingKey()).kid).toBe(kid);
  pass(7 * 24 * HOUR - 1);
  expect(await published()).toContain(old);
  pass(1);
  expect(await published()).toEqual([kid]);
});

test('two rotations in a row leave a key that platforms know to sign with', async () => {
  const old = (await keys.signingKey()).kid;
  await keys.rotate();
  pass(HOUR / 2);
  const { kid } = await keys.rotate();
  expect((await keys.signingKey()).kid).toBe(old);
  pass(HOUR);
  expect((await keys.signingKey()).kid).toBe(kid);
});

test('a key that got out is withdrawn at once', async () => {
  const old = (await keys.signingKey()).kid;
  const { kid } = await keys.rotate({ atOnce: true });
  expect(await published()).toEqual([kid]);
  expect((await keys.signingKey()).kid).toBe(kid);
  expect(await database.connection.collection('toolkeys').countDocuments({ _id: old as never })).toBe(0);
});
