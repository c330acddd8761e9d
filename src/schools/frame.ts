// What stands around the pages of the school as a whole: its name, and the tabs that this viewer has.
import type { Frame, Readers } from '../base/http/page-frame.ts';
import type { Translator } from '../base/i18n/index.ts';
import type { Viewer } from '../people/index.ts';

export type SchoolTab = 'map' | 'me' | 'guests' | 'leaving' | 'log' | 'policy' | 'mails';

/** The frame of a school page; tabs only lead where the viewer may go (the routes check it again). */
export function schoolFrame(
  viewer: Viewer,
  t: Translator,
  page: { title: string; charter?: string; current?: SchoolTab; readers?: Readers },
): Frame {
  const approver = viewer.lead || viewer.administrator;
  const outside = viewer.person.band === 'guest' || viewer.person.band === 'alumnus';
  const tabs: { key: SchoolTab; href: string; icon: string; shown: boolean }[] = [
    { key: 'map', href: '/map', icon: 'map', shown: !outside },
    { key: 'me', href: '/me', icon: 'people', shown: true },
    { key: 'guests', href: '/guests', icon: 'guest', shown: viewer.person.staff || approver },
    { key: 'leaving', href: '/leaving', icon: 'alumnus', shown: approver },
    { key: 'log', href: '/school/log', icon: 'lock', shown: approver },
    { key: 'mails', href: '/school/mails', icon: 'talk', shown: viewer.administrator },
    { key: 'policy', href: '/school/policy', icon: 'key', shown: viewer.administrator },
  ];
  const shown = tabs.filter((tab) => tab.shown);
  return {
    title: page.title,
    head: { kind: 'plain', heading: page.title, ...(page.charter ? { charter: page.charter } : {}) },
    crumb: [{ text: viewer.school.name, ...(outside ? {} : { href: '/map' }) }],
    ...(shown.length > 1
      ? {
          tabs: {
            label: t('common:school.tabs'),
            items: shown.map(({ key, href, icon }) => ({
              text: t(`common:school.${key}`),
              href,
              icon,
              current: key === page.current,
            })),
          },
        }
      : {}),
    ...(page.readers ? { readers: page.readers } : {}),
  };
}
