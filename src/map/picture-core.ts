// The foot of the map, cut from the trunk like a core of wood: one block for each year of leaving, one grain of wood
// for each person who stayed.
import { round } from '../base/draw/index.ts';
import type { MapData, MapGeneration } from './picture-data.ts';
import { COLUMNS } from './picture-row.ts';

/** The leavers of one year, or of all years up to it (`until`). */
export interface Block {
  year: number;
  until: boolean;
  x: number;
  width: number;
  middle: number;
  stayed: number;
  grains: { hue: number; path: string }[];
  href: string | undefined;
}

/** The whole core; undefined where nobody has stayed yet and nobody is asked. */
export interface Core {
  y: number;
  blocks: Block[];
  next: { year: number; x: number; width: number; middle: number; href: string | undefined } | undefined;
  edge: string;
  /** How many people one grain stands for. */
  each: number;
}

const NARROWEST = 46;
const MOST_BLOCKS = 9;
const MOST_GRAINS = 300;
/** The height of the core with its heading and labels. */
export const CORE_HEIGHT = 150;

/** The core whose upper edge lies at `y`. */
export function drawCore(data: Pick<MapData, 'core' | 'next'>, y: number): Core | undefined {
  const generations = gather([...data.core].sort((a, b) => a.year - b.year));
  if (generations.length === 0 && !data.next) return undefined;
  const all = data.core.reduce((sum, generation) => sum + generation.people.length, 0);
  const each = Math.max(1, Math.ceil(all / MOST_GRAINS));
  const rest = COLUMNS.width - NARROWEST * (generations.length + (data.next ? 1 : 0));
  let x = 0;
  const blocks = generations.map((generation) => {
    const width = NARROWEST + (generation.people.length * rest) / Math.max(1, all);
    const block = drawBlock(generation, x, width, y, each);
    x += width;
    return block;
  });
  const borders = blocks.map((block) => `M${round(block.x + block.width)} ${y + 44}q5 30 0 60`);
  const edge = `M0 ${y + 44}H${round(x)}M0 ${y + 104}H${round(x)}M0 ${y + 44}v60${borders.join('')}`;
  const next = data.next && {
    year: data.next.year,
    x: round(x),
    width: blocks.length ? NARROWEST : round(rest + NARROWEST),
    middle: round(x + NARROWEST / 2),
    href: data.next.href,
  };
  return { y, blocks, next, edge: blocks.length ? edge : '', each };
}

interface Gathered extends MapGeneration {
  until: boolean;
}

function gather(generations: MapGeneration[]): Gathered[] {
  const surplus = generations.length - MOST_BLOCKS;
  const recent = generations.slice(Math.max(0, surplus + 1)).map((each) => ({ ...each, until: false }));
  if (surplus <= 0) return generations.map((each) => ({ ...each, until: false }));
  const early = generations.slice(0, surplus + 1);
  return [{ year: early.at(-1)?.year ?? 0, people: early.flatMap((each) => each.people), until: true }, ...recent];
}

function drawBlock(generation: Gathered, x: number, width: number, y: number, each: number): Block {
  const lines = Math.ceil(generation.people.length / each);
  const people = [...generation.people].sort((a, b) => a.hue - b.hue);
  const paths = new Map<number, string>();
  for (let line = 0; line < lines; line += 1) {
    const hue = people[line * each]?.hue ?? 0;
    const at = round(x + (width * (line + 1)) / (lines + 1));
    paths.set(hue, `${paths.get(hue) ?? ''}M${at} ${y + 47}q4.6 27 0 54`);
  }
  return {
    year: generation.year,
    until: generation.until,
    x: round(x),
    width: round(width),
    middle: round(x + width / 2),
    stayed: people.length,
    grains: [...paths].map(([hue, path]) => ({ hue, path })),
    href: generation.href,
  };
}
