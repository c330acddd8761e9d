// Gathers the three dimensions of a school for its map, as far as this viewer may see them.
import type { Clock } from '../base/clock.ts';
import { type Access, type Communities, type Community, communityPaths, type Subject } from '../communities/index.ts';
import type { PartnerReach, Partners } from '../external/index.ts';
import type { Course, Courses } from '../internal/index.ts';
import { internalPaths } from '../internal/index.ts';
import type { Viewer } from '../people/index.ts';
import { schoolYearName, schoolYearOf } from '../schools/index.ts';
import {
  type MapChanges,
  type MapCommunity,
  type MapData,
  type MapGeneration,
  type MapSubject,
  openLanes,
  YEARS_SHOWN,
} from './picture-data.ts';

const CLUBS = 'clubs';
/** Above this many people one grain line of the core stands for several. */
const MOST_GRAINS = 300;

export type SchoolMap = ReturnType<typeof createSchoolMap>;

/** The map services; three queries for the school, whatever its size, and one for the viewer's own memberships. */
export function createSchoolMap(deps: {
  clock: Clock;
  access: Access;
  communities: Communities;
  courses: Courses;
  partners: Partners;
}) {
  return {
    /** The map for a viewer: staff see every community, learners their own. */
    async getMap(viewer: Viewer, changes: MapChanges, words: { clubs: string }): Promise<MapData> {
      const { school } = viewer;
      const mine = new Set((await deps.access.membershipsOf(viewer)).map((one) => one.community));
      const all = viewer.person.staff || viewer.lead || viewer.administrator;
      const communities = await deps.communities.listCommunities(school._id, all ? undefined : [...mine]);
      const year = schoolYearOf(deps.clock.now(), school.policy);
      const [subjects, courses, partners] = await Promise.all([
        deps.communities.listSubjects(school._id),
        deps.courses.listOfCommunities(
          school._id,
          communities.map((one) => one._id),
          year - YEARS_SHOWN + 1,
        ),
        deps.partners.listPartners(school._id),
      ]);
      const drawn = communities.map((community) => toMapCommunity(community, { courses, partners, year, staff: all }));
      const lanes = toLanes(subjects, communities, drawn, words.clubs);
      return {
        school: { id: school._id, name: school.name },
        years: Array.from({ length: YEARS_SHOWN }, (_, index) => schoolYearName(year - YEARS_SHOWN + 1 + index)),
        subjects: lanes,
        core: all ? toCore(school.generations, communities) : [],
        open: openLanes(lanes, mine, changes),
        changes,
      };
    },
  };
}

function toMapCommunity(
  community: Community,
  school: { courses: Course[]; partners: PartnerReach[]; year: number; staff: boolean },
): MapCommunity {
  const { counts } = community;
  return {
    id: community._id,
    href: communityPaths.home(community._id),
    name: community.name,
    people: counts.pupil + counts.adult_learner + counts.staff + counts.guest + counts.alumnus,
    since: community.foundedYear,
    yearsOld: Math.max(1, school.year - community.foundedYear + 1),
    keptYears: community.generations.filter((one) => one.count > 0).map((one) => one.year),
    hue: community.hue,
    alumni: counts.alumnus,
    courses: school.courses
      .filter((course) => course.communities.includes(community._id))
      .map((course) => ({
        id: course._id,
        label: course.title,
        year: schoolYearName(course.year),
        alsoElsewhere: course.communities.length > 1,
        ...(school.staff ? { href: internalPaths.course(course._id) } : {}),
      })),
    outside: school.partners.flatMap((partner) => {
      const here = partner.communities.find((one) => one.community === community._id);
      return here
        ? [
            {
              kind: 'partner' as const,
              name: partner.name,
              guests: here.guests,
              ...(school.staff ? { href: '/guests' } : {}),
            },
          ]
        : [];
    }),
    ...(community.template === 'teachers' ? { startedBy: 'staff' as const } : {}),
  };
}

/** One lane a subject in the order of their names; communities without a subject come last. */
function toLanes(subjects: Subject[], communities: Community[], drawn: MapCommunity[], clubs: string): MapSubject[] {
  const of = (subject: string | null): MapCommunity[] =>
    drawn.filter((_, index) => communities[index]?.subject === subject);
  const lanes = subjects.map((subject) => ({
    id: subject._id,
    name: subject.name,
    hue: subject.hue,
    communities: of(subject._id),
  }));
  return [...lanes, { id: CLUBS, name: clubs, hue: 180, communities: of(null) }].filter(
    (lane) => lane.communities.length > 0,
  );
}

/** The wood of the map: those who left and stayed, by year, in the hues of the communities they stayed in. */
function toCore(generations: { year: number; count: number }[], communities: Community[]): MapGeneration[] {
  const people = generations.reduce((sum, one) => sum + one.count, 0);
  const scale = Math.max(1, Math.ceil(people / MOST_GRAINS));
  return generations
    .filter((one) => one.count > 0)
    .sort((a, b) => a.year - b.year)
    .map(({ year, count }) => {
      const hues = communities.flatMap((community) =>
        Array<number>(community.generations.find((one) => one.year === year)?.count ?? 0).fill(community.hue),
      );
      const grains = Math.max(1, Math.round(count / scale));
      return {
        year: year + 1,
        people: Array.from({ length: grains }, (_, index) => ({ hue: hues[index % Math.max(1, hues.length)] ?? 150 })),
      };
    });
}
