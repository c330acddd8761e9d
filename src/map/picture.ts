// The picture of the school: courses flow from the left into communities, grouped by subject; partners and bridges reach
// in from the right; those who left and stayed are the wood below. Pure functions from facts to coordinates in units of
// the viewBox, 640 wide; views/map/picture.ejs turns them into SVG, views/map/table.ejs tells the same as a list.
import { drawRings, type RingsModel } from '../base/draw/index.ts';
import { CORE_HEIGHT, type Core, drawCore } from './picture-core.ts';
import { laneHref, type MapCommunity, type MapData, type MapSubject, YEARS_SHOWN } from './picture-data.ts';
import { COLUMNS, drawRow, leafPath, PITCH, type Row, ringFacts, rowHeight } from './picture-row.ts';
import { cutTo } from './picture-text.ts';

export * from './picture-data.ts';

/** A closed lane: leaves with the number of courses of each year, up to five communities as marks, and the sums. */
export interface ClosedLane {
  y: number;
  stem: string;
  leaves: { stalk: string; path: string; x: number; courses: number }[];
  marks: RingsModel[];
  communities: number;
  people: number;
  partners: number;
}

/** A subject in the picture. */
export interface Lane {
  id: string;
  name: string;
  label: string;
  hue: number;
  y: number;
  href: string;
  rows: Row[];
  closed: ClosedLane | undefined;
}

/** The whole picture. */
export interface MapPicture {
  width: number;
  height: number;
  columns: typeof COLUMNS;
  years: { x: number; label: string }[];
  lanes: Lane[];
  core: Core | undefined;
  sums: MapSums;
}

/** What the heading of the map counts. */
export interface MapSums {
  communities: number;
  courses: number;
  outside: number;
  stayed: number;
}

const TOP = 62;
const HEAD = 30;
const FOOT = 6;
const CLOSED_HEIGHT = 78;
const MOST_MARKS = 5;
const MARKS = { first: 226, room: 57, step: 16 / 6, reach: 12 };

/** The picture of a school at any number of communities. */
export function drawMap(data: MapData): MapPicture {
  const years = data.years.slice(-YEARS_SHOWN);
  let y = TOP;
  const lanes = data.subjects
    .filter((subject) => subject.communities.length > 0)
    .map((subject) => {
      const lane = drawLane(subject, data, years, y);
      y += laneHeight(subject, data);
      return lane;
    });
  const core = drawCore(data, y);
  return {
    width: COLUMNS.width,
    height: y + (core ? CORE_HEIGHT : 2),
    columns: COLUMNS,
    years: years.map((label, index) => ({ label, x: COLUMNS.first + PITCH * index })),
    lanes,
    core,
    sums: countMap(data),
  };
}

/** The numbers of the heading; a course that feeds two communities counts once. */
export function countMap(data: MapData): MapSums {
  const communities = data.subjects.flatMap((subject) => subject.communities);
  const years = new Set(data.years.slice(-YEARS_SHOWN));
  const courses = communities.flatMap((community) => community.courses).filter((course) => years.has(course.year));
  return {
    communities: communities.length,
    courses: new Set(courses.map((course) => course.id)).size,
    outside: communities.reduce((sum, community) => sum + community.outside.length, 0),
    stayed: data.core.reduce((sum, generation) => sum + generation.people.length, 0),
  };
}

function laneHeight(subject: MapSubject, data: MapData): number {
  if (!data.open.has(subject.id)) return CLOSED_HEIGHT;
  return HEAD + FOOT + subject.communities.reduce((sum, community) => sum + rowHeight(community), 0);
}

function drawLane(subject: MapSubject, data: MapData, years: string[], y: number): Lane {
  const open = data.open.has(subject.id);
  let top = y + HEAD;
  const rows = open
    ? bySize(subject.communities).map((community) => {
        const row = drawRow(community, subject, years, top);
        top += rowHeight(community);
        return row;
      })
    : [];
  return {
    id: subject.id,
    name: subject.name,
    label: cutTo(subject.name, open ? 60 : 22),
    hue: subject.hue,
    y,
    href: laneHref(subject.id, open, data.changes),
    rows,
    closed: open ? undefined : drawClosed(subject, years, y + 32),
  };
}

/** Largest first; the same size by name, so that the picture never jumps. */
export const bySize = (communities: MapCommunity[]): MapCommunity[] =>
  [...communities].sort((a, b) => b.people - a.people || a.name.localeCompare(b.name));

function drawClosed(subject: MapSubject, years: string[], y: number): ClosedLane {
  const shown = bySize(subject.communities).slice(0, MOST_MARKS);
  const pitch = MARKS.room / Math.max(1, shown.length - 1);
  const marks = shown.map((community, index) =>
    drawRings(ringFacts(community), {
      cx: Math.round(MARKS.first + (shown.length > 1 ? pitch * index : 0)),
      cy: y,
      step: MARKS.step,
      reach: MARKS.reach,
    }),
  );
  const courses = subject.communities.flatMap((community) => community.courses);
  return {
    y,
    stem: `M0 ${y}H${Math.round(MARKS.first - (marks[0]?.radius ?? 0))}`,
    leaves: years.flatMap((year, index) => {
      const count = new Set(courses.filter((course) => course.year === year).map((course) => course.id)).size;
      const x = COLUMNS.first + PITCH * index - 33;
      if (count === 0) return [];
      return [{ stalk: `M${x - 7} ${y}q6 0 7 6`, path: leafPath(x, y, 34, false), x: x + 17, courses: count }];
    }),
    marks,
    communities: subject.communities.length,
    people: subject.communities.reduce((sum, community) => sum + community.people, 0),
    partners: subject.communities.reduce((sum, community) => sum + community.outside.length, 0),
  };
}
