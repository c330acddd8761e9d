// What protects every request: security headers with the platform as the only frame, the same-origin check on unsafe
// methods, and the token that every form of a session carries.
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import helmet from 'helmet';
import { ForbiddenError } from '../../errors.ts';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Sets the headers; `frameAncestors(res)` may be called again later, when the platform is known. */
export function securityHeaders(options: { https: boolean }): RequestHandler {
  const headers = helmet({
    contentSecurityPolicy: false,
    crossOriginOpenerPolicy: false,
    frameguard: false,
    referrerPolicy: { policy: 'same-origin' },
    strictTransportSecurity: options.https,
  });
  return (req, res, next) => {
    setFrameAncestors(res, []);
    res.set('Permissions-Policy', 'camera=(), microphone=(), geolocation=(), payment=()');
    headers(req, res, next);
  };
}

/** Writes the content security policy with the origins that may frame the page; none: nobody. */
export function setFrameAncestors(res: Response, origins: readonly string[]): void {
  const frame = origins.length > 0 ? `'self' ${origins.join(' ')}` : "'none'";
  res.set(
    'Content-Security-Policy',
    "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; font-src 'self'; " +
      `manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors ${frame}`,
  );
}

/**
 * Lets any page frame this answer. Only for pages that know nobody and hold no form: once a session is over, the platform
 * whose frame we stand in is not known any more, and the browser would show its own error there.
 */
export const allowAnyFrame = (res: Response): void => setFrameAncestors(res, ['*']);

/** Refuses unsafe requests that another site's page has sent, by Sec-Fetch-Site or else Origin. */
export function sameOrigin(publicUrl: string): RequestHandler {
  return (req, _res, next) => {
    if (SAFE.has(req.method)) return next();
    const site = req.get('Sec-Fetch-Site');
    const origin = req.get('Origin');
    const foreign = origin !== undefined ? origin !== publicUrl : site !== 'same-origin';
    next(
      foreign || (site !== undefined && site !== 'same-origin')
        ? new ForbiddenError('other_origin', 'common:errors.otherOrigin')
        : undefined,
    );
  };
}

/** The token of a session's forms: it follows from the session's secret and tells nothing of it. */
export const csrfToken = (session: string): string =>
  createHash('sha256').update(`form:${session}`).digest('base64url');

/** Refuses an unsafe request of a session whose form does not carry the session's token. */
export function formToken(): RequestHandler {
  return (req, res, next) => {
    const expected = res.locals.csrf as string | undefined;
    if (SAFE.has(req.method) || expected === undefined) return next();
    next(carriesToken(req, expected) ? undefined : new ForbiddenError('form_token', 'common:errors.formToken'));
  };
}

/** Whether a form carries this token. */
export function carriesToken(req: Request, expected: string): boolean {
  const given: unknown = (req.body as Record<string, unknown> | undefined)?._csrf;
  return (
    typeof given === 'string' &&
    given.length === expected.length &&
    timingSafeEqual(Buffer.from(given), Buffer.from(expected))
  );
}
