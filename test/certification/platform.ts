// A fake platform for the certification: publishes keys, signs whatever a case wants, and can misbehave.
import { generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, SignJWT } from 'jose';

/** A key pair of the platform. */
export interface PlatformKey {
  kid: string;
  privateKey: KeyObject;
  publicKey: KeyObject;
}

/** Makes a key pair. */
export function newKey(kid: string = randomUUID()): PlatformKey {
  return { kid, ...generateKeyPairSync('rsa', { modulusLength: 2048 }) };
}

/** A running platform. */
export interface TestPlatform {
  issuer: string;
  clientId: string;
  /** Published keys; the last one signs. */
  keys: PlatformKey[];
  /** How often the key set was asked for. */
  keyRequests: number;
  /** What the key set's address does: answers, hangs, or fails. */
  keySet: 'answers' | 'hangs' | 'fails';
  sign(payload: object, header?: object, key?: PlatformKey): Promise<string>;
  close(): Promise<void>;
}

/** Starts a platform on a free port of this machine. */
export async function startPlatform(clientId = 'client-1'): Promise<TestPlatform> {
  const hanging = new Set<ServerResponse>();
  const server = createServer(async (_req, res) => {
    platform.keyRequests += 1;
    if (platform.keySet === 'hangs') {
      hanging.add(res);
      return;
    }
    res.statusCode = platform.keySet === 'fails' ? 500 : 200;
    const jwks = platform.keys.map(async ({ kid, publicKey }) => ({
      ...(await exportJWK(publicKey)),
      kid,
      alg: 'RS256',
      use: 'sig',
    }));
    res.setHeader('Content-Type', 'application/json');
    res.end(JSON.stringify({ keys: await Promise.all(jwks) }));
  });
  server.keepAliveTimeout = 120_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  const platform: TestPlatform = {
    issuer: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    clientId,
    keys: [newKey()],
    keyRequests: 0,
    keySet: 'answers',
    sign(payload, header = {}, key = platform.keys.at(-1) as PlatformKey) {
      const given = { alg: 'RS256', kid: key.kid, typ: 'JWT', ...header };
      return new SignJWT({ ...payload }).setProtectedHeader(given).sign(key.privateKey);
    },
    async close() {
      for (const res of hanging) res.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return platform;
}
