// Dotted paths: which values a path reaches in a document, seen by a query, an index and a sort.
import type { Document } from 'bson';
import { compare, EMPTY, isDocument } from './value.ts';

const INDEX = /^(0|[1-9]\d*)$/;

/** Is it the number of an array's element? */
export const isIndex = (part: string): boolean => INDEX.test(part);

/** A document's own field. */
export const field = (document: Document, name: string): unknown =>
  Object.hasOwn(document, name) ? document[name] : undefined;

/**
 * Calls `see` with every value a query's path reaches (undefined where nothing is there) until it answers true.
 * `expand`: an array at the end counts as each of its elements, too.
 * https://www.mongodb.com/docs/manual/tutorial/query-arrays/
 */
export function reach(
  value: unknown,
  path: string[],
  expand: boolean,
  see: (value: unknown) => boolean,
  at = 0,
): boolean {
  const part = path[at];
  if (part === undefined) {
    if (expand && Array.isArray(value) && value.some(see)) return true;
    return see(value);
  }
  if (Array.isArray(value)) {
    if (value.some((element) => isDocument(element) && reach(element, path, expand, see, at))) return true;
    return isIndex(part) && Number(part) < value.length && reach(value[Number(part)], path, expand, see, at + 1);
  }
  if (isDocument(value)) return reach(field(value, part), path, expand, see, at + 1);
  return see(undefined);
}

/** The values that an index on this path holds for a document; `multikey` when an array was on the way. */
export function indexValues(document: Document, path: string[]): { values: unknown[]; multikey: boolean } {
  const values: unknown[] = [];
  let multikey = false;
  const walk = (value: unknown, at: number) => {
    const part = path[at];
    if (Array.isArray(value)) {
      if (part !== undefined && isIndex(part) && !value.some(isDocument)) return walk(value[Number(part)], at + 1);
      multikey = true;
      if (value.length === 0) values.push(EMPTY);
      else if (part === undefined) values.push(...value);
      else for (const element of value) walk(isDocument(element) ? element : undefined, at);
      return;
    }
    if (part === undefined) values.push(value);
    else walk(isDocument(value) ? field(value, part) : undefined, at + 1);
  };
  walk(document, 0);
  return { values, multikey };
}

export type Sort = [path: string[], direction: 1 | -1][];

/** Compares two documents by a sort; in an array the smallest (descending: largest) element counts. */
export function comparator(sort: Sort): (a: Document, b: Document) => number {
  return (a, b) => {
    for (const [path, direction] of sort) {
      const order = compare(sortValue(a, path, direction), sortValue(b, path, direction));
      if (order !== 0) return order * direction;
    }
    return 0;
  };
}

function sortValue(document: Document, path: string[], direction: 1 | -1): unknown {
  const { values } = indexValues(document, path);
  return values.reduce((best, value) => (compare(value, best) * direction < 0 ? value : best));
}

/** The value at a path that leads through documents only; undefined when there is none. */
export function valueAt(document: unknown, path: string[]): unknown {
  let value = document;
  for (const part of path) {
    if (Array.isArray(value) && isIndex(part)) value = value[Number(part)];
    else if (isDocument(value)) value = field(value, part);
    else return undefined;
  }
  return value;
}
