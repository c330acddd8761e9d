// /lti/launch: where platforms post their messages. A good one goes to onLaunch, which makes the session.
import type { Request, Response } from 'express';
import { readForm } from '../form.ts';
import { clearLoginCookie, loginCookieName, readCookie } from '../login/cookies.ts';
import type { createLaunches, LaunchAttempt } from './launch.service.ts';
import type { Launch } from './launch.ts';

/** Takes over after a good launch: finds or makes the person, makes the session, redirects. */
export type OnLaunch = (launch: Launch, req: Request, res: Response) => Promise<void>;

/** Handles all methods of /lti/launch; only a POST of a form gets further than its first line. */
export function handleLaunch(receive: ReturnType<typeof createLaunches>, onLaunch: OnLaunch) {
  return async (req: Request, res: Response): Promise<void> => {
    const fields = await readForm(req);
    const attempt: LaunchAttempt = {};
    res.locals.launchAttempt = attempt;
    const cookies = req.get('Cookie');
    const launch = await receive(fields, (state) => readCookie(cookies, loginCookieName(state)), attempt);
    if (fields.state !== undefined) clearLoginCookie(res, fields.state);
    await onLaunch(launch, req, res);
  };
}
