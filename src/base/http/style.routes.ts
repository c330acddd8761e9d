// The living style page: every piece of the design system once, to be copied from and to be checked. Development only.
import { Router } from 'express';
import { drawRings, drawStrip, HUES } from '../draw/index.ts';
import type { Frame } from './page.ts';

const NAMES = ['rose', 'brick', 'amber', 'ochre', 'moss', 'fern', 'jade', 'sea', 'sky', 'iris', 'violet', 'plum'];
const ICONS = [
  ...['home', 'ask', 'talk', 'keep', 'practise', 'meet', 'people', 'mirror', 'map', 'course', 'bridge'],
  ...['bud', 'leaf', 'check', 'sprout', 'pupil', 'staff', 'guest', 'alumnus', 'eye', 'no', 'lock', 'hold', 'report'],
  ...['warn', 'search', 'help', 'open', 'arrow', 'pencil', 'clock', 'save', 'key'],
];
const PHYSICS = { id: 'physics', years: 6, kept: [2, 3, 4] };

const frame: Frame = {
  title: 'Style',
  head: { kind: 'full', heading: 'Style', charter: 'Every piece once. Copy from here.', rings: drawRings(PHYSICS) },
  crumb: [{ text: 'Style' }],
  tabs: {
    label: 'Style',
    items: [
      { text: 'Pieces', href: '/style', icon: 'leaf', current: true },
      { text: 'Error', href: '/style/error', icon: 'warn' },
    ],
  },
  readers: {
    heading: 'Who can read this page',
    lines: [
      { icon: 'staff', text: 'developers, in development only' },
      { icon: 'no', text: 'not pupils, not guests, not alumni' },
    ],
    note: 'Every page ends with this.',
  },
};

const books = HUES.map((hue, index) => ({
  hue,
  name: NAMES[index],
  small: `data-hue="${hue}"`,
  rings: drawRings({ id: String(hue), years: 2 + (index % 7), kept: index % 2 ? [2] : [] }),
}));

const error = {
  heading: 'This door had closed already',
  lead: 'For your safety, the way from your course to Perennial is open for only a few minutes. Nothing is lost.',
  actions: [
    { text: 'Back to Physics 8b', href: '#main', icon: 'arrow' },
    { text: 'Try again', href: '#main' },
  ],
  next: 'Then open Perennial again from your course. If it happens twice, show this page to a teacher.',
  admin: {
    code: 'launch_expired',
    meaning: 'The message was signed 11 minutes ago; 5 are allowed. Often a clock is wrong.',
    number: '7F3K-20QD',
    when: 'Thursday 12 November 2026, 09:41:07, Alder Lane School',
  },
};

/** The routes /style and /style/error. */
export function styleRoutes(): Router {
  const router = Router();
  router.get('/style', (_req, res) => {
    const user = { name: 'You', links: [{ text: 'My communities', href: '#main' }] };
    Object.assign(res.locals, { user, returnTo: { text: 'Back to course', href: '#main' } });
    const strip = drawStrip({ community: PHYSICS, courses: 5, outside: ['partner', 'bridge'] });
    res.page('style/style', frame, { books, icons: ICONS, strip, sample: new Date('2026-11-13T13:30:00Z') });
  });
  router.get('/style/error', (_req, res) => {
    res.page('errors/error', { title: error.heading, head: { kind: 'none' }, main: 'narrow loose error' }, error);
  });
  return router;
}
