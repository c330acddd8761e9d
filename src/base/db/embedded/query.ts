// Runs a query: reads what the plan points at, checks it against the filter, sorts, skips and limits.
import type { Document } from 'bson';
import { type Collection, keyPrefix } from './catalog.ts';
import { CommandError } from './errors.ts';
import { compileFilter, type Matcher } from './match.ts';
import { comparator, type Sort } from './path.ts';
import { after, choosePlan, type Plan, type Range } from './plan.ts';
import { documentKey } from './records.ts';
import type { Entry, View } from './store.ts';
import { decode, isDocument, toNumber } from './value.ts';

export interface Query {
  filter: Document;
  sort: Sort;
  skip: number;
  limit: number;
  hint?: unknown;
  variables?: Document;
}

export interface Found {
  id: Buffer;
  bytes: Buffer;
  document: Document;
}

/** How much work a query was. */
export interface Work {
  keys: number;
  documents: number;
}

/** Reads a query from a command's fields. */
export function readQuery(filter: unknown, options: Document = {}): Query {
  if (filter !== undefined && !isDocument(filter)) throw new CommandError(14, 'The filter must be a document');
  if (options.collation && options.collation.locale !== 'simple')
    throw new CommandError(115, 'collation is not supported by the embedded database');
  const variables = options.let as Document | undefined;
  return {
    filter: filter ?? {},
    sort: readSort(options.sort),
    skip: options.skip === undefined ? 0 : toNumber(options.skip),
    limit: options.limit === undefined ? 0 : Math.abs(toNumber(options.limit)),
    ...(options.hint === undefined || (isDocument(options.hint) && Object.keys(options.hint).length === 0)
      ? {}
      : { hint: options.hint }),
    ...(variables ? { variables } : {}),
  };
}

/** Reads a sort such as `{ name: 1, born: -1 }`. */
export function readSort(sort: unknown): Sort {
  if (!isDocument(sort)) return [];
  return Object.entries(sort)
    .filter(([path]) => path !== '$natural')
    .map(([path, way]) => {
      if (isDocument(way))
        throw new CommandError(115, `sorting by ${Object.keys(way)[0]} is not supported by the embedded database`);
      const direction = toNumber(way);
      if (direction !== 1 && direction !== -1) throw new CommandError(15975, '$sort key ordering must be 1 or -1');
      return [path.split('.'), direction];
    });
}

/** The plans for a query; a transaction does not use indexes younger than itself. */
export function plansFor(collection: Collection, query: Query, view?: View): Plan[] {
  const known =
    view?.born === undefined ? collection.indexes : collection.indexes.filter(({ born }) => born <= (view.born ?? 0));
  return choosePlan({ ...collection, indexes: known }, query.filter, query.sort, query.hint);
}

/** Can the documents be read bit by bit, long after the command that asked for them? */
export const isSteady = (collection: Collection | undefined, query: Query): boolean =>
  !collection || (query.sort.length === 0 && plansFor(collection, query).every(({ all }) => all));

/** Finds the documents of a query, in order. */
export function* find(view: View, collection: Collection | undefined, query: Query, work: Work): Generator<Found> {
  const matches = compileFilter(query.filter, query.variables);
  if (!collection) return;
  const plans = plansFor(collection, query, view);
  let found: Iterable<Found> = matching(view, collection, plans, matches, work);
  const inOrder = plans.length === 1 && plans[0]?.sorted;
  if (query.sort.length > 0 && !inOrder) {
    const order = comparator(query.sort);
    found = [...found].sort((a, b) => order(a.document, b.document));
  }
  let at = 0;
  for (const one of found) {
    at += 1;
    if (at <= query.skip) continue;
    yield one;
    if (query.limit > 0 && at >= query.skip + query.limit) return;
  }
}

function* matching(view: View, collection: Collection, plans: Plan[], matches: Matcher, work: Work): Generator<Found> {
  const distinct = plans.length > 1 || plans.some(({ index, ranges }) => index.multikey && ranges.length > 0);
  const seen = new Set<string>();
  for (const plan of plans) {
    for (const { id, bytes } of scan(view, collection, plan, work)) {
      if (distinct) {
        const name = id.toString('latin1');
        if (seen.has(name)) continue;
        seen.add(name);
      }
      work.documents += 1;
      const document = decode(bytes);
      if (matches(document)) yield { id, bytes, document };
    }
  }
}

