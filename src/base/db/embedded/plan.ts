// Decides which index answers a query: equal values first, then a range or the order of the next field.
// A plan only narrows down; every document found is still checked against the whole filter.
import type { Document } from 'bson';
import { type Collection, type Index, keyPrefix } from './catalog.ts';
import { CommandError } from './errors.ts';
import { descending, fieldKey, typeKey } from './key.ts';
import { isOperators, toRegExp } from './match.ts';
import type { Sort } from './path.ts';
import { equal, isDocument, RANK, typeRank } from './value.ts';

export interface Range {
  start: Buffer;
  end: Buffer;
  /** Where the part of the key begins that differs within the range. */
  prefix: number;
}

export interface Plan {
  index: Index;
  ranges: Range[];
  reverse: boolean;
  /** The documents come in the order asked for. */
  sorted: boolean;
  /** One key and no other can match. */
  point: boolean;
  /** No index helps: the whole collection is read. */
  all: boolean;
}

interface Condition {
  operator: string;
  value: unknown;
}
type Conditions = Map<string, Condition[]>;

const MOST_RANGES = 500;

/** Chooses how to find the documents; several plans together when it takes one for each branch of an `$or`. */
export function choosePlan(collection: Collection, filter: Document, sort: Sort, hint?: unknown): Plan[] {
  const conditions = new Map() as Conditions;
  gather(filter, conditions);
  const natural = isDocument(hint) && '$natural' in hint;
  const candidates = natural ? [] : hinted(collection, hint);
  let best: { plan: Plan; score: number } | undefined;
  for (const index of candidates) {
    const found = consider(collection, index, conditions, sort, hint !== undefined);
    if (found && (!best || found.score > best.score)) best = found;
  }
  if (best && best.score >= 50) return [best.plan];
  const branches = natural ? undefined : branchPlans(collection, filter);
  return branches ?? [best?.plan ?? everything(collection)];
}

function hinted(collection: Collection, hint: unknown): Index[] {
  if (hint === undefined) return collection.indexes;
  const found = collection.indexes.filter((index) => index.name === hint || equal(index.spec.key, hint));
  if (found.length === 0) throw new CommandError(2, 'hint provided does not correspond to an existing index');
  return found;
}

function branchPlans(collection: Collection, filter: Document): Plan[] | undefined {
  const branches: Document[] | undefined = filter.$or ?? filter.$and?.find((part: Document) => part.$or)?.$or;
  if (!branches) return undefined;
  const plans = branches.flatMap((branch) => choosePlan(collection, branch, []));
  return plans.some((plan) => plan.all) ? undefined : plans;
}

function everything(collection: Collection): Plan {
  const index = collection.indexes[0] as Index;
  const start = keyPrefix(collection, 0);
  return {
    index,
    ranges: [{ start, end: after(start), prefix: 6 }],
    reverse: false,
    sorted: false,
    point: false,
    all: true,
  };
}

function gather(filter: Document, into: Conditions, prefix = ''): void {
  for (const [key, value] of Object.entries(filter)) {
    if (key === '$and') for (const part of value) gather(part, into, prefix);
    if (key.startsWith('$')) continue;
    const list = into.get(prefix + key) ?? [];
    into.set(prefix + key, list);
    for (const [operator, operand] of isOperators(value) ? Object.entries(value) : [['$eq', value] as const]) {
      const nested = isDocument(operand) && operator === '$elemMatch' && !isOperators(operand);
      if (nested) gather(operand, into, `${prefix}${key}.`);
      else if (operator === '$all') list.push({ operator: '$eq', value: operand[0] });
      else if (operator === '$regex')
        list.push({ operator: '$eq', value: isOperators(value) && value.$options ? undefined : asRegExp(operand) });
      else list.push({ operator, value: operand });
    }
  }
}

const asRegExp = (value: unknown) => (typeof value === 'string' ? new RegExp(value) : value);

