// The public keys of platforms, remembered as long as the platform's Cache-Control says. A key id that we do not know
// makes us fetch once more; when a platform's keys cannot be fetched, known ones serve for a day.
// https://www.imsglobal.org/spec/security/v1p0/#h_key-set-url
import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import { elapsed } from '../../base/clock.ts';
import type { Outgoing } from '../../base/outgoing.ts';
import { UpstreamError } from '../../errors.ts';
import { LaunchError } from '../launch/launch-error.ts';
import type { Registration } from '../platforms/registration.model.ts';

/** Finds the key that a platform signed with; throws LaunchError key_unknown or platform_unreachable. */
export interface PlatformKeys {
  getKey(registration: Pick<Registration, 'jwksUri' | 'name'>, kid: string): Promise<KeyObject>;
}

interface KeySet {
  keys: Map<string, KeyObject>;
  fetchedAt: number;
  freshFor: number;
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const TIMEOUT = 5000;
const MAX_BYTES = 256 * 1024;
const DEFAULT_FRESH = 15 * MINUTE;
const LEAST_FRESH = 5000;
// Fetches because of an unknown key id: a few at once (tests, rotation), then this many a minute for each platform.
const REFETCHES_PER_MINUTE = 5;
const SMALLEST_RSA = 2048;

const keySetSchema = z.object({
  keys: z.array(z.looseObject({ kid: z.string().optional(), kty: z.string() })).max(100),
});

/** Creates the memory of platforms' keys; `now` counts milliseconds. */
export function createPlatformKeys(outgoing: Outgoing, now: () => number = elapsed): PlatformKeys {
  const sets = new Map<string, KeySet>();
  const loading = new Map<string, Promise<KeySet>>();
  const refetches = new Map<string, number[]>();

  async function load(address: string): Promise<KeySet> {
    const answer = await outgoing.send(address, { timeout: TIMEOUT, maxBytes: MAX_BYTES });
    if (answer.status !== 200) throw new UpstreamError('unreachable', { status: answer.status });
    const set = { keys: readKeys(answer.text), fetchedAt: now(), freshFor: freshness(answer.header('cache-control')) };
    sets.set(address, set);
    return set;
  }

  /** Fetches a set; everybody who asks meanwhile waits for the same answer. */
  function fetchOnce(address: string): Promise<KeySet> {
    const running = loading.get(address);
    if (running !== undefined) return running;
    const started = load(address).finally(() => loading.delete(address));
    loading.set(address, started);
    return started;
  }

  function mayRefetch(address: string): boolean {
    const recent = (refetches.get(address) ?? []).filter((time) => time > now() - MINUTE);
    const allowed = recent.length < REFETCHES_PER_MINUTE;
    refetches.set(address, allowed ? [...recent, now()] : recent);
    return allowed;
  }

  return {
    async getKey({ jwksUri, name }, kid) {
      const known = sets.get(jwksUri);
      const age = known ? now() - known.fetchedAt : Number.POSITIVE_INFINITY;
      const key = known?.keys.get(kid);
      if (known && key && age < known.freshFor) return key;
      if (known && age < known.freshFor && !loading.has(jwksUri) && !mayRefetch(jwksUri)) {
        throw new LaunchError('key_unknown', { key: kid });
      }
      try {
        const found = (await fetchOnce(jwksUri)).keys.get(kid);
        if (found) return found;
      } catch (cause) {
        if (key && age < DAY) return key;
        throw new LaunchError('platform_unreachable', { platform: name, reason: reasonOf(cause) }, cause);
      }
      throw new LaunchError('key_unknown', { key: kid });
    },
  };
}

/** The usable keys of a set: RSA for signatures, 2048 bits or more. Others are skipped, not an error. */
function readKeys(text: string): Map<string, KeyObject> {
  const keys = new Map<string, KeyObject>();
  for (const jwk of keySetSchema.parse(JSON.parse(text)).keys) {
    if (jwk.kty !== 'RSA' || !jwk.kid || (jwk.use !== undefined && jwk.use !== 'sig')) continue;
    const key = toKey(jwk as JsonWebKey);
    if (key && (key.asymmetricKeyDetails?.modulusLength ?? 0) >= SMALLEST_RSA) keys.set(jwk.kid, key);
  }
  return keys;
}

function toKey({ kty, n, e }: JsonWebKey): KeyObject | undefined {
  try {
    return createPublicKey({ key: { kty, n, e } as JsonWebKey, format: 'jwk' });
  } catch {
    return undefined;
  }
}

function freshness(cacheControl = ''): number {
  if (/\bno-(store|cache)\b/i.test(cacheControl)) return LEAST_FRESH;
  const seconds = /\bmax-age=(\d+)/i.exec(cacheControl)?.[1];
  if (seconds === undefined) return DEFAULT_FRESH;
  return Math.min(Math.max(Number(seconds) * 1000, LEAST_FRESH), DAY);
}

function reasonOf(cause: unknown): string {
  const { reason, status } = cause instanceof UpstreamError ? cause.details : {};
  return String(reason ?? (status === undefined ? 'the answer is not a key set' : `status ${status}`));
}
