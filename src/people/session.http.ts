// The session in a request: reads the cookie, finds who is looking, and prepares what every page shows of it.
import type { Request, RequestHandler, Response } from 'express';
import type { Clock } from '../base/clock.ts';
import { csrfToken, setFrameAncestors } from '../base/http/security.ts';
import { translator } from '../base/i18n/index.ts';
import { AuthenticationError } from '../errors.ts';
import { paths } from './paths.ts';
import { shortName } from './people.service.ts';
import type { Person } from './person.model.ts';
import type { Session } from './session.model.ts';
import type { Sessions } from './sessions.service.ts';
import { toViewer, type Viewer } from './viewer.ts';

const COOKIE = '__Host-session';
const ATTRIBUTES = { httpOnly: true, secure: true, sameSite: 'none', partitioned: true, path: '/' } as const;

/** Puts a new session into the browser (it ends with the browser or with the server's limits). */
export function setSessionCookie(res: Response, token: string): void {
  res.cookie(COOKIE, token, ATTRIBUTES);
}

/** Takes the session out of the browser. */
export function clearSessionCookie(res: Response): void {
  res.clearCookie(COOKIE, ATTRIBUTES);
}

/** The opaque id that the browser sent, if any. */
export function sessionToken(req: Request): string | undefined {
  const pair = req.headers.cookie?.split('; ').find((each) => each.startsWith(`${COOKIE}=`));
  return pair?.slice(COOKIE.length + 1);
}

/** Whoever is signed in; AuthenticationError where nobody is. */
export function viewerOf(res: Response): Viewer {
  if (!res.locals.viewer) throw new AuthenticationError();
  return res.locals.viewer;
}

/** Finds the session and sets what pages and services need; without one the request goes on as nobody's. */
export function sessions(deps: { sessions: Sessions; clock: Clock }): RequestHandler {
  return async (req, res, next) => {
    res.locals.schoolNow = deps.clock.now();
    const token = sessionToken(req);
    const found = token === undefined ? null : await deps.sessions.find(token);
    if (token !== undefined && found) {
      const { school, session } = found;
      const person = session.launch?.preview ? previewPerson(session) : found.person;
      if (person && person.state !== 'former')
        setViewer(res, toViewer(school, person, session, req.get('Accept-Language')), token);
    }
    // Somebody who was away too long may be sending a text: it is kept for them.
    else if (token !== undefined && req.method === 'POST') res.locals.owner = await deps.sessions.findOwner(token);
    next();
  };
}

/** The platform's test user: a pupil who exists for this request only. */
const previewPerson = (session: Session): Person => ({
  _id: session.person,
  school: session.school,
  state: 'here',
  band: 'pupil',
  staff: false,
  administrator: false,
  name: null,
  email: null,
  organisation: null,
  birthDate: null,
  adultStatedAt: null,
  language: session.language,
  launchedAt: null,
  stateSince: session.seenAt,
  leftYear: null,
});

function setViewer(res: Response, viewer: Viewer, token: string): void {
  const { school, person, session, language } = viewer;
  const t = translator(language);
  res.locals.viewer = viewer;
  res.locals.language = language;
  res.locals.timeZone = school.policy.timeZone;
  res.locals.csrf = csrfToken(token);
  if (session.launch) {
    const { platformOrigin, frameAncestors = [] } = session.launch;
    setFrameAncestors(res, [...new Set([platformOrigin, ...frameAncestors])]);
  }
  res.locals.user = {
    name: viewer.preview ? t('people:menu.preview') : (menuName(viewer) ?? t('people:menu.you')),
    links: [
      { text: t('people:menu.communities'), href: paths.me },
      ...(session.launch?.course && (person.staff || viewer.administrator)
        ? [{ text: t('people:menu.course'), href: paths.course(session.launch.course) }]
        : []),
      ...(person.state === 'here' && !person.staff && !viewer.preview
        ? [{ text: t('people:menu.stay'), href: paths.stay }]
        : []),
      {
        text: t(language === 'en' ? 'people:menu.german' : 'people:menu.english'),
        href: paths.language(language === 'en' ? 'de' : 'en'),
        post: true,
      },
      { text: t('people:menu.signOut'), href: paths.signOut, post: true },
    ],
  };
  if (session.launch?.returnUrl) {
    const title = session.launch.courseTitle;
    res.locals.returnTo = {
      href: session.launch.returnUrl,
      text: title ? t('people:menu.backTo', { course: title }) : t('people:menu.back'),
    };
  }
}

const menuName = ({ person }: Viewer): string | null =>
  person.band === 'pupil' ? shortName(person.name) : (person.name?.full ?? null);
