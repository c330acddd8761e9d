// What stands around every page of a community: its cloth, rings and charter, its tabs, and who can read it.
import { drawRings, type RingsModel } from '../base/draw/index.ts';
import type { Frame, Readers } from '../base/http/page-frame.ts';
import type { Translator } from '../base/i18n/index.ts';
import { outsiderKind } from '../safeguarding/index.ts';
import { type School, schoolYearOf } from '../schools/index.ts';
import type { Community } from './community.model.ts';
import { paths } from './paths.ts';
import type { Standing } from './standing.ts';

export type CommunityTab = 'home' | 'threads' | 'people' | 'review' | 'settings';

/** A community's rings: one a school year since its founding, thick where leavers of that year stayed. */
export function ringsOf(community: Community, school: School, now: Date): RingsModel {
  const years = Math.max(1, schoolYearOf(now, school.policy) - community.foundedYear + 1);
  const kept = community.generations.filter((one) => one.count > 0).map((one) => one.year - community.foundedYear + 1);
  return drawRings({ id: community._id, years, kept });
}

/** The frame of a community page; `kind` full on its home, slim below it. */
export function communityFrame(
  standing: Standing,
  t: Translator,
  page: { title: string; current?: CommunityTab; kind?: 'full' | 'slim'; now: Date; readers?: Readers },
): Frame {
  const { community, viewer, actor } = standing;
  const outside = outsiderKind(actor.band) !== null;
  const staff = actor.band === 'staff';
  const tabs: { key: CommunityTab; href: string; icon: string; shown: boolean }[] = [
    { key: 'home', href: paths.home(community._id), icon: 'home', shown: true },
    { key: 'threads', href: paths.threads(community._id), icon: 'talk', shown: actor.band !== null || actor.lead },
    {
      key: 'people',
      href: paths.people(community._id),
      icon: 'people',
      shown: !outside && (actor.band !== null || actor.lead),
    },
    { key: 'review', href: paths.review(community._id), icon: 'hold', shown: staff || actor.lead },
    { key: 'settings', href: paths.settings(community._id), icon: 'pencil', shown: staff },
  ];
  const kind = page.kind ?? 'slim';
  return {
    title: page.title === community.name ? community.name : `${page.title} · ${community.name}`,
    hue: community.hue,
    head: {
      kind,
      heading: community.name,
      href: paths.home(community._id),
      rings: ringsOf(community, viewer.school, page.now),
      ...(kind === 'full' && community.charter.domain ? { charter: community.charter.domain } : {}),
    },
    crumb: [{ text: viewer.school.name, ...(outside ? {} : { href: '/map' }) }],
    tabs: {
      label: community.name,
      items: tabs
        .filter((tab) => tab.shown)
        .map(({ key, href, icon }) => ({
          text: t(`communities:tabs.${key}`),
          href,
          icon,
          current: key === page.current,
        })),
    },
    readers: page.readers ?? communityReaders(standing, t),
  };
}

/** The footer of a community page: who can read it, and who can not (SG-15). */
export function communityReaders(standing: Standing, t: Translator): Readers {
  const { community, viewer } = standing;
  const { counts } = community;
  const tell = viewer.school.policy.tellSomeone;
  const lines = [
    ...(counts.pupil
      ? [{ icon: 'pupil', text: t('communities:readers.pupils', { count: counts.pupil, community: community.name }) }]
      : []),
    ...(counts.adult_learner
      ? [{ icon: 'pupil', text: t('communities:readers.adults', { count: counts.adult_learner }) }]
      : []),
    { icon: 'staff', text: t('communities:readers.staff', { count: counts.staff }) },
    ...(counts.guest ? [{ icon: 'guest', text: t('communities:readers.guests', { count: counts.guest }) }] : []),
    ...(counts.alumnus ? [{ icon: 'alumnus', text: t('communities:readers.alumni', { count: counts.alumnus }) }] : []),
    { icon: 'no', text: t('communities:readers.others') },
  ];
  const note = t('communities:readers.measured');
  return {
    heading: t('communities:readers.page'),
    lines,
    note: tell ? `${note} ${t('communities:readers.tell', { whom: tell })}` : note,
  };
}