function consider(collection: Collection, index: Index, conditions: Conditions, sort: Sort, forced: boolean) {
  if (!covers(index, conditions)) return undefined;
  let prefixes = [keyPrefix(collection, index.number)];
  const equalPaths = new Set<string>();
  let used = 0;
  let single = true;
  let ranged: Range[] | undefined;
  for (const { path, direction } of index.fields) {
    const key = path.join('.');
    if (index.multikey && used > 0 && sharesArray(index, used, path)) break;
    const list = conditions.get(key) ?? [];
    const exact = list
      .map(equalKeys)
      .find((keys) => keys !== undefined && keys.length * prefixes.length <= MOST_RANGES);
    if (!exact) {
      ranged = boundsOf(list, prefixes, direction, index);
      break;
    }
    prefixes = prefixes.flatMap((prefix) =>
      exact.map((bytes) => Buffer.concat([prefix, direction < 0 ? descending(bytes) : bytes])),
    );
    if (exact.length === 1) equalPaths.add(key);
    else single = false;
    used += 1;
  }
  const order = orderOf(index, used, equalPaths, sort);
  if (used === 0 && !ranged && !order && !forced) return undefined;
  const whole = used === index.fields.length && index.unique;
  const ranges = ranged ?? prefixes.map((start) => ({ start, end: after(start), prefix: start.length }));
  ranges.sort((a, b) => Buffer.compare(a.start, b.start));
  const plan: Plan = {
    index,
    ranges,
    reverse: order === -1,
    sorted: order !== undefined,
    point: whole && !index.multikey,
    all: false,
  };
  const score = used * 100 + (ranged ? 60 : 0) + (order ? 30 : 0) + (whole && single ? 1000 : 0) + (forced ? 50 : 0);
  return { plan, score };
}

// Two fields of a multikey index may only be bound together when no array can hold both.
const sharesArray = (index: Index, used: number, path: string[]) =>
  index.fields.slice(0, used).some((earlier) => earlier.path[0] === path[0]);

/** The keys a condition allows, when it is one of equality; undefined when it is not. */
function equalKeys({ operator, value }: Condition): Buffer[] | undefined {
  const values = operator === '$eq' ? [value] : operator === '$in' && Array.isArray(value) ? value : undefined;
  if (!values || values.some((one) => one === undefined || [RANK.array, 12].includes(typeRank(one)))) return undefined;
  const keys = values.map((one) => fieldKey(one).bytes);
  return [...new Map(keys.map((key) => [key.toString('latin1'), key])).values()];
}

function boundsOf(
  list: Condition[],
  prefixes: Buffer[],
  direction: 1 | -1,
  { multikey, exact }: Index,
): Range[] | undefined {
  let type: Buffer | undefined;
  let low: Bound | undefined;
  let high: Bound | undefined;
  for (const { operator, value } of list) {
    const text = operator === '$eq' ? fixedStart(value) : undefined;
    const usable = text !== undefined || ![RANK.array, RANK.null, 0, 15].includes(typeRank(value));
    if (!usable || !['$gt', '$gte', '$lt', '$lte', '$eq'].includes(operator)) continue;
    if (operator === '$eq' && text === undefined) continue;
    const own = typeKey(text ?? value);
    if (type && !type.equals(own)) continue;
    type = own;
    if (multikey && (low || high)) continue;
    if (text !== undefined) {
      const start = fieldKey(text).bytes.subarray(0, -1);
      low ??= { bytes: start, inclusive: true };
      high ??= { bytes: start, inclusive: true };
    } else if (operator.startsWith('$g')) low ??= bound(value, operator, exact);
    else high ??= bound(value, operator, exact);
  }
  if (!type) return undefined;
  const turn = (bytes: Buffer) => (direction < 0 ? descending(bytes) : bytes);
  const [first, last] = direction < 0 ? [high, low] : [low, high];
  const whole = turn(type);
  return prefixes.map((prefix) => {
    const start = Buffer.concat([prefix, first ? turn(first.bytes) : whole]);
    const end = Buffer.concat([prefix, last ? turn(last.bytes) : whole]);
    return {
      start: first && !first.inclusive ? after(start) : start,
      end: last && !last.inclusive ? end : after(end),
      prefix: prefix.length,
    };
  });
}

