// Takes an id_token apart before it is verified, and refuses what cannot be one of the awaited platform.
// https://www.imsglobal.org/spec/security/v1p0/#authentication-response-validation
import type { OpenLogin } from '../login/login.service.ts';
import type { Registration } from '../platforms/registration.model.ts';
import { LaunchError } from './launch-error.ts';

/** A token and what it says about itself; nothing of it is verified yet. */
export interface UnverifiedToken {
  compact: string;
  header: Record<string, unknown>;
  payload: Record<string, unknown>;
}

const COMPACT = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** Splits a compact JWT into its parts; throws LaunchError when it is none. */
export function splitIdToken(compact: string | undefined): UnverifiedToken {
  const [header, payload] = compact !== undefined && COMPACT.test(compact) ? compact.split('.') : [];
  const parts = [header, payload].map(parseObject);
  if (compact === undefined || !parts[0] || !parts[1]) throw new LaunchError('token_invalid');
  return { compact, header: parts[0], payload: parts[1] };
}

function parseObject(part: string | undefined): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part ?? '', 'base64url').toString('utf8'));
    return value !== null && typeof value === 'object' && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** Checks algorithm, issuer, audience and nonce against the login; returns the id of the key that signed. */
export function checkAddressee(token: UnverifiedToken, registration: Registration, login: OpenLogin): string {
  const { header, payload } = token;
  if (header.alg !== 'RS256') throw new LaunchError('algorithm_wrong', { algorithm: String(header.alg) });
  if (typeof header.kid !== 'string' || header.kid === '') throw new LaunchError('key_unknown', { key: '–' });
  if (payload.iss !== registration.issuer) throw new LaunchError('issuer_wrong', { issuer: String(payload.iss) });
  checkAudience(payload, registration.clientId);
  if (payload.nonce !== login.nonce) throw new LaunchError('nonce_mismatch');
  return header.kid;
}

/** Other audiences than this tool are trusted by nobody: https://www.imsglobal.org/spec/security/v1p0/#id-token */
function checkAudience({ aud, azp }: Record<string, unknown>, clientId: string): void {
  const audiences = Array.isArray(aud) ? aud : [aud];
  const onlyUs = audiences.length > 0 && audiences.every((each) => each === clientId);
  if (!onlyUs || (azp !== undefined && azp !== null && azp !== clientId)) throw new LaunchError('audience_wrong');
}
