// The data of a community's home: who we are, what waits for an answer, how far we reach, and who is here.
import { drawStrip } from '../base/draw/index.ts';
import type { Translator } from '../base/i18n/index.ts';
import { outsiderKind } from '../safeguarding/index.ts';
import { schoolYearOf } from '../schools/index.ts';
import type { Community } from './community.model.ts';
import { paths } from './paths.ts';
import type { Standing } from './standing.ts';

/** A thread in a list, ready for views/partials/threads.ejs. */
export interface ThreadLine {
  icon: string;
  text: string;
  href: string;
  small: string;
}

/** What other features tell about a community, for its home and for the map. */
export interface Reach {
  courses: { label: string; year: number }[];
  partners: string[];
  guests: number;
}

/** Everything that the home shows beside the community itself. */
export interface HomeFacts {
  waiting: ThreadLine[];
  reviews: number;
  reach: Reach;
  staffNames: string[];
  notes: string[];
  firstStep: boolean;
  now: Date;
}

/** The view-model of views/communities/home.ejs. */
export function homeView(standing: Standing, facts: HomeFacts, t: Translator) {
  const { community, actor } = standing;
  const outside = outsiderKind(actor.band) !== null;
  return {
    community: { id: community._id, name: community.name, ...community.charter },
    charterOpen: community.charterAt === null && actor.band === 'staff',
    waiting: facts.waiting,
    links: {
      threads: paths.threads(community._id),
      ask: `${paths.threads(community._id)}/new`,
      people: paths.people(community._id),
      settings: paths.settings(community._id),
      review: paths.review(community._id),
    },
    canAsk: actor.band !== null && !outside && !actor.preview && !actor.leaving,
    reviews: facts.reviews,
    notes: facts.notes,
    firstStep: facts.firstStep,
    preview: actor.preview,
    facts: factLines(community, t),
    ...reachView(standing, facts, t),
    people: outside ? null : countLines(community, facts, t),
  };
}

function reachView(standing: Standing, { reach, now }: HomeFacts, t: Translator) {
  const { community, viewer, actor } = standing;
  // SG-05: people from outside learn nothing about courses and years, not even how many there are.
  const outside = outsiderKind(actor.band) !== null;
  const years = schoolYearOf(now, viewer.school.policy) - community.foundedYear + 1;
  const kept = community.generations.filter((one) => one.count > 0).map((one) => one.year - community.foundedYear + 1);
  const courseYears = new Set(reach.courses.map((course) => course.year)).size;
  const outsideParts = [
    ...(reach.partners.length > 0 ? [t('communities:reach.partners', { count: reach.partners.length })] : []),
    ...(reach.guests > 0 ? [t('communities:reach.guests', { count: reach.guests })] : []),
  ];
  const alumni = community.counts.alumnus;
  return {
    strip: drawStrip({
      community: { id: community._id, years, kept },
      courses: outside ? 0 : reach.courses.length,
      outside: reach.partners.map(() => 'partner' as const),
    }),
    reach: [
      {
        heading: t('communities:reach.internal'),
        text: outside
          ? t('communities:reach.school')
          : reach.courses.length > 0
            ? t('communities:reach.courses', {
                count: reach.courses.length,
                years: t('communities:reach.years', { count: courseYears }),
              })
            : t('communities:reach.noCourses'),
      },
      {
        heading: t('communities:reach.lifelong'),
        text: `${t('communities:reach.since', { year: community.foundedYear })}; ${alumni > 0 ? t('communities:reach.alumni', { count: alumni }) : t('communities:reach.noAlumni')}`,
      },
      {
        heading: t('communities:reach.external'),
        text: outsideParts.length > 0 ? outsideParts.join(', ') : t('communities:reach.nobody'),
      },
    ],
  };
}

function countLines(community: Community, facts: HomeFacts, t: Translator) {
  const { counts } = community;
  const line = (band: string, number: number, key: string, small: string) =>
    number > 0 ? [{ band, number, text: t(`communities:people.${key}`, { count: number }), small }] : [];
  const years = community.generations.filter((one) => one.count > 0).map((one) => one.year + 1);
  return [
    ...line(
      'pupil',
      counts.pupil,
      'pupils',
      t('communities:reach.courses', { count: facts.reach.courses.length, years: '' }).trim(),
    ),
    ...line('pupil', counts.adult_learner, 'adults', ''),
    ...line('staff', counts.staff, 'staff', facts.staffNames.join(', ')),
    ...line('guest', counts.guest, 'guests', facts.reach.partners.join(', ')),
    ...line(
      'alumnus',
      counts.alumnus,
      'alumni',
      years.length > 0 ? t('communities:people.leftIn', { years: years.join(', ') }) : '',
    ),
  ];
}

/** Size, formality and meeting frequency: facts, never scores. */
export function factLines(community: Community, t: Translator): { term: string; text: string }[] {
  const { counts } = community;
  const members = counts.pupil + counts.adult_learner + counts.staff + counts.guest + counts.alumnus;
  const size = members < 15 ? 'small' : members <= 50 ? 'middle' : members <= 150 ? 'large' : 'huge';
  const formal = [
    ...(community.charterAt ? [t('communities:facts.charter')] : []),
    ...(community.fixedMembership ? [t('communities:facts.fixed')] : []),
    ...(community.recognised ? [t('communities:facts.recognised')] : []),
  ];
  return [
    { term: t('communities:facts.size'), text: t(`communities:facts.sizes.${size}`, { count: members }) },
    {
      term: t('communities:facts.formality'),
      text: formal.length > 0 ? formal.join(', ') : t('communities:facts.informal'),
    },
    { term: t('communities:facts.meets'), text: t(`communities:frequency.${community.frequency}`) },
  ];
}
