// Signing in by a link, signing out, and the choice of a language. A link's page only shows a button, so that mail
// scanners that open it use nothing up.
import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import { email, parseForm } from '../base/http/input.ts';
import { addressKey, type Limits } from '../base/http/limits.ts';
import { type Refill, withRefill } from '../base/http/refill.ts';
import { allowAnyFrame } from '../base/http/security.ts';
import { LANGUAGES, pickLanguage, translator } from '../base/i18n/index.ts';
import { NotFoundError } from '../errors.ts';
import { paths, patterns } from './paths.ts';
import type { People } from './people.service.ts';
import { clearSessionCookie, sessionToken, setSessionCookie } from './session.http.ts';
import type { Sessions } from './sessions.service.ts';
import { emailKey, type SignIn } from './signin.service.ts';
import { choicesOf, doorFrame, sameSitePath } from './signin.view.ts';

const emailForm = z.object({ email });
const choiceForm = z.object({ person: z.string().max(40).optional() });

/** The routes of signing in by a link. */
export function signInRoutes(deps: { signIn: SignIn; limits: Limits }): Router {
  const { signIn, limits } = deps;
  const router = Router();

  function show(res: Response, sent: boolean, refill?: Refill): void {
    const language = languageOf(res);
    const t = translator(language);
    const { values = {}, fields = {}, errors = [] } = refill ?? {};
    res.page(
      'people/sign-in',
      doorFrame(t, 'signIn'),
      { action: paths.signIn, sent, values, fields, errors },
      refill ? 422 : 200,
    );
  }

  router.get(patterns.signIn, (req, res) => show(res, req.query.sent === 'yes'));

  router.post(
    patterns.signIn,
    withRefill(
      (_req, res, refill) => show(res, false, refill),
      async (req, res) => {
        const { email: address } = parseForm(emailForm, req.body, 'people');
        const [from, target] = [addressKey(req), emailKey(address)];
        await limits.count('sign-in-address', from);
        await limits.count('sign-in', `${from} ${target}`);
        await limits.count('sign-in-target', target);
        await signIn.requestLinks(address);
        res.redirect(303, `${paths.signIn}?sent=yes`);
      },
    ),
  );

  router.get(patterns.signInLink, async (req, res) => {
    const code = String(req.params.code);
    const { school, people } = await signIn.open(code);
    const language = pickLanguage({ chosen: people[0]?.language ?? undefined });
    const t = translator(language);
    res.locals.language = language;
    res.page('people/link', doorFrame(t, 'link', school.name), {
      action: paths.signInLink(code),
      school: school.name,
      choices: people.length > 1 ? choicesOf(people, t) : [],
    });
  });

  router.post(patterns.signInLink, async (req, res) => {
    await limits.count('sign-in-address', addressKey(req));
    const { person } = parseForm(choiceForm, req.body, 'people');
    setSessionCookie(res, await signIn.signIn(String(req.params.code), person));
    res.redirect(303, paths.me);
  });

  return router;
}

/** The routes of signing out and of the language. */
export function sessionRoutes(deps: { sessions: Sessions; people: People; publicUrl: string }): Router {
  const router = Router();

  router.get(patterns.signOut, (_req, res) => {
    allowAnyFrame(res);
    res.page('people/signed-out', doorFrame(translator(languageOf(res)), 'signedOut'), {
      signInHref: paths.signIn,
      framed: isFramed(res.req),
    });
  });

  router.post(patterns.signOut, async (req, res) => {
    const token = sessionToken(req);
    if (token !== undefined) await deps.sessions.end(token);
    clearSessionCookie(res);
    res.redirect(303, sameSitePath(req.query.next, deps.publicUrl) ?? paths.signOut);
  });

  router.post(patterns.language, async (req, res) => {
    const language = LANGUAGES.find((one) => one === req.params.language);
    if (!language) throw new NotFoundError();
    const token = sessionToken(req);
    const { viewer } = res.locals;
    if (viewer && token !== undefined) {
      await deps.sessions.setLanguage(token, language);
      if (!viewer.preview) await deps.people.updatePerson(viewer.school._id, viewer.person._id, { language });
    }
    res.redirect(303, sameSitePath(req.get('Referer'), deps.publicUrl) ?? '/');
  });

  return router;
}

/** A page in a platform's frame leads out of it: sign-in is for people who come without a platform. */
const isFramed = (req: Request): boolean => req.get('Sec-Fetch-Dest') !== 'document';

const languageOf = (res: Response) =>
  res.locals.language ?? pickLanguage({ acceptLanguage: res.req.get('Accept-Language') });
