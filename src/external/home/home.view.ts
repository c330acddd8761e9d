// The data of the home of people from outside, guests and alumni alike: where they are asked for, their communities, and
// what they should know. Each kind adds what only it has.
import { lastInstant } from '../../base/day.ts';
import type { RingsModel } from '../../base/draw/index.ts';
import type { Frame, MenuLink } from '../../base/http/page-frame.ts';
import type { Translator } from '../../base/i18n/index.ts';
import type { Membership, Standing } from '../../communities/index.ts';
import type { Refusal } from '../../safeguarding/index.ts';

/** A thread in which this person is asked for; the same shape as in every list of threads. */
export interface AskedFor {
  icon: string;
  text: string;
  href: string;
  small: string;
}

/** A matter beside the communities: signing in, one's work, how long it lasts. */
export interface HomeAside {
  id: string;
  heading: string;
  text: string;
  icon?: string;
  links?: MenuLink[];
}

/** What one kind of outside adult sees; `notices` stand after what waits. */
export interface HomeParts {
  heading: string;
  charter: string;
  notices: { tone?: 'good' | 'wait' | 'stop'; heading?: string; text: string; link?: { text: string; href: string } }[];
  asides: HomeAside[];
  /** Where a form that leaves a community goes; undefined: this person cannot leave by oneself. */
  leaveHref?: (community: string) => string;
}

/** One of the person's communities at this request. */
export interface HomePlace {
  standing: Standing;
  membership: Membership;
  rings: RingsModel;
  /** Why the community is shut to people from outside now; null where it is open. */
  shut: Refusal | null;
  asked: AskedFor[];
}

/** The frame of the home; the colour is the house's own. */
export function homeFrame(parts: HomeParts, school: string, places: readonly HomePlace[], t: Translator): Frame {
  const [first] = places;
  return {
    title: parts.heading,
    head: {
      kind: first ? 'full' : 'plain',
      heading: parts.heading,
      charter: parts.charter,
      ...(first ? { rings: first.rings } : {}),
    },
    crumb: [{ text: school }],
    main: 'columns',
    readers: {
      icon: 'lock',
      heading: t('external:home.know'),
      lines: [
        { icon: 'hold', text: t('external:home.knowHeld') },
        { icon: 'pupil', text: t('external:home.knowNames') },
        { icon: 'no', text: t('external:home.knowPrivate') },
        { icon: 'lock', text: t('external:home.knowEnd') },
      ],
      note: t('external:home.knowWhy'),
    },
  };
}

/** The view-model of views/external/home.ejs. */
export function homeView(parts: HomeParts, places: readonly HomePlace[], t: Translator) {
  return {
    notices: parts.notices,
    asides: parts.asides,
    asked: places.flatMap(({ asked, standing }) => asked.map((one) => ({ ...one, hue: standing.community.hue }))),
    places: places.map(({ standing: { community }, membership, rings, shut }) => ({
      name: community.name,
      href: shut ? undefined : `/communities/${community._id}`,
      hue: community.hue,
      rings,
      small: shut
        ? t(`common:refusals.${shut}`)
        : t(`external:home.sees.${membership.band === 'guest' ? 'guest' : 'alumnus'}`),
      until: membership.until ? lastInstant(membership.until) : null,
      leave: parts.leaveHref?.(community._id),
    })),
  };
}
