// The platform's token endpoint. It checks the tool's assertion completely, because real platforms often do not and a
// tool would not notice its mistakes. https://www.imsglobal.org/spec/security/v1p0/#using-json-web-tokens-with-oauth-2-0-client-credentials-grant
import { randomBytes } from 'node:crypto';
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';
import { z } from 'zod';
import { realClock } from '../../base/clock.ts';
import type { Platform } from '../platform.ts';
import type { Tool } from './tools.ts';

const LIFETIME_S = 3600;
const MAX_ASSERTION_S = 3600;
const SKEW_S = 10;

interface Grant {
  clientId: string;
  scopes: string[];
  expiresAt: number;
}

export type AccessTokens = ReturnType<typeof createAccessTokens>;

/** Creates the memory of access tokens and of the assertions already seen. */
export function createAccessTokens() {
  const grants = new Map<string, Grant>();
  const seen = new Map<string, number>();
  return {
    issue(clientId: string, scopes: string[]): string {
      const token = randomBytes(24).toString('base64url');
      grants.set(token, { clientId, scopes, expiresAt: realClock.now().getTime() + LIFETIME_S * 1000 });
      return token;
    },
    find(token: string): Grant | undefined {
      const grant = grants.get(token);
      return grant && grant.expiresAt > realClock.now().getTime() ? grant : undefined;
    },
    /** Makes all tokens invalid, as when a platform restarts or an administrator revokes them. */
    revokeAll: (): void => grants.clear(),
    /** Notes an assertion; false where it was used before. */
    first(clientId: string, jti: string): boolean {
      const now = realClock.now().getTime();
      for (const [key, until] of seen) if (until < now) seen.delete(key);
      const key = `${clientId} ${jti}`;
      if (seen.has(key)) return false;
      seen.set(key, now + (MAX_ASSERTION_S + SKEW_S) * 1000);
      return true;
    },
  };
}

/** An answer of the token endpoint. */
export interface TokenAnswer {
  status: number;
  body: Record<string, unknown>;
}

const request = z.object({
  grant_type: z.string().optional(),
  client_assertion_type: z.string().optional(),
  client_assertion: z.string().optional(),
  scope: z.string().optional(),
});

const refuse = (status: number, error: string, description: string): TokenAnswer => ({
  status,
  body: { error, error_description: description },
});

function readSubject(assertion: string): string {
  try {
    const payload = JSON.parse(Buffer.from(assertion.split('.')[1] ?? '', 'base64url').toString());
    return typeof payload?.sub === 'string' ? payload.sub : '';
  } catch {
    return '';
  }
}

async function fetchKeys(tool: Tool): Promise<JSONWebKeySet> {
  const answer = await fetch(tool.jwksUrl, { signal: AbortSignal.timeout(5_000), redirect: 'error' });
  if (!answer.ok) throw new Error(`${tool.jwksUrl} answered ${answer.status}`);
  return (await answer.json()) as JSONWebKeySet;
}

/** Returns why the assertion is wrong, or undefined. */
async function assertionFault(platform: Platform, tool: Tool, assertion: string): Promise<string | undefined> {
  const keys = await fetchKeys(tool).catch((error: Error) => error);
  if (keys instanceof Error) return `The tool's keys cannot be read: ${keys.message}`;
  try {
    const { payload, protectedHeader } = await jwtVerify(assertion, createLocalJWKSet(keys), {
      issuer: tool.clientId,
      subject: tool.clientId,
      audience: platform.endpoint('token'),
      algorithms: ['RS256'],
      requiredClaims: ['iat', 'exp', 'jti'],
      clockTolerance: SKEW_S,
    });
    const [iat, exp] = [payload.iat ?? 0, payload.exp ?? 0];
    if (!protectedHeader.kid) return 'The assertion names no kid';
    if (iat > realClock.now().getTime() / 1000 + SKEW_S) return 'The assertion was issued in the future';
    if (exp - iat > MAX_ASSERTION_S) return 'The assertion lives too long';
    if (!platform.accessTokens.first(tool.clientId, payload.jti ?? '')) return 'The jti was used before';
    return undefined;
  } catch (error) {
    return `The assertion is not valid: ${error instanceof Error ? error.message : 'unknown'}`;
  }
}

/** Answers a client-credentials request. */
export async function answerToken(platform: Platform, input: unknown): Promise<TokenAnswer> {
  const parsed = request.safeParse(input ?? {});
  if (!parsed.success) return refuse(400, 'invalid_request', 'Each parameter may appear once');
  const asked = parsed.data;
  if (asked.grant_type !== 'client_credentials') {
    return refuse(400, 'unsupported_grant_type', "The 'grant_type' must be 'client_credentials'");
  }
  if (asked.client_assertion_type !== 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer') {
    return refuse(400, 'invalid_request', 'The client_assertion_type is missing or unknown');
  }
  if (!asked.client_assertion) return refuse(400, 'invalid_request', 'The client_assertion is missing');
  const tool = platform.tools.find(readSubject(asked.client_assertion));
  if (tool?.state !== 'active') return refuse(401, 'invalid_client', 'The client is unknown or not active');
  const fault = await assertionFault(platform, tool, asked.client_assertion);
  if (fault) return refuse(401, 'invalid_client', fault);
  const scopes = (asked.scope ?? '').split(' ').filter((scope) => tool.scopes.includes(scope));
  if (scopes.length === 0) return refuse(400, 'invalid_scope', 'None of the scopes is granted to the tool');
  const token = platform.accessTokens.issue(tool.clientId, scopes);
  return {
    status: 200,
    body: { access_token: token, token_type: 'Bearer', expires_in: LIFETIME_S, scope: scopes.join(' ') },
  };
}
