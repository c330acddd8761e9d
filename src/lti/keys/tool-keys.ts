// The tool's own keys. All unfinished ones are published at /lti/keys; one signs. A rotation publishes a new key first,
// signs with it once platforms have had time to fetch it, and keeps the old one published for a while after that.
// https://www.imsglobal.org/spec/security/v1p0/#h_key-set-url
import { createPrivateKey, generateKeyPair, type JsonWebKey, type KeyObject, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import type { Connection } from 'mongoose';
import { realClock } from '../../base/clock.ts';
import type { Crypt } from '../../base/crypt.ts';
import { createCache } from '../cache.ts';
import { type ToolKey, toolKeyModel } from './tool-key.model.ts';

/** How long others may keep our published keys, in seconds: the Cache-Control of /lti/keys. */
export const PUBLISHED_FOR = 15 * 60;

const HOUR = 60 * 60 * 1000;
const PUBLISHED_BEFORE_USE = HOUR;
const PUBLISHED_AFTER_USE = 7 * 24 * HOUR;
// In a thread of its own, so that no request waits for it.
const generate = promisify(generateKeyPair);

/** The key that signs. */
export interface SigningKey {
  kid: string;
  key: KeyObject;
}

/** The tool's keys. */
export type ToolKeys = ReturnType<typeof createToolKeys>;

/** Creates the key store on a connection; `now` is the machine's time. */
export function createToolKeys(connection: Connection, crypt: Crypt, now: () => Date = () => realClock.now()) {
  const Keys = toolKeyModel(connection);
  const stored = createCache<ToolKey[]>();
  const opened = new Map<string, KeyObject>();
  let first: Promise<ToolKey> | undefined;
  const later = (milliseconds: number) => new Date(now().getTime() + milliseconds);

  async function createKey(signsFrom: Date): Promise<ToolKey> {
    const { publicKey, privateKey } = await generate('rsa', { modulusLength: 2048 });
    const kid = randomBytes(12).toString('base64url');
    const { kty, n, e } = publicKey.export({ format: 'jwk' });
    const key: ToolKey = {
      _id: kid,
      publicJwk: { kty, n, e, kid, alg: 'RS256', use: 'sig' },
      sealedPrivateKey: crypt.seal(privateKey.export({ format: 'der', type: 'pkcs8' })),
      signsFrom,
      endsAt: null,
      createdAt: now(),
    };
    await Keys.create(key);
    stored.clear();
    return key;
  }

  /** The published keys, newest first; makes the first one of a new tool. */
  async function list(): Promise<ToolKey[]> {
    const keys = await stored.get('all', () => Keys.find().sort({ signsFrom: -1, _id: 1 }).lean<ToolKey[]>().exec());
    const published = (keys ?? []).filter(({ endsAt }) => !endsAt || endsAt > now());
    if (published.length > 0) return published;
    first ??= createKey(now()).finally(() => {
      first = undefined;
    });
    return [await first];
  }

  return {
    /** Makes sure that there is a key; called at start, beside the first requests. */
    async prepare(): Promise<void> {
      await list();
    },

    /** The JWKS document of /lti/keys. */
    async publicKeySet(): Promise<{ keys: JsonWebKey[] }> {
      return { keys: (await list()).map(({ publicJwk }) => publicJwk as JsonWebKey) };
    },

    /** The newest key that platforms have had time to fetch. */
    async signingKey(): Promise<SigningKey> {
      const keys = await list();
      const key = keys.find(({ signsFrom }) => signsFrom <= now()) ?? (keys.at(-1) as ToolKey);
      let open = opened.get(key._id);
      if (!open) {
        open = createPrivateKey({ key: crypt.open(key.sealedPrivateKey), format: 'der', type: 'pkcs8' });
        opened.set(key._id, open);
      }
      return { kid: key._id, key: open };
    },

    /** Starts a rotation; with `atOnce` (a key got out) the old keys end now. Returns the new key's id and its times. */
    async rotate(options: { atOnce?: boolean } = {}): Promise<{ kid: string; signsFrom: Date; oldKeysEnd: Date }> {
      await list();
      const signsFrom = options.atOnce ? now() : later(PUBLISHED_BEFORE_USE);
      const oldKeysEnd = options.atOnce ? now() : later(PUBLISHED_BEFORE_USE + PUBLISHED_AFTER_USE);
      const key = await createKey(signsFrom);
      const older = { _id: { $ne: key._id }, $or: [{ endsAt: null }, { endsAt: { $gt: oldKeysEnd } }] };
      await Keys.updateMany(older, { $set: { endsAt: oldKeysEnd } });
      await Keys.deleteMany({ endsAt: { $lte: now() } });
      stored.clear();
      return { kid: key._id, signsFrom, oldKeysEnd };
    },
  };
}
