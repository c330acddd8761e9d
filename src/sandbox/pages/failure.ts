// What the sandbox answers where a page or a person does not exist, or a form is not as its page made it.
import type { ErrorRequestHandler } from 'express';
import { ZodError } from 'zod';
import type { Platform } from '../platform.ts';
import { UnknownInSchool } from '../school/school.service.ts';
import type { Pages } from './page.ts';

/** Builds the error handler: a plain page, and a line in the log. */
export function failed(platform: Platform, pages: Pages): ErrorRequestHandler {
  return async (error, req, res, next) => {
    if (res.headersSent) {
      next(error);
      return;
    }
    platform.logger?.info({ err: error, path: req.path }, 'The sandbox could not answer');
    const status = error instanceof UnknownInSchool ? 404 : error instanceof ZodError ? 400 : 500;
    await pages.show(req, res, 'error', { code: status === 500 ? 'broken' : 'not_found' }, status);
  };
}
