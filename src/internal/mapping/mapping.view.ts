// The data of the mapping page: the three places where a course can belong, and who would read what in each.
import type { Readers } from '../../base/http/page-frame.ts';
import type { Translator } from '../../base/i18n/index.ts';
import { type Community, ringsOf, TEMPLATES } from '../../communities/index.ts';
import type { School } from '../../schools/index.ts';
import type { Course } from '../courses/course.model.ts';
import { paths } from '../paths.ts';
import type { MappingOptions } from './options.ts';

/** A line of the table that says who would read. */
export interface ReaderRow {
  icon: string;
  who: string;
  reads: string;
  sees: string;
}

export interface MappingFacts {
  school: School;
  course: Course;
  options: MappingOptions;
  /** What the teacher looked for among the communities. */
  find: string;
  people: { learners: number; staff: number };
  /** Full names of those who look after the last community. */
  facilitators: string[];
  now: Date;
}

/** A table of more communities is not read. */
const MOST_ROWS = 12;

type Values = Record<string, string | string[]>;

/** The view-model of views/internal/mapping.ejs; `values` and `fields` come from a refused form. */
export function mappingView(
  facts: MappingFacts,
  t: Translator,
  values: Values = {},
  fields: Record<string, string> = {},
) {
  const { course, options } = facts;
  const { last, others, subjects, subject } = options;
  const places = [...(last ? ['continue'] : []), ...(others.length > 0 ? ['join'] : []), 'start'];
  const typed = (name: string): string | undefined => (typeof values[name] === 'string' ? values[name] : undefined);
  return {
    action: paths.mapping(course._id),
    course: { id: course._id, title: course.title },
    places,
    place: places.find((place) => place === (typed('place') ?? (facts.find && 'join'))) ?? places[0],
    last: last && lastView(facts, last, t),
    join: joinView(facts, typed('community'), t),
    start: {
      template: typed('template') ?? 'subject',
      templates: TEMPLATES.map((value) => ({ value, text: t(`communities:templates.${value}.name`) })),
      name: typed('name') ?? subject?.name ?? course.title,
      subject: typed('subject') ?? subject?._id ?? '',
      subjects: [
        { value: '', text: t('internal:mapping.noSubject') },
        ...subjects.map((one) => ({ value: one._id, text: one.name })),
      ],
      newSubject: typed('newSubject') ?? '',
      rows: startRows(facts, t),
    },
    fields,
    errors: Object.entries(fields).map(([field, text]) => ({ field, text })),
  };
}

/** The footer of the mapping page and of the course's page. */
export const mappingReaders = (school: School, t: Translator): Readers => ({
  heading: t('communities:readers.page'),
  lines: [{ icon: 'staff', text: t('internal:mapping.readers', { school: school.name }) }],
  note: t('internal:mapping.logged'),
});

/** Where there are more communities than a table shows, they are looked for by name or subject. */
function joinView({ school, course, options, find, now }: MappingFacts, community: string | undefined, t: Translator) {
  const { others, all, found } = options;
  const rows = others.slice(0, MOST_ROWS);
  const fitting = found || all;
  return {
    community,
    options: others.map((one) => ({ value: one._id, text: one.name })),
    rows: rows.map((one) => joinRow(one)),
    rings: others[0] && ringsOf(others[0], school, now),
    find: all > MOST_ROWS ? { action: paths.mapping(course._id), value: find } : undefined,
    notFound: found === 0 ? t('internal:mapping.notFound', { find }) : undefined,
    more: fitting > rows.length ? t('internal:mapping.more', { shown: rows.length, all: fitting }) : undefined,
  };
}

function lastView(facts: MappingFacts, community: Community, t: Translator) {
  const { counts } = community;
  const since = t('internal:mapping.since', { year: community.foundedYear });
  const by = facts.facilitators.length > 0 ? t('internal:mapping.by', { names: facts.facilitators.join(', ') }) : '';
  const size = t('internal:mapping.people', { count: counts.pupil + counts.adult_learner + counts.staff });
  const meets = community.frequency === 'none' ? '' : t(`internal:mapping.meets.${community.frequency}`);
  return {
    id: community._id,
    name: community.name,
    hue: community.hue,
    rings: ringsOf(community, facts.school, facts.now),
    small: [size, meets, since, by].filter(Boolean).join(', '),
    founded: community.foundedYear,
    rows: communityRows(facts, community, t),
  };
}

function communityRows(facts: MappingFacts, community: Community, t: Translator): ReaderRow[] {
  const { counts, name } = community;
  const say = (key: string): string => t(`internal:mapping.table.${key}`);
  const learners = counts.pupil + counts.adult_learner;
  return [
    courseRow(facts, t),
    {
      icon: 'pupil',
      who: t('internal:mapping.who.others', { count: learners, community: name }),
      reads: say('yes'),
      sees: say('chosen'),
    },
    { icon: 'staff', who: t('internal:mapping.who.staff', { count: counts.staff }), reads: say('yes'), sees: say('full') },
    ...(counts.guest > 0
      ? [{ icon: 'guest', who: t('internal:mapping.who.guests', { count: counts.guest }), reads: say('guests'), sees: say('short') }]
      : []),
    ...(counts.alumnus > 0
      ? [{ icon: 'alumnus', who: t('internal:mapping.who.alumni', { count: counts.alumnus }), reads: say('alumni'), sees: say('short') }]
      : []),
    { icon: 'no', who: say('everyone'), reads: say('no'), sees: say('nothing') },
  ]; // biome-ignore format: one line a kind of reader
}

function startRows(facts: MappingFacts, t: Translator): ReaderRow[] {
  const say = (key: string): string => t(`internal:mapping.table.${key}`);
  return [
    courseRow(facts, t),
    { icon: 'staff', who: t('internal:mapping.who.you', { count: facts.people.staff }), reads: say('yes'), sees: say('full') },
    { icon: 'no', who: say('everyone'), reads: say('notYet'), sees: say('nothing') },
  ]; // biome-ignore format: one line a kind of reader
}

function courseRow({ course, people }: MappingFacts, t: Translator): ReaderRow {
  // Before the roster has been read nobody knows how many will come.
  const known = course.syncedAt !== null || people.learners > 0;
  const who = t(`internal:mapping.who.${known ? 'course' : 'everybody'}`, {
    count: people.learners,
    course: course.title,
  });
  return { icon: 'pupil', who, reads: t('internal:mapping.table.yes'), sees: t('internal:mapping.table.chosen') };
}

const joinRow = ({ name, counts }: Community) => ({
  name,
  pupils: counts.pupil + counts.adult_learner,
  staff: counts.staff,
  guests: counts.guest,
  alumni: counts.alumnus,
});
