// Nothing that somebody typed is lost: a refused form comes back with it, a refusal of any other kind keeps it as a
// draft, and where the session has ended the answer shows it to be copied.
import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import type { Refill } from '../base/http/refill.ts';
import { allowAnyFrame, carriesToken, csrfToken } from '../base/http/security.ts';
import { pickLanguage, translator } from '../base/i18n/index.ts';
import { AppError, ConflictError, ValidationError } from '../errors.ts';
import { sessionToken } from '../people/index.ts';
import type { Drafts } from './drafts.service.ts';

declare global {
  namespace Express {
    interface Locals {
      /** The form whose text is kept when the request is refused. */
      draftPlace?: string;
    }
  }
}

/** Before every other check of a form with a text: remembers what to keep; when the session is over, the text is shown. */
export function keepText(drafts: Drafts, place: (req: Request) => string): RequestHandler {
  return async (req, res, next) => {
    if (res.locals.viewer) {
      res.locals.draftPlace = place(req);
      return next();
    }
    const t = translator(res.locals.language ?? pickLanguage({ acceptLanguage: req.get('Accept-Language') }));
    const { text, title } = (req.body ?? {}) as Record<string, unknown>;
    const words = [title, text].filter((one): one is string => typeof one === 'string' && one !== '').join('\n\n');
    const owner = ownerOf(req, res);
    if (owner) await drafts.keep(owner.school, owner.person, place(req), req.body);
    allowAnyFrame(res);
    res.page(
      'discussions/signed-out',
      { title: t('discussions:signedOut.title'), head: { kind: 'none' }, main: 'narrow loose' },
      { words, kept: Boolean(owner) },
      401,
    );
  };
}

/** Whose session has ended, where the form is one of that session: another page's form is nobody's draft. */
function ownerOf(req: Request, res: Response): Express.Locals['owner'] {
  const token = sessionToken(req);
  return token !== undefined && carriesToken(req, csrfToken(token)) ? res.locals.owner : null;
}

/** Runs a handler; where its form is refused or was overtaken, `again` renders it once more with the typed values. */
export function typedAgain(
  drafts: Drafts,
  again: (req: Request, res: Response, refill: Refill, status: number) => Promise<void>,
  handler: (req: Request, res: Response) => Promise<void>,
): RequestHandler {
  return async (req, res) => {
    try {
      await handler(req, res);
    } catch (error) {
      if (!(error instanceof ValidationError || error instanceof ConflictError)) throw error;
      await keepDraft(drafts, req, res);
      const t = translator(res.locals.language ?? 'en');
      const wrong = error instanceof ConflictError ? { text: error.messageKey } : (error.details.fields ?? {});
      const fields = Object.fromEntries(
        Object.entries(wrong).map(([field, key]) => [field, t(key, error.details.values)]),
      );
      const errors = Object.entries(fields).map(([field, text]) => ({ field, text }));
      await again(req, res, { fields, errors, values: (req.body ?? {}) as Refill['values'] }, error.status);
    }
  };
}

/** After all routes of texts: keeps what was typed as a draft, then lets the refusal go on to its page. */
export function keepRefused(drafts: Drafts): ErrorRequestHandler {
  return (error: unknown, req, res, next) => {
    if (!(error instanceof AppError)) return next(error);
    keepDraft(drafts, req, res).then(() => next(error), next);
  };
}

/** Keeps what a form holds as the draft of its place. */
export async function keepDraft(drafts: Drafts, req: Request, res: Response): Promise<void> {
  const { viewer, draftPlace } = res.locals;
  if (!viewer || viewer.preview || draftPlace === undefined) return;
  await drafts.keep(viewer.school._id, viewer.person._id, draftPlace, req.body);
}