function* scan(view: View, collection: Collection, plan: Plan, work: Work): Generator<{ id: Buffer; bytes: Buffer }> {
  const primary = plan.index.number === 0;
  for (const { key, value } of entries(view, plan)) {
    if (!plan.all) work.keys += 1;
    if (primary) yield { id: key.subarray(6), bytes: value };
    else {
      const bytes = view.get(documentKey(collection, value));
      if (bytes) yield { id: value, bytes };
    }
  }
}

function* entries(view: View, plan: Plan): Generator<Entry> {
  const { ranges, reverse, sorted, point } = plan;
  if (point) {
    for (const { start } of reverse ? ranges.toReversed() : ranges) {
      const value = view.get(start);
      if (value) yield { key: start, value };
    }
  } else if (plan.all) yield* inParts(view, ranges[0] as Range);
  else if (sorted && ranges.length > 1) yield* merge(view, ranges, reverse);
  else for (const { start, end } of ranges) yield* view.range(start, end, reverse);
}

const PART = 500;

/** A long range read part by part, so that a cursor can go on with it later. */
function* inParts(view: View, { start, end }: Range): Generator<Entry> {
  for (let from = start; ; ) {
    const part: Entry[] = [];
    for (const entry of view.range(from, end)) {
      part.push(entry);
      if (part.length === PART) break;
    }
    yield* part;
    const last = part.at(-1);
    if (!last || part.length < PART) return;
    from = Buffer.concat([last.key, Buffer.of(0)]);
  }
}

/** Several ranges, each in order, read as one in order. */
function* merge(view: View, ranges: Plan['ranges'], reverse: boolean): Generator<Entry> {
  const heads = ranges.map(({ start, end, prefix }) => {
    const entries = view.range(start, end, reverse)[Symbol.iterator]();
    return { entries, prefix, next: entries.next() };
  });
  const open = () => heads.filter((head) => !head.next.done);
  for (let rest = open(); rest.length > 0; rest = open()) {
    const first = rest.reduce((best, head) => {
      const order = Buffer.compare(tail(head), tail(best));
      return (reverse ? order > 0 : order < 0) ? head : best;
    });
    yield first.next.value as Entry;
    first.next = first.entries.next();
  }
}

const tail = ({ next, prefix }: { next: IteratorResult<Entry>; prefix: number }) =>
  (next.value as Entry).key.subarray(prefix);

/** How many documents a collection has. */
export function countAll(view: View & { count?(start: Buffer, end: Buffer): number }, collection: Collection): number {
  const start = keyPrefix(collection, 0);
  if (view.count) return view.count(start, after(start));
  let count = 0;
  for (const _ of view.range(start, after(start))) count += 1;
  return count;
}

/** What `explain` tells about a query. */
export function explain(collection: Collection | undefined, query: Query): Document {
  if (!collection) return { stage: 'EOF' };
  const plans = plansFor(collection, query);
  const stages = plans.map(({ index, all, reverse, ranges, point }) =>
    all
      ? { stage: 'COLLSCAN', filter: query.filter, direction: 'forward' }
      : {
          stage: 'FETCH',
          filter: query.filter,
          inputStage: {
            stage: 'IXSCAN',
            keyPattern: index.spec.key,
            indexName: index.name,
            isMultiKey: index.multikey,
            isUnique: index.unique,
            isSparse: index.sparse,
            isPartial: index.partial !== undefined,
            direction: reverse ? 'backward' : 'forward',
            indexBounds: { ranges: ranges.length, point },
          },
        },
  );
  const access = stages.length === 1 ? (stages[0] as Document) : { stage: 'OR', inputStages: stages };
  if (query.sort.length === 0 || (plans.length === 1 && plans[0]?.sorted)) return access;
  return {
    stage: 'SORT',
    sortPattern: Object.fromEntries(query.sort.map(([path, way]) => [path.join('.'), way])),
    inputStage: access,
  };
}
