// Schools for looking at the map and testing it: a new one with 3 communities, Alder Lane with 11, a large one with 60.
import { hashOf, hueFor } from '../../src/base/draw/index.ts';
import { type MapCommunity, type MapData, type MapSubject, openLanes } from '../../src/map/picture.ts';

const YEARS = ['2024/25', '2025/26', '2026/27'];
const SUBJECTS = [
  ...['Physics', 'History', 'Art', 'Languages', 'Mathematics', 'Biology', 'Chemistry', 'Music', 'Geography'],
  ...['Computing', 'Religion and ethics', 'Sport', 'Economics', 'Clubs and circles'],
];
const PARTNERS = [
  'Brookmere Power Grid',
  'Town Museum',
  'Harbour Observatory',
  'Fenwick Machine Works',
  'St Anne’s Hall',
];

/** A community with courses of every year, and people from outside. */
export function sampleCommunity(name: string, change: Partial<MapCommunity> = {}): MapCommunity {
  return {
    id: name.toLowerCase().replace(/\W+/g, '-'),
    href: `/communities/${name.toLowerCase().replace(/\W+/g, '-')}`,
    name,
    people: 40,
    since: 2024,
    yearsOld: 3,
    keptYears: [],
    courses: YEARS.map((year, index) => ({
      id: `${name}-${year}`,
      label: `${name} ${7 + index}`,
      year,
      alsoElsewhere: false,
      href: `/courses/${index}`,
    })),
    outside: [],
    alumni: 0,
    ...change,
  };
}

/** A school's map; `own` are the communities of the viewer. */
export function sampleMap(subjects: MapSubject[], change: Partial<MapData> = {}, own: string[] = []): MapData {
  const changes = { opened: [], closed: [] };
  const open = openLanes(subjects, new Set(own), change.changes ?? changes);
  return { school: { id: 'alder', name: 'Alder Lane School' }, years: YEARS, subjects, core: [], open, ...change };
}

const subject = (name: string, communities: MapCommunity[]): MapSubject => ({
  id: name.toLowerCase().replace(/\W+/g, '-'),
  name,
  hue: hueFor(name, name),
  communities,
});

/** A school in its first year. */
export const newSchool = (): MapData =>
  sampleMap([
    subject('Physics', [sampleCommunity('Physics', { outside: [partner('Brookmere Power Grid', 1)] })]),
    subject('History', [sampleCommunity('History', { people: 58, courses: [course('History', '8', 2)] })]),
    subject('Clubs and circles', [
      sampleCommunity('First-year teachers', { people: 6, since: 2026, yearsOld: 1, courses: [], startedBy: 'staff' }),
    ]),
  ]);

/** Alder Lane School, as the design shows it. */
export function alderLane(changes = { opened: [] as string[], closed: ['languages'] }): MapData {
  const robotics = [{ ...course('Robotics', '9', 2), id: 'nine', label: '9', alsoElsewhere: true }];
  return sampleMap(
    [
      subject('Physics', [
        sampleCommunity('Physics', {
          ...{ people: 74, since: 2021, yearsOld: 6, keptYears: [2022, 2023, 2024], alumni: 6 },
          courses: [...grades('Physics', ['7a', '7b'], 0), ...grades('Physics', ['8a', '8b'], 1), ...robotics],
          outside: [partner('Brookmere Power Grid', 1), partner('Night Sky Society', 1)],
        }),
        sampleCommunity('Night Sky', {
          ...{ people: 19, since: 2025, yearsOld: 2, courses: [], startedBy: 'pupils' as const },
          outside: [bridge('Harbour Observatory')],
        }),
      ]),
      subject('History', [
        sampleCommunity('History', {
          ...{ people: 58, since: 2023, yearsOld: 4, keptYears: [2024, 2025], alumni: 5 },
          outside: [partner('Town Museum', 1)],
        }),
      ]),
      subject('Art', [sampleCommunity('Art and Print', { outside: [partner('Brookmere Print Works', 2)] })]),
      subject(
        'Languages',
        ['French', 'Spanish', 'German', 'Latin'].map((name, index) =>
          sampleCommunity(name, { people: 50 - 9 * index, since: 2022 + index, yearsOld: 5 - index }),
        ),
      ),
      subject('Clubs and circles', [
        sampleCommunity('Robotics club', {
          ...{ people: 23, since: 2025, yearsOld: 2, courses: robotics, hue: 180 },
          outside: [partner('Fenwick Machine Works', 1), bridge('Millbrook Robotics')],
        }),
        sampleCommunity('Alumni choir', {
          ...{ people: 37, since: 2018, yearsOld: 9, alumni: 33, courses: [], startedBy: 'leavers' as const, hue: 300 },
          keptYears: [2018, 2019, 2020, 2021, 2022, 2023, 2024, 2025],
          outside: [partner('St Anne’s Hall', 1)],
        }),
        sampleCommunity('First-year teachers', { people: 6, courses: [], startedBy: 'staff', hue: 60 }),
      ]),
    ],
    { core: generations(2018, [4, 4, 3, 5, 7, 9, 7, 5]), next: { year: 2026 }, changes },
  );
}

/** Sixty communities in fourteen subjects; the viewer belongs to two of them. */
export function largeSchool(): MapData {
  const subjects = SUBJECTS.map((name, index) =>
    subject(
      name,
      Array.from({ length: index < 4 ? 5 : 4 }, (_, each) => {
        const title =
          each === 0 ? name : `${name} ${['for beginners', 'and the town we live in', 'lab', 'olympiad'][each - 1]}`;
        const seed = hashOf(title);
        return sampleCommunity(title, {
          ...{ people: 12 + (seed % 90), since: 2012 + (seed % 14), yearsOld: 15 - (seed % 14), alumni: seed % 9 },
          courses: YEARS.flatMap((_year, year) => grades(title, grade(seed % 7), year)),
          outside: PARTNERS.slice(0, seed % 4).map((partnerName, at) =>
            at === 2 ? bridge(partnerName) : partner(partnerName, at + 1),
          ),
        });
      }),
    ),
  );
  return sampleMap(subjects, { core: generations(2008, Array(18).fill(24)) }, ['physics', 'music-lab']);
}

const grade = (count: number): string[] => Array.from({ length: count }, (_, index) => `${7 + index}a`);

function course(community: string, label: string, year: number) {
  return {
    id: `${community}-${label}-${year}`,
    label: `${community} ${label}`,
    year: YEARS[year] ?? '',
    alsoElsewhere: false,
  };
}

const grades = (community: string, labels: string[], year: number) =>
  labels.map((label) => course(community, label, year));

const partner = (name: string, guests: number) => ({ kind: 'partner' as const, name, guests });

const bridge = (name: string) => ({ kind: 'bridge' as const, name, guests: 0 });

function generations(first: number, sizes: number[]) {
  return sizes.map((size, index) => ({
    year: first + index,
    people: Array.from({ length: size }, (_, person) => ({ hue: [300, 240, 30][(person * (index + 1)) % 3] ?? 0 })),
  }));
}
