// The one cloth colour of a community: twelve steps round the colour circle, chosen by its subject, else by its id.
import { hashOf } from './hash.ts';

/** The hues that the style sheet knows as [data-hue], in degrees. */
export const HUES = [0, 30, 60, 90, 120, 150, 180, 210, 240, 270, 300, 330] as const;

/** The hue of a page that belongs to no community. */
export const HOUSE_HUE = 150;

const SUBJECTS: [RegExp, number][] = [
  [/physi|astronom/i, 240],
  [/math/i, 210],
  [/chem/i, 270],
  [/biolog|nature|garden|natur|garten/i, 150],
  [/histor|geschicht/i, 30],
  [/geograph|erdkunde|earth/i, 60],
  [/\barts?\b|print|kunst|design/i, 330],
  [/music|choir|band|musik|chor/i, 300],
  [/languag|english|german|deutsch|englisch|french|franz|spanish|span|latin|sprach/i, 120],
  [/sport|physical ed|turnen/i, 0],
  [/comput|informati|coding|robot/i, 180],
  [/econom|politic|social|wirtschaft|politik|religion|ethi/i, 90],
];

/** The hue of a subject (by its name where we know it), else one drawn from the id given in its place. */
export function hueFor(subject: string | undefined, id: string): number {
  const known = subject && SUBJECTS.find(([name]) => name.test(subject));
  if (known) return known[1];
  return HUES[hashOf(subject || id) % HUES.length] ?? HOUSE_HUE;
}
