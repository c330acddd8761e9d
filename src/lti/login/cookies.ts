// The cookies of a launch: one per login, so that two tabs do not disturb each other, and a small one that tells that
// this browser keeps our cookies inside the platform's frame. All are partitioned, secure and unreadable for scripts.
import { createHash } from 'node:crypto';
import type { CookieOptions, Response } from 'express';

const PROBE = '__Host-perennial-cookies';
const OURS = '__Host-perennial';
const THIRTY_DAYS = 30 * 24 * 60 * 60 * 1000;

/** How long a login may take, in milliseconds. */
export const LOGIN_LIFETIME = 10 * 60 * 1000;

// Browsers take Secure and __Host- on http://localhost as well, so development needs no other kind.
const options = (maxAge: number): CookieOptions => ({
  httpOnly: true,
  secure: true,
  sameSite: 'none',
  partitioned: true,
  path: '/',
  maxAge,
});

/** The cookie name of one login; it gives the state away to nobody. */
export function loginCookieName(state: string): string {
  return `${OURS}-login-${createHash('sha256').update(`cookie ${state}`).digest('hex').slice(0, 16)}`;
}

/** Sets the cookie by which this browser proves that it began the login. */
export function setLoginCookie(res: Response, state: string, secret: string): void {
  res.cookie(loginCookieName(state), secret, options(LOGIN_LIFETIME));
}

/** Removes the cookie of a login that is over. */
export function clearLoginCookie(res: Response, state: string): void {
  res.cookie(loginCookieName(state), '', options(0));
}

/** Sets the small cookie whose return tells that cookies are kept. */
export function setProbeCookie(res: Response): void {
  res.cookie(PROBE, '1', options(THIRTY_DAYS));
}

/** Tells whether any cookie of ours came along. */
export function keepsCookies(header: string | undefined): boolean {
  return (header ?? '').split(';').some((each) => each.trimStart().startsWith(OURS));
}

/** The value of one cookie in a Cookie header; ours are plain tokens and need no decoding. */
export function readCookie(header: string | undefined, name: string): string | undefined {
  for (const each of (header ?? '').split(';')) {
    const cookie = each.trim();
    if (cookie.startsWith(`${name}=`)) return cookie.slice(name.length + 1);
  }
  return undefined;
}
