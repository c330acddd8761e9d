// What an alumnus' home shows besides the communities: signing in, how long it lasts, and the way out.
import type { Translator } from '../base/i18n/index.ts';
import type { Viewer } from '../people/index.ts';
import { schoolYearName } from '../schools/index.ts';
import { paths } from './paths.ts';

/** The parts of the home of people from outside that only alumni have. */
export function alumnusParts(viewer: Viewer, t: Translator) {
  const { person } = viewer;
  const year = person.leftYear === null ? null : schoolYearName(person.leftYear);
  return {
    heading: t('lifelong:home.welcome', { name: person.name?.given ?? '' }),
    charter: year ? t('lifelong:home.charter', { year }) : t('lifelong:home.charterPlain'),
    notices: [],
    asides: [
      {
        id: 'in',
        icon: 'key',
        heading: t('lifelong:home.signIn'),
        text: t('lifelong:home.signInText', { email: person.email ?? '' }),
      },
      {
        id: 'out',
        icon: 'no',
        heading: t('lifelong:home.end'),
        text: t('lifelong:home.endText'),
        links: [{ text: t('lifelong:home.endNow'), href: paths.leaveAll, post: true }],
      },
    ],
    leaveHref: (community: string): string => `/communities/${community}/leave`,
  };
}
