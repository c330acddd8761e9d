// The one error handler: it turns what services throw into a page (or JSON) with a number that a person can quote.
import { randomInt } from 'node:crypto';
import type { ErrorRequestHandler, RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import { AppError, NotFoundError } from '../../errors.ts';
import { realClock } from '../clock.ts';
import { pickLanguage, translator } from '../i18n/index.ts';
import { createDates } from './dates.ts';
import { allowAnyFrame } from './security.ts';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A number to quote: "7F3K-20QD". */
export function errorNumber(): string {
  const letters = Array.from({ length: 8 }, () => ALPHABET[randomInt(32)]);
  return `${letters.slice(0, 4).join('')}-${letters.slice(4).join('')}`;
}

/** Answers an address that nothing else has answered. */
export const notFound: RequestHandler = (_req, _res, next) => next(new NotFoundError());

/** The error handler; failures that nobody expected are logged with their stack, which never leaves the process. */
export function errorHandler(logger: Logger): ErrorRequestHandler {
  return (error: unknown, req, res, next) => {
    if (res.headersSent) return next(error);
    const known = toAppError(error);
    const number = errorNumber();
    const entry = { err: error, number, status: known.status, code: known.code };
    if (known.status >= 500) logger.error(entry, 'request failed');
    else logger.info({ number, status: known.status, code: known.code }, 'request refused');
    setRetryAfter(res, known);
    if (req.accepts(['html', 'json']) === 'json') {
      res.status(known.status).json({ error: { code: known.code, number } });
      return;
    }
    if (!res.locals.viewer) allowAnyFrame(res);
    const lang = res.locals.language ?? pickLanguage({ acceptLanguage: req.get('Accept-Language') });
    const t = translator(lang);
    const now = res.locals.schoolNow ?? realClock.now();
    const heading = t(`common:errors.headings.${headingOf(known.status)}`);
    res.page(
      'errors/error',
      {
        title: heading,
        head: { kind: 'none' },
        main: 'narrow loose error',
        ...(res.locals.viewer ? { crumb: [{ text: res.locals.viewer.school.name }] } : {}),
      },
      {
        heading,
        lead: t(known.messageKey, known.details.values),
        actions: res.locals.viewer ? [{ text: t('common:errors.home'), href: '/' }] : [],
        admin: {
          code: known.code,
          number,
          when: createDates(lang, res.locals.timeZone ?? 'UTC', now).exact(now),
        },
      },
      known.status,
    );
  };
}

/** Says when to come again, where the refusal knows (seconds). */
export function setRetryAfter(res: Response, error: unknown): void {
  const seconds = error instanceof AppError ? error.details.retryAfter : undefined;
  if (typeof seconds === 'number') res.set('Retry-After', String(seconds));
}

function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const { status, type } = (error ?? {}) as { status?: unknown; type?: unknown };
  // What Express and its body parser refuse carries a 4xx status of its own.
  if (typeof status === 'number' && status >= 400 && status < 500) {
    return new AppError(
      status,
      typeof type === 'string' ? type.replaceAll('.', '_') : 'bad_request',
      'common:errors.badRequest',
    );
  }
  return new AppError(500, 'internal', 'common:errors.internal');
}

const headingOf = (status: number): string =>
  ({ 401: 'signedOut', 403: 'forbidden', 404: 'notFound', 409: 'conflict', 429: 'tooMany' })[status] ??
  (status < 500 ? 'badRequest' : 'internal');
