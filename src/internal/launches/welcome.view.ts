// The data of the first page that a learner sees: what this is, who will read, and the name to be shown (SG-15).
import type { Readers } from '../../base/http/page-frame.ts';
import type { Translator } from '../../base/i18n/index.ts';
import type { Standing } from '../../communities/index.ts';
import { shortName } from '../../people/index.ts';
import { paths } from '../paths.ts';

/** The footer of the first page: whom to tell, and what is measured. */
export function welcomeReaders({ community, viewer }: Standing, t: Translator): Readers {
  const tell = viewer.school.policy.tellSomeone;
  return {
    icon: 'report',
    heading: t('internal:welcome.wrong'),
    lines: [
      { icon: 'report', text: t('internal:welcome.report') },
      { icon: 'staff', text: tell ? t('internal:welcome.tell', { whom: tell }) : t('internal:welcome.tellStaff') },
    ],
    note: t('internal:welcome.measured', { community: community.name }),
  };
}

/** The view-model of views/internal/welcome.ejs. */
export function welcomeView(standing: Standing, t: Translator) {
  const { community, viewer, membership } = standing;
  const { counts } = community;
  const name = community.name;
  const readers = [
    { band: 'pupil', count: counts.pupil, key: 'pupils' },
    { band: 'adult', count: counts.adult_learner, key: 'adults' },
    { band: 'staff', count: counts.staff, key: 'staff' },
    { band: 'guest', count: counts.guest, key: 'guests' },
    { band: 'alumnus', count: counts.alumnus, key: 'alumni' },
  ];
  const short = shortName(viewer.person.name);
  const alias = membership ? t('communities:names.member', { alias: membership.alias }) : null;
  return {
    action: paths.welcome(community._id),
    lead: t(`internal:welcome.lead.${community.subject ? 'subject' : 'other'}`, { community: name }),
    readersOf: readers
      .filter(({ band, count }) => count > 0 || band === 'staff')
      .map(({ band, count, key }) => ({
        band,
        number: count,
        text: t(`internal:welcome.readers.${key}`, { community: name }),
        small: t(`internal:welcome.reads.${key}`),
      })),
    names: [
      ...(short ? [{ value: 'short', text: short, hint: t('internal:welcome.shortHint') }] : []),
      ...(alias ? [{ value: 'alias', text: alias, hint: t('internal:welcome.aliasHint') }] : []),
    ],
    chosen: membership?.nameChoice ?? (short ? 'short' : 'alias'),
  };
}
