// /lti/login: where a platform sends the browser first. Whether the browser keeps our cookies is found out here, before
// the platform is asked, because platforms use a launch up when they authorise it.
import type { Request, Response } from 'express';
import { type Fields, readForm, readQuery } from '../form.ts';
import type { LaunchAttempt } from '../launch/launch.service.ts';
import { LaunchError } from '../launch/launch-error.ts';
import { protectPage, speak } from '../page-guard.ts';
import { paths } from '../paths.ts';
import { keepsCookies, setLoginCookie, setProbeCookie } from './cookies.ts';
import type { Logins } from './login.service.ts';
import { newWindowPage } from './new-window.view.ts';

// Our own marks beside the platform's parameters: back from the redirect to ourselves; inside the new window.
const CHECKED = 'perennial_checked';
const WINDOW = 'perennial_window';
// Proxies and servers refuse longer addresses; such a login goes on without the check.
const LONGEST_ADDRESS = 6000;

/** Handles GET and POST of /lti/login. */
export function handleLogin(logins: Logins) {
  return async (req: Request, res: Response): Promise<void> => {
    if (req.method !== 'GET' && req.method !== 'POST') throw new LaunchError('method_wrong', { method: req.method });
    const fields = req.method === 'GET' ? readQuery(req) : await readForm(req);
    const login = await logins.readLogin(fields);
    const attempt: LaunchAttempt = { registration: login.registration };
    res.set('Cache-Control', 'no-store');
    res.locals.launchAttempt = attempt;

    if (!keepsCookies(req.get('Cookie'))) {
      const check = `${paths.login}?${toQuery({ ...fields, [CHECKED]: '1' })}`;
      if (fields[CHECKED] === undefined && check.length <= LONGEST_ADDRESS) {
        setProbeCookie(res);
        res.redirect(check);
        return;
      }
      if (fields[WINDOW] !== undefined) throw new LaunchError('cookie_missing', { came: 'none' });
      if (fields[CHECKED] !== undefined) {
        showNewWindow(res, fields, attempt);
        return;
      }
    }
    const begun = logins.begin(login);
    setLoginCookie(res, begun.state, begun.cookie);
    res.redirect(begun.address);
  };
}

/** The frame keeps no cookies: one button opens the tool in a window, with the login that nobody has used yet. */
function showNewWindow(res: Response, fields: Fields, attempt: LaunchAttempt): void {
  protectPage(res, attempt);
  const { [CHECKED]: _checked, ...unused } = fields;
  const { frame, model } = newWindowPage(speak(res, attempt).t, { ...unused, [WINDOW]: '1' });
  res.page('lti/new-window', frame, model);
}

function toQuery(fields: Fields): string {
  return new URLSearchParams(fields as Record<string, string>).toString();
}
