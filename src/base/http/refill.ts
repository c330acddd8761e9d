// A refused form comes back with status 422, what was typed, and the words of each wrong field; nothing typed is lost.
import type { Request, RequestHandler, Response } from 'express';
import { ValidationError } from '../../errors.ts';
import { translator } from '../i18n/index.ts';

/** What a refused form shows again: the message of each wrong field, and everything that was typed. */
export interface Refill {
  fields: Record<string, string>;
  /** For the summary on top of the form; `field` is the field's id. */
  errors: { field: string; text: string }[];
  values: Record<string, string | string[]>;
}

/** Runs a handler; when it throws a ValidationError, `again` renders the form once more (answer with status 422). */
export function withRefill(
  again: (req: Request, res: Response, refill: Refill) => Promise<void> | void,
  handler: (req: Request, res: Response) => Promise<void>,
): RequestHandler {
  return async (req, res) => {
    try {
      await handler(req, res);
    } catch (error) {
      if (!(error instanceof ValidationError)) throw error;
      const t = translator(res.locals.language ?? 'en');
      const fields = Object.fromEntries(
        Object.entries(error.details.fields ?? {}).map(([field, key]) => [field, t(key, error.details.values)]),
      );
      const errors = Object.entries(fields).map(([field, text]) => ({ field, text }));
      await again(req, res, { fields, errors, values: (req.body ?? {}) as Refill['values'] });
    }
  };
}

/** A form as its page shows it: fresh, or refused with what was typed. */
export interface Form extends Refill {
  status: 200 | 422;
}

const FRESH: Form = { fields: {}, errors: [], values: {}, status: 200 };

/** The two ways to a form's page: `fresh` answers GET, `accept` runs the handler of its POST and shows it again when refused. */
export function formOf(show: (res: Response, form: Form) => Promise<void> | void) {
  return {
    fresh: ((_req, res) => show(res, FRESH)) satisfies RequestHandler,
    accept: (handler: (req: Request, res: Response) => Promise<void>): RequestHandler =>
      withRefill((_req, res, refill) => show(res, { ...refill, status: 422 }), handler),
  };
}
