// The smallest LTI tool there is, written for the sandbox's own tests with express and jose alone.
import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { createRemoteJWKSet, exportJWK, generateKeyPair, jwtVerify, SignJWT } from 'jose';

type Fields = Record<string, string>;
export type TestTool = Awaited<ReturnType<typeof createTestTool>>;

export interface TokenReply {
  status: number;
  body: Record<string, string>;
}
interface RosterMember {
  user_id: string;
  status: string;
  roles: string[];
  name?: string;
}
interface PlatformFacts {
  issuer: string;
  authorization_endpoint: string;
  token_endpoint: string;
  jwks_uri: string;
  registration_endpoint: string;
}

const SCOPES = 'https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly';

const CLOSE = '<script>(opener ?? parent).postMessage({ subject: "org.imsglobal.lti.close" }, "*")</script>';

function registrationBody(url: string) {
  const placements = ['course_navigation'];
  return {
    application_type: 'web',
    grant_types: ['client_credentials', 'implicit'],
    response_types: ['id_token'],
    redirect_uris: [`${url}/launch`],
    initiate_login_uri: `${url}/login`,
    client_name: 'Test tool',
    jwks_uri: `${url}/keys`,
    token_endpoint_auth_method: 'private_key_jwt',
    scope: SCOPES,
    'https://purl.imsglobal.org/spec/lti-tool-configuration': {
      domain: new URL(url).host,
      target_link_uri: `${url}/launch`,
      custom_parameters: {
        context_history: '$Context.id.history',
        Unknown: '$Not.A.Variable',
        unknown: '$Not.A.Variable',
      },
      claims: ['iss', 'sub', 'name', 'given_name', 'family_name', 'email'],
      messages: [{ type: 'LtiResourceLinkRequest', target_link_uri: `${url}/launch`, placements }],
      'https://canvas.instructure.com/lti/privacy_level': 'public',
    },
  };
}

/** One key pair serves all test tools of a worker: making one takes long. */
const toolKeys = generateKeyPair('RS256', { extractable: true });

/** Starts the tool on a free port. */
export async function createTestTool() {
  const pair = await toolKeys;
  const publicJwk = { ...(await exportJWK(pair.publicKey)), kid: 'tool', alg: 'RS256', use: 'sig' };
  const states = new Map<string, string>();
  let url = '';
  let platform = {} as PlatformFacts;
  let clientId = '';

  /** The authorization request that answers these login parameters. */
  function authorizationRequest(login: Fields): Fields {
    const [state, nonce] = [randomUUID(), randomUUID()];
    states.set(state, nonce);
    const { login_hint = '', lti_message_hint = '', client_id = '' } = login;
    const fixed = { scope: 'openid', response_type: 'id_token', response_mode: 'form_post', prompt: 'none' };
    return { ...fixed, client_id, redirect_uri: `${url}/launch`, login_hint, lti_message_hint, state, nonce };
  }

  const app = express();
  app.use(express.urlencoded({ extended: false }));
  app.get('/keys', (_req, res) => void res.json({ keys: [publicJwk] }));
  app.get('/register', async (req, res) => {
    const authorization = `Bearer ${req.query.registration_token}`;
    const configuration = await fetch(String(req.query.openid_configuration), { headers: { authorization } });
    platform = (await configuration.json()) as PlatformFacts;
    const answer = await fetch(platform.registration_endpoint, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify(registrationBody(url)),
    });
    clientId = ((await answer.json()) as { client_id: string }).client_id;
    res.status(answer.status).send(CLOSE);
  });
  app.post('/login', (req, res) => {
    const query = new URLSearchParams(authorizationRequest(req.body));
    res.redirect(`${platform.authorization_endpoint}?${query}`);
  });
  app.post('/launch', async (req, res) => {
    const nonce = states.get(req.body.state);
    const keys = createRemoteJWKSet(new URL(platform.jwks_uri));
    const claims = await jwtVerify(req.body.id_token ?? '', keys, { issuer: platform.issuer, audience: clientId }).then(
      ({ payload }) => payload,
      (error: Error) => ({ error: error.message, nonce: undefined }),
    );
    res.status(nonce && claims.nonce === nonce ? 200 : 401).json(claims);
  });
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  url = `http://localhost:${(server.address() as AddressInfo).port}`;

  /** Asks for an access token, with the assertion's claims changed as given. */
  async function accessToken(scope: string, changes: Record<string, unknown> = {}): Promise<TokenReply> {
    const now = Math.floor(Date.now() / 1000);
    const good = {
      iss: clientId,
      sub: clientId,
      aud: platform.token_endpoint,
      iat: now,
      exp: now + 60,
      jti: randomUUID(),
    };
    const assertion = await new SignJWT(JSON.parse(JSON.stringify({ ...good, ...changes })))
      .setProtectedHeader({ alg: 'RS256', kid: 'tool' })
      .sign(pair.privateKey);
    const answer = await fetch(platform.token_endpoint, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: assertion,
        scope,
      }),
    });
    return { status: answer.status, body: (await answer.json()) as Record<string, string> };
  }

  /** Reads a roster through all its pages. */
  async function roster(first: string, token: string | undefined): Promise<RosterMember[][]> {
    const pages: RosterMember[][] = [];
    for (let next: string | undefined = first; next; ) {
      const answer: Response = await fetch(next, { headers: { authorization: `Bearer ${token}` } });
      if (!answer.ok) throw new Error(`page ${pages.length + 1} answered ${answer.status}`);
      pages.push(((await answer.json()) as { members: RosterMember[] }).members);
      next = /<([^>]+)>; rel="?next/.exec(answer.headers.get('link') ?? '')?.[1];
    }
    return pages;
  }

  return {
    url,
    registrationBody: () => registrationBody(url) as Record<string, unknown>,
    authorizationRequest,
    accessToken,
    roster,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
