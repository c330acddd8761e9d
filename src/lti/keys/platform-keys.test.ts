// The memory of platforms' keys: how long it lasts, when it asks again, and which keys it takes.
import { generateKeyPairSync } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import type { Outgoing, OutgoingAnswer } from '../../base/outgoing.ts';
import { UpstreamError } from '../../errors.ts';
import { createPlatformKeys } from './platform-keys.ts';

const MINUTE = 60_000;
const platform = { jwksUri: 'https://lms.example/keys', name: 'LMS' };
const jwk = (kid: string, more: object = {}, modulusLength = 2048) => {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength });
  return { ...publicKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'RS256', ...more };
};
const one = jwk('one');
const two = jwk('two');

let now: number;
let asked: number;
let answer: () => OutgoingAnswer;

beforeEach(() => {
  now = 1000;
  asked = 0;
});

const answering = (keys: unknown, cacheControl?: string) => (): OutgoingAnswer => ({
  status: 200,
  header: (name) => (name === 'cache-control' ? cacheControl : undefined),
  text: JSON.stringify({ keys }),
});
const unreachable = () => {
  throw new UpstreamError('unreachable', { reason: 'no answer in time' });
};

function createKeys() {
  const outgoing: Outgoing = {
    async send() {
      asked += 1;
      return answer();
    },
    close: async () => undefined,
  };
  return createPlatformKeys(outgoing, () => now);
}

test.each([
  [undefined, 15 * MINUTE],
  ['public, max-age=120', 2 * MINUTE],
  ['no-store', 5000],
  ['max-age=0', 5000],
  ['max-age=99999999', 24 * 60 * MINUTE],
])('with Cache-Control %s a set is fresh for %i ms', async (cacheControl, fresh) => {
  const keys = createKeys();
  answer = answering([one], cacheControl);
  await keys.getKey(platform, 'one');
  now += fresh - 1;
  await keys.getKey(platform, 'one');
  expect(asked).toBe(1);
  now += 1;
  await keys.getKey(platform, 'one');
  expect(asked).toBe(2);
});

test('a known key serves for a day while the platform cannot be reached, and no longer', async () => {
  const keys = createKeys();
  answer = answering([one]);
  const key = await keys.getKey(platform, 'one');
  answer = unreachable;
  now += 24 * 60 * MINUTE - 1;
  expect(await keys.getKey(platform, 'one')).toBe(key);
  now += 1;
  await expect(keys.getKey(platform, 'one')).rejects.toMatchObject({ status: 424, code: 'platform_unreachable' });
});

test('a key that the platform took back is not used any more', async () => {
  const keys = createKeys();
  answer = answering([one]);
  await keys.getKey(platform, 'one');
  answer = answering([two]);
  now += 15 * MINUTE;
  await expect(keys.getKey(platform, 'one')).rejects.toMatchObject({ code: 'key_unknown' });
});

test('an unknown key id asks again, five times a minute at most', async () => {
  const keys = createKeys();
  answer = answering([one]);
  await keys.getKey(platform, 'one');
  for (let count = 0; count < 10; count += 1) {
    await expect(keys.getKey(platform, `made-up-${count}`)).rejects.toMatchObject({ code: 'key_unknown' });
  }
  expect(asked).toBe(6);
  now += MINUTE;
  answer = answering([one, two]);
  await keys.getKey(platform, 'two');
  expect(asked).toBe(7);
});

test('many who ask at once share one request', async () => {
  const keys = createKeys();
  answer = answering([one]);
  await Promise.all(Array.from({ length: 20 }, () => keys.getKey(platform, 'one')));
  expect(asked).toBe(1);
});

test.each([
  ['too short', jwk('bad', {}, 1024)],
  ['for encryption', jwk('bad', { use: 'enc' })],
  ['without an id', { ...one, kid: undefined }],
  ['of another kind', { kty: 'oct', k: 'c2VjcmV0', kid: 'bad' }],
  ['not a key', { kty: 'RSA', kid: 'bad', n: 7, e: {} }],
])('a key that is %s is skipped, the others are taken', async (_name, bad) => {
  const keys = createKeys();
  answer = answering([bad, one]);
  await keys.getKey(platform, 'one');
  await expect(keys.getKey(platform, 'bad')).rejects.toMatchObject({ code: 'key_unknown' });
});

test.each([
  ['an error', () => ({ ...answering([])(), status: 500 })],
  ['HTML', () => ({ ...answering([])(), text: '<html>' })],
  ['no keys', () => ({ ...answering([])(), text: '{}' })],
])('a key set that is %s counts as unreachable', async (_name, given) => {
  answer = given as () => OutgoingAnswer;
  await expect(createKeys().getKey(platform, 'one')).rejects.toMatchObject({ code: 'platform_unreachable' });
});
