// Shows why a launch was refused: plain words for the person, the code and its meaning for the school's administrator,
// a number to quote, and the way back to the course. Nothing of it is a session.
import type { ErrorRequestHandler } from 'express';
import type { Logger } from 'pino';
import { realClock } from '../../base/clock.ts';
import { errorNumber, setRetryAfter } from '../../base/http/errors.ts';
import { AppError } from '../../errors.ts';
import { protectPage, speak } from '../page-guard.ts';
import { checkReturnUrl } from '../platforms/origins.ts';
import { productOf } from '../products/index.ts';
import type { LaunchAttempt } from './launch.service.ts';
import { LaunchError } from './launch-error.ts';
import { refusalPage } from './refusal.view.ts';
import { readRoles } from './roles.ts';

/** Creates the error handler of the LTI routes; what is no refusal is left to the application's own handler. */
export function showRefusal(
  logger: Logger,
  allowInsecureHttp: boolean,
  schoolName: (school: string) => Promise<string>,
): ErrorRequestHandler {
  return async (error, _req, res, next) => {
    const refusal = toRefusal(error);
    if (!refusal || res.headersSent) {
      next(error);
      return;
    }
    const attempt: LaunchAttempt = res.locals.launchAttempt ?? {};
    const { registration, presentation, roleNames } = attempt;
    const number = errorNumber();
    logger.warn(
      {
        number,
        code: refusal.code,
        values: refusal.details.values,
        registration: registration?._id,
        cause: refusal.cause,
      },
      'launch refused',
    );
    const returnUrl = registration && checkReturnUrl(registration, presentation?.returnUrl, allowInsecureHttp);
    protectPage(res, attempt);
    const { t, language } = speak(res, attempt);
    const school = registration && (await schoolName(registration.school).catch(() => undefined));
    const roles = registration && roleNames && readRoles(roleNames, productOf(registration));
    const circumstances = { number, at: realClock.now(), returnUrl, language, roles, school };
    const { frame, model } = refusalPage(t, refusal, circumstances);
    setRetryAfter(res, error);
    if (refusal.code === 'method_wrong') res.set('Allow', 'POST');
    res.page('errors/error', frame, model, refusal.status);
  };
}

function toRefusal(error: unknown): LaunchError | undefined {
  if (error instanceof LaunchError) return error;
  return error instanceof AppError && error.status === 429 ? new LaunchError('rate_limited', {}, error) : undefined;
}
