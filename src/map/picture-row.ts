// One row of the map: a community's stem with the leaves of its courses, its rings, and the lines that lead outside.
import { drawRings, type RingsModel, round } from '../base/draw/index.ts';
import { type MapCommunity, type MapCourse, type MapOutside, type MapSubject, YEARS_SHOWN } from './picture-data.ts';
import { cutTo, lettersOf, shortLabel, twoLines } from './picture-text.ts';

/** A course's leaf; `more` counts the courses that share the last leaf of a year. */
export interface Leaf {
  stalk: string;
  path: string;
  behind: string | undefined;
  text: { x: number; y: number; label: string };
  label: string;
  year: string;
  more: number;
  href: string | undefined;
}

/** A line to a partner or a bridge with its stamp and words; `more` counts those that share the last one. */
export interface Branch {
  kind: 'partner' | 'bridge';
  line: string;
  y: number;
  name: string;
  label: string;
  guests: number;
  more: number;
  href: string | undefined;
}

/** A community in the picture. */
export interface Row {
  id: string;
  href: string;
  hue: number;
  y: number;
  stem: string;
  seed: boolean;
  startedBy: MapCommunity['startedBy'];
  leaves: Leaf[];
  rings: RingsModel;
  lines: { y: number; text: string }[];
  name: string;
  people: number;
  since: number;
  branches: Branch[];
}

/** The columns of the picture, in its units. */
export const COLUMNS = {
  width: 640,
  years: 198,
  first: 44,
  centre: 254,
  name: 292,
  branch: 461,
  stamp: 470,
  label: 486,
};
/** The distance of two school years. */
export const PITCH = COLUMNS.years / YEARS_SHOWN;

/** Where the leaves of one year stand, by their distance from the middle of the column; two have room, four are narrow. */
const SLOTS = [
  { x: -33, above: true },
  { x: -22, above: false },
  { x: 0, above: true },
  { x: 11, above: false },
];
const ROOMY = 2;
const MOST_BRANCHES = 6;
const LETTER = 6.6;

/** The height of a community's row. */
export const rowHeight = (community: MapCommunity): number =>
  Math.max(80, 34 * Math.min(community.outside.length, MOST_BRANCHES) + 14);

/** The rings of a community, to be placed anywhere. */
export const ringFacts = (community: MapCommunity) => ({
  id: community.id,
  years: community.yearsOld,
  kept: community.keptYears.map((year) => year - community.since + 1),
});

/** A community's row whose upper edge lies at `top`. */
export function drawRow(community: MapCommunity, subject: MapSubject, years: string[], top: number): Row {
  const y = top + rowHeight(community) / 2 - 4;
  const rings = drawRings(ringFacts(community), { cx: COLUMNS.centre, cy: y, step: 29 / 6, reach: 25 });
  const leaves = years.flatMap((year, index) =>
    drawLeaves(coursesOf(community, year), index, y, [community.name, subject.name]),
  );
  const fed = new Set(community.courses.map((course) => course.year));
  const firstYear = years.findIndex((year) => fed.has(year));
  const start = firstYear < 0 ? 90 : PITCH * firstYear;
  const lines = twoLines(community.name, community.outside.length > 1 ? 16 : 21);
  return {
    id: community.id,
    href: community.href,
    hue: community.hue ?? subject.hue,
    y,
    stem: `M${round(start)} ${y}H${round(COLUMNS.centre - rings.radius)}`,
    seed: firstYear < 0,
    startedBy: community.startedBy,
    leaves,
    rings,
    lines: lines.map((text, index) => ({ text, y: y - 7 - 16 * (lines.length - 1 - index) })),
    name: community.name,
    people: community.people,
    since: community.since,
    branches: drawBranches(community.outside, y, round(COLUMNS.centre + rings.radius)),
  };
}

/** The courses of a community in one year, by name. */
export const coursesOf = (community: MapCommunity, year: string): MapCourse[] =>
  community.courses
    .filter((course) => course.year === year)
    .sort((a, b) => a.label.localeCompare(b.label, undefined, { numeric: true }));

function drawLeaves(courses: MapCourse[], column: number, y: number, places: string[]): Leaf[] {
  const centre = COLUMNS.first + PITCH * column;
  return courses.slice(0, SLOTS.length).map((course, index) => {
    const slot = SLOTS[index] ?? { x: 0, above: true };
    const more = index === SLOTS.length - 1 && courses.length > SLOTS.length ? courses.length - index : 0;
    const room = courses.length <= ROOMY ? PITCH - 4 : 29;
    const x = round(centre + slot.x);
    const label = more ? `+${more}` : cutTo(shortLabel(course.label, places), (room - 8) / LETTER);
    const width = Math.min(room, Math.max(34, round(12 + LETTER * lettersOf(label))));
    const path = leafPath(x, y, width, slot.above);
    return {
      stalk: `M${round(x - 7)} ${y}q6 0 7 ${slot.above ? -6 : 6}`,
      path,
      behind: course.alsoElsewhere && !more ? `translate(4 ${slot.above ? -4 : 4})` : undefined,
      text: { x: round(x + width / 2), y: y + (slot.above ? -14.5 : 23.5), label },
      label: course.label,
      year: course.year,
      more,
      href: more ? undefined : course.href,
    };
  });
}

/** A leaf 26 units high, above or below a stem at `y`. */
export const leafPath = (x: number, y: number, width: number, above: boolean): string =>
  above
    ? `M${x} ${y - 6}v-15a11 11 0 0 1 11-11h${round(width - 11)}v15a11 11 0 0 1-11 11z`
    : `M${x} ${y + 6}v15a11 11 0 0 0 11 11h${round(width - 11)}v-15a11 11 0 0 0-11-11z`;

function drawBranches(outside: MapOutside[], y: number, edge: number): Branch[] {
  const shown = outside.slice(0, MOST_BRANCHES);
  return shown.map((each, index) => {
    const more = index === MOST_BRANCHES - 1 && outside.length > MOST_BRANCHES ? outside.length - index : 0;
    const end = y + (index - (shown.length - 1) / 2) * 34;
    return {
      kind: each.kind,
      line: `M${edge} ${y}H412C436 ${y} 430 ${end} ${COLUMNS.branch} ${end}`,
      y: end,
      name: each.name,
      label: cutTo(each.name, 22),
      guests: each.guests,
      more,
      href: more ? undefined : each.href,
    };
  });
}
