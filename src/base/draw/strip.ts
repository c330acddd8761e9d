// The strip on a community's home: one row of the school map without labels. From the left the courses that feed it
// (leaves), the community and its years (rings), and who helps from outside (dashed stamps; double ones for bridges).
import { drawRings, type RingFacts, type RingsModel, round } from './rings.ts';

/** What a strip is drawn from. */
export interface StripFacts {
  community: RingFacts;
  courses: number;
  outside: ('partner' | 'bridge')[];
}

/** A line to the outside with the stamp at its end. */
export interface Outlet {
  kind: 'partner' | 'bridge';
  line: string;
  x: number;
  y: number;
  radius: number;
}

/** The strip in a box of 600 x 72 units; views/partials/strip.ejs draws it. */
export interface StripModel {
  stem: string;
  leaves: string;
  /** Where the stem starts, when no course feeds the community. */
  seed: number | undefined;
  rings: RingsModel;
  outlets: Outlet[];
}

const MIDDLE = 36;
const CENTRE = 300;
const MOST_LEAVES = 5;
const MOST_OUTLETS = 3;
const SEED = 150;

/** The strip of a community's three dimensions. */
export function drawStrip(facts: StripFacts): StripModel {
  const rings = drawRings(facts.community, { cx: CENTRE, cy: MIDDLE, step: 29 / 6, reach: 29 });
  const leaves = Array.from({ length: Math.min(facts.courses, MOST_LEAVES) }, (_, index) => index);
  const start = leaves.length ? 2 : SEED;
  const stalks = leaves.map((index) => `M${12 + 46 * index} ${MIDDLE}q6 0 8 ${index % 2 ? 6 : -6}`);
  const shown = facts.outside.slice(0, MOST_OUTLETS);
  return {
    stem: `M${start} ${MIDDLE}H${round(CENTRE - rings.radius)}${stalks.join('')}`,
    leaves: leaves.map((index) => leaf(20 + 46 * index, index % 2 === 0)).join(''),
    seed: leaves.length ? undefined : SEED,
    rings,
    outlets: shown.map((kind, index) => outlet(kind, index, shown.length, CENTRE + rings.radius)),
  };
}

const leaf = (x: number, above: boolean): string =>
  above
    ? `M${x} 30V16a12 12 0 0 1 12-12h32v14a12 12 0 0 1-12 12z`
    : `M${x} 42v14a12 12 0 0 0 12 12h32v-14a12 12 0 0 0-12-12z`;

function outlet(kind: 'partner' | 'bridge', index: number, count: number, edge: number): Outlet {
  const radius = count > 2 ? 9.5 : 13;
  const y = round(MIDDLE + (index - (count - 1) / 2) * (count > 2 ? 24 : 40));
  const end = 543 - radius;
  return { kind, line: `M${round(edge)} ${MIDDLE}H430C480 ${MIDDLE} 480 ${y} ${end} ${y}`, x: 543, y, radius };
}