interface Bound {
  bytes: Buffer;
  inclusive: boolean;
}

function bound(value: unknown, operator: string, exactIndex: boolean): Bound {
  const { bytes, ordered, exact } = fieldKey(value);
  if (exact && exactIndex) return { bytes, inclusive: operator.endsWith('e') };
  return { bytes: ordered, inclusive: operator.endsWith('e') || ordered.length < bytes.length };
}

/** The text every match of a pattern such as /^abc/ starts with. */
function fixedStart(value: unknown): string | undefined {
  if (typeRank(value) !== 12) return undefined;
  const { source, flags } = toRegExp(value as RegExp);
  const text = /^\^([\w @:/-]{1,100})/.exec(source)?.[1];
  if (!text || flags || source.includes('|')) return undefined;
  return /[*+?{]/.test(source[text.length + 1] ?? '') ? text.slice(0, -1) || undefined : text;
}

/** 1 or -1 when the index, read forwards or backwards, has the order asked for. */
function orderOf(index: Index, used: number, equalPaths: Set<string>, sort: Sort): 1 | -1 | undefined {
  if (sort.length === 0 || index.multikey || !index.exact) return undefined;
  let at = used;
  let way: number | undefined;
  for (const [path, direction] of sort) {
    const key = path.join('.');
    if (equalPaths.has(key)) continue;
    const field = index.fields[at];
    if (!field || field.path.join('.') !== key) return undefined;
    way ??= field.direction * direction;
    if (field.direction * direction !== way) return undefined;
    at += 1;
  }
  return (way ?? 1) as 1 | -1;
}

/** Does a sparse or partial index hold every document the filter can match? */
function covers(index: Index, conditions: Conditions): boolean {
  const demands = (path: string) => (conditions.get(path) ?? []).some(neverMissing);
  if (index.sparse && !index.fields.some(({ path }) => demands(path.join('.')))) return false;
  if (!index.partial) return true;
  const wanted = new Map() as Conditions;
  gather(index.partial.filter, wanted);
  if (Object.keys(index.partial.filter).some((key) => key.startsWith('$'))) return false;
  return [...wanted].every(([path, list]) =>
    list.every((want) => (conditions.get(path) ?? []).some((have) => implies(path, index, have, want))),
  );
}

function neverMissing({ operator, value }: Condition): boolean {
  if (operator === '$exists') return value === true || (typeRank(value) === RANK.number && !equal(value, 0));
  if (operator === '$in') return Array.isArray(value) && !value.some((one) => typeRank(one) === RANK.null);
  return ['$eq', '$gt', '$gte', '$lt', '$lte'].includes(operator) && typeRank(value) !== RANK.null;
}

function implies(path: string, index: Index, have: Condition, want: Condition): boolean {
  if (have.operator === want.operator && equal(have.value, want.value)) return true;
  if (want.operator === '$exists' && equal(want.value, true)) return neverMissing(have);
  const values = have.operator === '$eq' ? [have.value] : have.operator === '$in' ? (have.value as unknown[]) : [];
  const conditions = Object.keys(index.partial?.filter ?? {});
  return (
    values.length > 0 &&
    conditions.length === 1 &&
    values.every((value) => index.partial?.matches(nest(path, value)) ?? false)
  );
}

const nest = (path: string, value: unknown): Document =>
  path.split('.').reduceRight<unknown>((inner, part) => ({ [part]: inner }), value) as Document;

/** The smallest key after all keys that start with these bytes. */
export function after(prefix: Buffer): Buffer {
  const next = Buffer.from(prefix);
  for (let at = next.length - 1; at >= 0; at -= 1) {
    if (next[at] !== 255) {
      next[at] = (next[at] as number) + 1;
      return next.subarray(0, at + 1);
    }
  }
  return Buffer.from([255]);
}
