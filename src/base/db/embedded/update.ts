// Applies an update to a document: operators, a replacement, or a pipeline.
// https://www.mongodb.com/docs/manual/reference/operator/update/
import { type Document, Timestamp } from 'bson';
import { realClock } from '../../clock.ts';
import { bitwise, calculate } from './arithmetic.ts';
import { pull, push } from './array-update.ts';
import { CommandError } from './errors.ts';
import { compileFilter, type Matcher } from './match.ts';
import { field, isIndex, valueAt } from './path.ts';
import { compare, equal, isDocument, toNumber } from './value.ts';

export interface UpdateContext {
  filter: Document;
  arrayFilters: Document[];
  inserting: boolean;
  runPipeline: (document: Document, stages: Document[]) => Document;
}

/** Returns the document as the update leaves it; the one given stays as it is. */
export function applyUpdate(document: Document, update: unknown, context: UpdateContext): Document {
  if (Array.isArray(update)) return keepId(document, context.runPipeline(document, update));
  const names = Object.keys(update as Document);
  if (!names[0]?.startsWith('$')) {
    const strange = names.find((name) => name.startsWith('$'));
    if (strange)
      throw new CommandError(52, `The dollar ($) prefixed field '${strange}' is not allowed in a replacement`);
    return keepId(document, { ...(document._id !== undefined ? { _id: document._id } : {}), ...(update as Document) });
  }
  const changes = collectChanges(update as Document, context.inserting);
  refuseConflicts(changes.map((change) => change.path));
  const result = structuredCopy(document) as Document;
  const filters = compileArrayFilters(context.arrayFilters);
  for (const { operator, path, value } of changes) {
    for (const exact of expand(result, path.split('.'), filters, context)) applyOne(result, operator, exact, value);
  }
  return keepId(document, result);
}

interface Change {
  operator: string;
  path: string;
  value: unknown;
}

function collectChanges(update: Document, inserting: boolean): Change[] {
  const changes: Change[] = [];
  for (const [operator, fields] of Object.entries(update)) {
    if (!operators.has(operator)) throw new CommandError(9, `Unknown modifier: ${operator}`);
    if (!isDocument(fields))
      throw new CommandError(9, `Modifiers operate on fields, but ${operator} got something else`);
    if (operator === '$setOnInsert' && !inserting) continue;
    for (const [path, value] of Object.entries(fields)) {
      if (path === '' || path.split('.').includes('')) throw new CommandError(56, `The update path '${path}' is empty`);
      changes.push({ operator, path, value });
      if (operator === '$rename') changes.push({ operator: '$noop', path: String(value), value });
    }
  }
  return changes.sort((a, b) => Number(a.operator === '$noop') - Number(b.operator === '$noop'));
}

const operators = new Set([
  ...['$set', '$setOnInsert', '$unset', '$inc', '$mul', '$min', '$max', '$rename', '$currentDate', '$bit'],
  ...['$push', '$addToSet', '$pull', '$pullAll', '$pop'],
]);

function refuseConflicts(paths: string[]): void {
  const sorted = [...paths].sort();
  for (const [at, path] of sorted.entries()) {
    const next = sorted.slice(at + 1).find((other) => other === path || other.startsWith(`${path}.`));
    if (next !== undefined)
      throw new CommandError(40, `Updating the path '${next}' would create a conflict at '${path}'`);
  }
}

function keepId(before: Document, after: Document): Document {
  if (before._id !== undefined && !equal(before._id, after._id)) {
    throw new CommandError(66, "Performing an update on the path '_id' would modify the immutable field '_id'");
  }
  return after;
}

/** A copy that shares only values that never change. */
function structuredCopy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(structuredCopy);
  if (!isDocument(value)) return value;
  const copy: Document = {};
  for (const [name, part] of Object.entries(value)) put(copy, name, structuredCopy(part));
  return copy;
}

function put(document: Document, name: string, value: unknown): void {
  if (name !== '__proto__') document[name] = value;
  else Object.defineProperty(document, name, { value, enumerable: true, configurable: true, writable: true });
}

function compileArrayFilters(filters: Document[]): Map<string, Matcher> {
  return new Map(
    filters.map((filter) => {
      const first = Object.keys(filter)[0] ?? '';
      const name = (first.startsWith('$') ? Object.keys(filter[first][0])[0] : first)?.split('.')[0] ?? '';
      return [name, compileFilter(filter)];
    }),
  );
}

// Resolves $, $[] and $[name] to the array elements they stand for.
function expand(document: Document, path: string[], filters: Map<string, Matcher>, context: UpdateContext): string[][] {
  const at = path.findIndex((part) => part.startsWith('$'));
  if (at < 0) return [path];
  const before = path.slice(0, at);
  const list = valueAt(document, before);
  if (!Array.isArray(list))
    throw new CommandError(2, `The path '${before.join('.')}' must be an array for '${path[at]}'`);
  const name = /^\$\[(\w*)\]$/.exec(path[at] as string)?.[1];
  const chosen = list
    .map((_, index) => index)
    .filter((index) => {
      if (name === undefined) return index === position(document, before, list, context.filter);
      if (name === '') return true;
      const matches = filters.get(name);
      if (!matches)
        throw new CommandError(2, `No array filter found for identifier '${name}' in path '${path.join('.')}'`);
      return matches({ [name]: list[index] });
    });
  if (name === undefined && chosen.length === 0) {
    throw new CommandError(2, 'The positional operator did not find the match needed from the query.');
  }
  return chosen.flatMap((index) =>
    expand(document, [...before, String(index), ...path.slice(at + 1)], filters, context),
  );
}

