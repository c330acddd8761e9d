// Access tokens for a platform's services: one for each set of scopes, kept until a minute before its end, asked for
// once by however many need it. https://www.imsglobal.org/spec/security/v1p0/#using-json-web-tokens-with-oauth-2-0-client-credentials-grant
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { elapsed } from '../../base/clock.ts';
import type { Outgoing } from '../../base/outgoing.ts';
import { UpstreamError } from '../../errors.ts';
import type { ToolKeys } from '../keys/tool-keys.ts';
import type { Registration } from '../platforms/registration.model.ts';
import { parseJson } from '../registration/platform-configuration.ts';

/** Gives and forgets access tokens; throws UpstreamError. */
export interface AccessTokens {
  getToken(registration: Registration, scopes: readonly string[]): Promise<string>;
  drop(registration: Registration, scopes: readonly string[]): void;
}

const LEEWAY = 60_000;
const DEFAULT_LIFETIME = 3600;
const ASSERTION = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

const answerSchema = z.object({
  access_token: z.string().min(1),
  expires_in: z.coerce.number().positive().optional().catch(undefined),
});

/** Creates the store of tokens; `now` counts milliseconds. */
export function createAccessTokens(outgoing: Outgoing, keys: ToolKeys, now: () => number = elapsed): AccessTokens {
  const tokens = new Map<string, { token: Promise<string>; until: number }>();
  const keyOf = ({ _id }: Registration, scopes: readonly string[]) => [_id, ...[...scopes].sort()].join(' ');

  async function request(registration: Registration, scopes: readonly string[]) {
    const answer = await outgoing.send(registration.tokenEndpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_assertion_type: ASSERTION,
        client_assertion: await assertion(registration, keys),
        scope: [...scopes].sort().join(' '),
      }).toString(),
    });
    const read = answerSchema.safeParse(parseJson(answer.text));
    if (answer.status !== 200 || !read.success) {
      const details = { status: answer.status, answer: answer.text.slice(0, 300), address: registration.tokenEndpoint };
      throw new UpstreamError('token_refused', details);
    }
    return read.data;
  }

  return {
    getToken(registration, scopes) {
      const key = keyOf(registration, scopes);
      const known = tokens.get(key);
      if (known && known.until > now()) return known.token;
      const entry = { until: Number.POSITIVE_INFINITY, token: Promise.resolve('') };
      entry.token = request(registration, scopes).then(
        ({ access_token, expires_in = DEFAULT_LIFETIME }) => {
          entry.until = now() + expires_in * 1000 - LEEWAY;
          return access_token;
        },
        (error) => {
          if (tokens.get(key) === entry) tokens.delete(key);
          throw error;
        },
      );
      tokens.set(key, entry);
      return entry.token;
    },
    drop: (registration, scopes) => void tokens.delete(keyOf(registration, scopes)),
  };
}

/** The tool's proof of itself: iss and sub are the client id, aud the authorization server. */
async function assertion(registration: Registration, keys: ToolKeys): Promise<string> {
  const { kid, key } = await keys.signingKey();
  const { SignJWT } = await import('jose'); // here, because a start need not wait for it
  return new SignJWT({})
    .setProtectedHeader({ alg: 'RS256', kid, typ: 'JWT' })
    .setIssuer(registration.clientId)
    .setSubject(registration.clientId)
    .setAudience(registration.authorizationServer ?? registration.tokenEndpoint)
    .setJti(randomUUID())
    .setIssuedAt()
    .setExpirationTime('5m')
    .sign(key);
}
