// Words in the picture cannot wrap by themselves: how wide they are, roughly, and how to make them fit.

const NARROW = /[iljtfrI.,'’:;|!()[\]\s]/;
const WIDE = /[mwMWÄÖÜ@%]/;
const DOUBLE = /[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff]/;

/** The width of a text in letters of average width. */
export function lettersOf(text: string): number {
  return [...text].reduce(
    (sum, sign) => sum + (DOUBLE.test(sign) ? 1.9 : WIDE.test(sign) ? 1.4 : NARROW.test(sign) ? 0.6 : 1),
    0,
  );
}

/** The text, cut with an ellipsis where it is wider than `letters`. */
export function cutTo(text: string, letters: number): string {
  if (lettersOf(text) <= letters) return text;
  let cut = [...text];
  while (cut.length > 1 && lettersOf(cut.join('')) > letters - 1) cut = cut.slice(0, -1);
  return `${cut.join('').trimEnd()}…`;
}

/** The text in at most two lines, broken between words where that is possible. */
export function twoLines(text: string, letters: number): string[] {
  if (lettersOf(text) <= letters) return [text];
  const words = text.split(/\s+/);
  let first = words[0] ?? '';
  let used = 1;
  while (used < words.length - 1 && lettersOf(`${first} ${words[used]}`) <= letters) {
    first += ` ${words[used]}`;
    used += 1;
  }
  const rest = words.slice(used).join(' ');
  return (rest ? [first, rest] : [first]).map((line) => cutTo(line, letters));
}

/** A course's label without what its place says already: "Physics 8b" in Physics is "8b". */
export function shortLabel(label: string, places: string[]): string {
  for (const place of places) {
    const at = label.toLowerCase().indexOf(place.toLowerCase());
    if (!place || at < 0) continue;
    const rest = `${label.slice(0, at)} ${label.slice(at + place.length)}`
      .replace(/^[\s,:·–-]+|[\s,:·–-]+$/g, '')
      .replace(/\s+/g, ' ');
    if (rest) return rest;
  }
  return label;
}