function position(document: Document, path: string[], list: unknown[], filter: Document): number {
  const prefix = path.join('.');
  const parts = [filter, ...(Array.isArray(filter.$and) ? filter.$and : [])];
  for (const [key, condition] of parts.flatMap((part) => Object.entries(part as Document))) {
    if (key !== prefix && !key.startsWith(`${prefix}.`)) continue;
    const matches = compileFilter({ [key]: condition });
    const found = list.findIndex((element) => matches(nest(path, [element])));
    if (found >= 0 && matches(document)) return found;
  }
  return -1;
}

const nest = (path: string[], value: unknown): Document =>
  path.reduceRight<unknown>((inner, part) => ({ [part]: inner }), value) as Document;

function applyOne(document: Document, operator: string, path: string[], value: unknown): void {
  if (operator === '$noop') return;
  const current = valueAt(document, path);
  if (operator === '$unset') unsetAt(document, path);
  else if (operator === '$rename') {
    if (current === undefined) return;
    unsetAt(document, path);
    setAt(document, String(value).split('.'), current);
  } else {
    const next = changed(operator, current, value, path.join('.'));
    if (next !== undefined) setAt(document, path, next);
  }
}

/** The value an operator leaves in the place of another; undefined when it changes nothing. */
function changed(operator: string, current: unknown, value: unknown, name: string): unknown {
  switch (operator) {
    case '$set':
    case '$setOnInsert':
      return structuredCopy(value);
    case '$inc':
    case '$mul':
      return calculate(operator, current, value, name);
    case '$min':
    case '$max': {
      const order = current === undefined ? 1 : compare(value, current) * (operator === '$max' ? 1 : -1);
      return order > 0 ? structuredCopy(value) : undefined;
    }
    case '$currentDate':
      return now(value);
    case '$bit': {
      const [[how, operand] = ['', undefined]] = Object.entries(value as Document);
      return bitwise(how, current, operand);
    }
    case '$push':
    case '$addToSet':
      return push(operator, current, value, name);
    default: {
      if (current === undefined) return undefined;
      const list = listAt(current, name, operator);
      if (operator === '$pop') return list.slice(...(toNumber(value) < 0 ? [1] : [0, -1]));
      return pull(operator, list, value);
    }
  }
}

function listAt(value: unknown, name: string, operator: string): unknown[] {
  if (Array.isArray(value)) return value;
  throw new CommandError(
    operator === '$pop' ? 14 : 2,
    `Cannot apply ${operator} to a non-array value: the field '${name}'`,
  );
}

function now(how: unknown): Date | Timestamp {
  const time = realClock.now();
  const asTimestamp = isDocument(how) && how.$type === 'timestamp';
  return asTimestamp ? new Timestamp({ t: Math.floor(time.getTime() / 1000), i: 1 }) : time;
}

/** Sets the value at a path and creates the documents on the way. */
export function setAt(document: Document, path: string[], value: unknown): void {
  let holder: unknown = document;
  for (const [at, part] of path.entries()) {
    const last = at === path.length - 1;
    if (Array.isArray(holder)) {
      if (!isIndex(part)) throw notViable(part, path);
      while (holder.length < Number(part)) holder.push(null);
      if (last) holder[Number(part)] = value;
      else holder[Number(part)] ??= {};
      holder = holder[Number(part)];
    } else if (isDocument(holder)) {
      if (last) put(holder, part, value);
      else if (field(holder, part) === undefined) put(holder, part, {});
      holder = holder[part];
    } else throw notViable(part, path);
  }
}

const notViable = (part: string, path: string[]) =>
  new CommandError(28, `Cannot create field '${part}' in the element on the path '${path.join('.')}'`);

function unsetAt(document: Document, path: string[]): void {
  const holder = valueAt(document, path.slice(0, -1));
  const last = path.at(-1) as string;
  if (Array.isArray(holder) && isIndex(last) && Number(last) < holder.length) holder[Number(last)] = null;
  else if (isDocument(holder)) delete holder[last];
}

/** The document an upsert begins with: the values its filter demands. */
export function fromFilter(filter: Document): Document {
  const document: Document = {};
  const collect = (part: Document) => {
    for (const [key, value] of Object.entries(part)) {
      if (key === '$and') (value as Document[]).forEach(collect);
      else if (key === '$or' && value.length === 1) collect(value[0]);
      else if (!key.startsWith('$')) {
        const keys = isDocument(value) ? Object.keys(value) : [];
        if (!keys[0]?.startsWith('$')) setAt(document, key.split('.'), value);
        else if (keys.includes('$eq')) setAt(document, key.split('.'), (value as Document).$eq);
        else if (keys.includes('$in') && (value as Document).$in.length === 1)
          setAt(document, key.split('.'), (value as Document).$in[0]);
        else if (keys.includes('$all') && (value as Document).$all.length === 1)
          setAt(document, key.split('.'), (value as Document).$all[0]);
      }
    }
  };
  collect(filter);
  return document;
}
