// A platform that offers dynamic registration and rosters: answers what a test tells it, and remembers what it was asked.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as the platform saw it. */
interface Seen {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  body: string;
}

/** What the platform answers at one path; null lets the caller wait. */
type Answer = (seen: Seen) => Promise<Reply | null> | Reply | null;

/** One answer. */
export interface Reply {
  status?: number;
  headers?: Record<string, string>;
  body?: unknown;
}

/** A running platform; `answers` by path without query. */
export interface ServicePlatform {
  url: string;
  seen: Seen[];
  answers: Map<string, Answer>;
  close(): Promise<void>;
}

/** Starts a platform that knows its configuration and answers a registration with a client id. */
export async function startServicePlatform(): Promise<ServicePlatform> {
  const waiting = new Set<ServerResponse>();
  const server = createServer(async (req, res) => {
    const parts: Buffer[] = [];
    for await (const part of req) parts.push(part as Buffer);
    const seen: Seen = {
      method: req.method ?? '',
      path: req.url ?? '',
      headers: req.headers,
      body: Buffer.concat(parts).toString(),
    };
    platform.seen.push(seen);
    const notFound: Answer = () => ({ status: 404 });
    const answer = await (platform.answers.get(seen.path.split('?')[0] ?? '') ?? notFound)(seen);
    if (!answer) {
      waiting.add(res);
      return;
    }
    res.writeHead(answer.status ?? 200, { 'content-type': 'application/json', ...answer.headers });
    res.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body ?? {}));
  });
  server.keepAliveTimeout = 120_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const platform: ServicePlatform = {
    url,
    seen: [],
    answers: new Map<string, Answer>([
      ['/configuration', () => ({ body: configurationOf(url) })],
      ['/register', () => ({ status: 201, body: { client_id: 'client-given' } })],
    ]),
    async close() {
      for (const res of waiting) res.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return platform;
}

/** The configuration that a platform at this address publishes. */
export function configurationOf(url: string): Record<string, unknown> {
  return {
    issuer: url,
    authorization_endpoint: `${url}/auth`,
    token_endpoint: `${url}/token`,
    jwks_uri: `${url}/keys`,
    registration_endpoint: `${url}/register`,
    scopes_supported: ['openid', 'https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly'],
    'https://purl.imsglobal.org/spec/lti-platform-configuration': {
      product_family_code: 'moodle',
      version: '4.5',
      messages_supported: ['LtiResourceLinkRequest', 'LtiDeepLinkingRequest'],
      variables: ['Context.id.history'],
    },
  };
}
