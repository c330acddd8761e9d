// Our own pages inside a platform's frame: which language they speak, who may show them, where their forms may lead.
import type { Response } from 'express';
import { type Language, pickLanguage, type Translator, translator } from '../base/i18n/index.ts';
import type { LaunchAttempt } from './launch/launch.service.ts';
import { originsOf } from './platforms/origins.ts';

// They hold no session and change nothing by a click, so an unknown platform's frame does no harm.
const ANYBODY = ['*'];

/** Sets the headers of a page: the platform of the attempt, or anybody while it is unknown, may show it in a frame. */
export function protectPage(res: Response, { registration }: LaunchAttempt): void {
  const ancestors = registration ? ["'self'", ...originsOf(registration)] : ANYBODY;
  // Browsers apply form-action to the redirects after a form, too: our login leads to the platform.
  const forms = ["'self'", ...(registration ? [new URL(registration.authorizationEndpoint).origin] : [])];
  res.removeHeader('X-Frame-Options');
  res.removeHeader('Cross-Origin-Opener-Policy');
  res.set('Cache-Control', 'no-store');
  res.set(
    'Content-Security-Policy',
    `default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; font-src 'self'; base-uri 'none'; ` +
      `form-action ${forms.join(' ')}; frame-ancestors ${ancestors.join(' ')}`,
  );
}

/** Chooses the page's language: the launch's, else what the application chose, else the browser's. */
export function speak(res: Response, { presentation }: LaunchAttempt): { t: Translator; language: Language } {
  const acceptLanguage = res.req.get('Accept-Language');
  const language = pickLanguage({ launch: presentation?.locale ?? res.locals.language, acceptLanguage });
  res.locals.language = language;
  return { t: translator(language), language };
}
