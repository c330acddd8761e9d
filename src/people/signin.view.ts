// The data of the pages for signing in and out, and the check of where a form may lead back to.
import type { Frame } from '../base/http/page-frame.ts';
import type { Translator } from '../base/i18n/index.ts';
import type { Person } from './person.model.ts';

/** The frame of a page for people who are not signed in. */
export const doorFrame = (t: Translator, page: 'signIn' | 'link' | 'signedOut', school?: string): Frame => ({
  title: t(`people:${page}.title`),
  head: { kind: 'plain', heading: t(`people:${page}.title`) },
  main: 'narrow loose',
  ...(school ? { crumb: [{ text: school }] } : {}),
  readers: {
    heading: t('people:readers.heading'),
    lines: [
      { icon: 'eye', text: t('people:readers.you') },
      { icon: 'no', text: t('people:readers.others') },
    ],
  },
});

/** The persons that one link can sign in as, where the same address is both a guest and an alumnus. */
export const choicesOf = (people: readonly Person[], t: Translator): { value: string; text: string }[] =>
  people.map(({ _id, name, state }) => ({
    value: _id,
    text: t(state === 'guest' ? 'people:link.asGuest' : 'people:link.asAlumnus', {
      name: name?.full ?? t('people:menu.you'),
    }),
  }));

/** A path of this site, or null: never another site's address, however it is spelt. */
export function sameSitePath(wanted: unknown, publicUrl: string): string | null {
  if (typeof wanted !== 'string' || wanted.length > 500 || !URL.canParse(wanted, publicUrl)) return null;
  const { origin, pathname, search } = new URL(wanted, publicUrl);
  if (origin !== new URL(publicUrl).origin || pathname.startsWith('//')) return null;
  return pathname + search;
}
