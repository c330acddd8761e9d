// The smallest platform: it publishes one RSA key of 2048 bits, and signs what a launch needs. It lives in the process of
// the load generator and asks nobody who they are.
import { createSign, generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const LTI = 'https://purl.imsglobal.org/spec/lti/claim/';
const ROLE = 'http://purl.imsglobal.org/vocab/lis/v2/membership#';
const KID = 'benchmark';
export const CLIENT_ID = 'benchmark-client';

export interface Platform {
  issuer: string;
  sign(claims: object): string;
  close(): void;
}

/** Starts a platform on a free port of this machine. */
export async function startPlatform(): Promise<Platform> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid: KID, alg: 'RS256', use: 'sig' };
  const keySet = JSON.stringify({ keys: [jwk] });
  const server = createServer((_req, res) => res.setHeader('Content-Type', 'application/json').end(keySet));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    issuer: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sign: (claims) => sign(claims, privateKey),
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const header = encode({ alg: 'RS256', typ: 'JWT', kid: KID });

function sign(claims: object, key: KeyObject): string {
  const content = `${header}.${encode(claims)}`;
  return `${content}.${createSign('RSA-SHA256').update(content).sign(key, 'base64url')}`;
}

/** The claims of a launch as Moodle sends them. */
export function claimsOf(issuer: string, launch: { target: string; sub: string; role: string; nonce: string }) {
  const now = Math.floor(Date.now() / 1000);
  return {
    iss: issuer,
    aud: CLIENT_ID,
    sub: launch.sub,
    iat: now,
    exp: now + 60,
    nonce: launch.nonce,
    name: `Nika ${launch.sub}`,
    given_name: 'Nika',
    family_name: launch.sub,
    email: `${launch.sub}@school.example`,
    [`${LTI}version`]: '1.3.0',
    [`${LTI}message_type`]: 'LtiResourceLinkRequest',
    [`${LTI}deployment_id`]: '1',
    [`${LTI}target_link_uri`]: launch.target,
    [`${LTI}roles`]: [`${ROLE}${launch.role}`],
    [`${LTI}context`]: { id: '7', title: 'Physics 8b', label: 'PHY8B', type: ['CourseSection'] },
    [`${LTI}resource_link`]: { id: '42', title: 'Community', description: '' },
    [`${LTI}launch_presentation`]: { locale: 'en', document_target: 'iframe', return_url: `${issuer}/return?id=7` },
    [`${LTI}tool_platform`]: { guid: randomUUID(), family_code: 'moodle', version: '2025', name: 'Benchmark' },
    [`${LTI}ext`]: { user_username: launch.sub, lms: 'moodle-2' },
    [`${LTI}custom`]: { context_history: '' },
  };
}
