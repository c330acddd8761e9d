// Answers a launch: a session and a way on, or a page to read. Plugged into the protocol as its `onLaunch`.
import type { Request, Response } from 'express';
import { setFrameAncestors } from '../../base/http/security.ts';
import { pickLanguage, translator } from '../../base/i18n/index.ts';
import type { Launch } from '../../lti/index.ts';
import { type Sessions, sessionToken, setSessionCookie } from '../../people/index.ts';
import type { Launches, Notice } from './launches.service.ts';

/** What the protocol calls with every launch that it has verified. */
export function launchHandler(deps: { launches: Launches; sessions: Sessions }) {
  return async (launch: Launch, req: Request, res: Response): Promise<void> => {
    const outcome = await deps.launches.receive(launch);
    if ('notice' in outcome) return showNotice(launch, outcome.notice, req, res);
    setSessionCookie(res, await deps.sessions.begin(outcome.session, sessionToken(req)));
    res.redirect(303, outcome.to);
  };
}

/** A page without any content of the school; it begins no session and writes nothing down. */
function showNotice(launch: Launch, notice: Notice, req: Request, res: Response): void {
  const language = pickLanguage({ launch: launch.locale, acceptLanguage: req.get('Accept-Language') });
  const t = translator(language);
  res.locals.language = language;
  setFrameAncestors(res, launch.frameAncestors);
  const heading = t(`internal:notice.${notice}.heading`);
  const back = launch.returnUrl ? { text: t('internal:notice.back'), href: launch.returnUrl } : undefined;
  res.page(
    'internal/notice',
    { title: heading, head: { kind: 'none' }, main: 'narrow loose' },
    { heading, text: t(`internal:notice.${notice}.text`), back, again: undefined },
  );
}
