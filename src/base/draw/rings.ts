// A community's rings: one for each school year since it was founded, thick where leavers of that year stayed, the
// pith off-centre as in a tree. Only geometry; views/partials/rings.ejs and the map turn it into SVG.
import { hashOf } from './hash.ts';

/** One ring as an SVG ellipse; all rings of a community are turned alike. */
export interface Ring {
  className: string;
  cx: number;
  cy: number;
  rx: number;
  ry: number;
}

/** The rings of one community, outermost first, as a template draws them. */
export interface RingsModel {
  turn: number;
  cx: number;
  cy: number;
  rings: Ring[];
  pith: { cx: number; cy: number };
  /** Radius of the outermost ring, where lines to the outside start. */
  radius: number;
}

/** What rings are drawn from: the id that gives the turn, the number of years, and which years (1 = the first) kept leavers. */
export interface RingFacts {
  id: string;
  years: number;
  kept?: number[];
}

/** Where to draw: the centre, the widest step between rings and how far all of them may reach from the pith. */
export interface RingPlace {
  cx: number;
  cy: number;
  step: number;
  reach: number;
}

/** The place in a picture of its own, 64 units wide. */
const ALONE: RingPlace = { cx: 32, cy: 32, step: 29 / 6, reach: 25 };
/** Rings closer than this would melt into a disc: one ring then stands for several years. */
const CLOSEST = 1.5;
const SHIFT = 2.6;

/** A number with one decimal, as SVG needs no more. */
export const round = (value: number): number => Math.round(value * 10) / 10 || 0;

/** The rings of a community by age; place them inside a larger picture with `place`. */
export function drawRings(facts: RingFacts, place: RingPlace = ALONE): RingsModel {
  const span = Math.max(1, Math.ceil(facts.years / Math.floor(place.reach / CLOSEST)));
  const count = Math.max(1, Math.ceil(facts.years / span));
  const kept = new Set((facts.kept ?? []).map((year) => Math.ceil(year / span)));
  const step = Math.min(place.step, place.reach / count);
  const turn = (47 * (hashOf(facts.id) % 360)) % 360;
  const angle = (turn * Math.PI) / 180;
  const centre = (ring: number) => {
    const shift = SHIFT * (1 - ring / count);
    return { cx: round(place.cx + shift * Math.cos(angle)), cy: round(place.cy + shift * Math.sin(angle)) };
  };
  const rings = Array.from({ length: count }, (_, index): Ring => {
    const ring = count - index;
    const radius = 4 + step * ring;
    return {
      className: classOf(index === 0, kept.has(ring), step),
      ...centre(ring),
      rx: round(1.03 * radius),
      ry: round(0.97 * radius),
    };
  });
  return { turn, cx: place.cx, cy: place.cy, rings, pith: centre(0), radius: 4 + step * count };
}

function classOf(outermost: boolean, kept: boolean, step: number): string {
  const fine = kept && step < 3.5 ? 'fine' : '';
  return [outermost ? 'bark' : '', kept ? 'kept' : '', fine, step < 2.2 ? 'thin' : ''].filter(Boolean).join(' ');
}
