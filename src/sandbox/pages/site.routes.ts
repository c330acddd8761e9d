// What all of the sandbox's pages share: style and script, the start page, who is signed in, language, time machine.
import { join } from 'node:path';
import { type NextFunction, type Request, type Response, Router, urlencoded } from 'express';
import { z } from 'zod';
import { LANGUAGES } from '../../base/i18n/index.ts';
import { ROOT } from '../../base/root.ts';
import type { Platform } from '../platform.ts';
import { STEPS, type TimeMachine } from '../school/time-machine.ts';
import type { Pages } from './page.ts';

const ownPath = z
  .string()
  .regex(/^\/(?!\/)[\w/.-]*$/)
  .catch('/');

/** Refuses forms that another site sends in the visitor's name. */
export function refuseForeignForms(req: Request, res: Response, next: NextFunction): void {
  const site = req.get('sec-fetch-site') ?? (req.get('origin') === undefined ? 'same-origin' : 'unknown');
  const same = site === 'same-origin' || site === 'none' || req.get('origin') === `http://${req.get('host')}`;
  if (req.method === 'POST' && !same) res.status(403).type('text').send('This form came from another site.');
  else next();
}

/** Lets the sandbox's pages load only their own files, and frame any tool. */
export function guardPages(_req: Request, res: Response, next: NextFunction): void {
  res.set({
    'Content-Security-Policy': "default-src 'self'; frame-src *; base-uri 'none'; object-src 'none'",
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-store',
  });
  next();
}

/** Builds the shared routes. */
export function siteRoutes(platform: Platform, pages: Pages, time: TimeMachine): Router {
  const { school, tools, sessions } = platform;
  const routes = Router();
  for (const file of ['sandbox.css', 'sandbox.js']) {
    routes.get(`/${file}`, (_req, res) => res.sendFile(join(ROOT, 'public', file)));
  }
  routes.get('/favicon.ico', (_req, res) => res.status(204).end());
  routes.use(refuseForeignForms, urlencoded({ extended: false }));
  routes.get('/', (_req, res) => {
    const [course] = school.coursesOf(school.data.schoolYear);
    res.redirect(303, course && tools.list().length > 0 ? `/courses/${course.number}` : '/connection');
  });
  routes.post('/sign-in', (req, res) => {
    const input = z.object({ person: z.coerce.number(), next: ownPath }).parse(req.body);
    sessions.of(req, res).person = school.person(input.person).number;
    res.redirect(303, input.next);
  });
  routes.post('/language', (req, res) => {
    const input = z.object({ language: z.enum(LANGUAGES), next: ownPath }).parse(req.body);
    sessions.of(req, res).language = input.language;
    res.redirect(303, input.next);
  });
  routes.post('/time', async (req, res) => {
    const input = z.object({ step: z.enum(STEPS), next: ownPath }).parse(req.body);
    const copies = await time[input.step]();
    const next = copies?.[0] ? `/courses/${copies[0].number}` : input.next;
    res.redirect(303, `${next}?done=${input.step}`);
  });
  routes.get('/post-message', (req, res) => pages.show(req, res, 'storage', { titleKey: 'storage.heading' }));
  return routes;
}
