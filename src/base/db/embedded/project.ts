// What a query shows of each document it finds.
// https://www.mongodb.com/docs/manual/reference/method/db.collection.find/#std-label-method-find-projection
import type { Document } from 'bson';
import { CommandError, unsupported } from './errors.ts';
import { evaluate } from './expression.ts';
import { compileFilter } from './match.ts';
import { field } from './path.ts';
import { setAt } from './update.ts';
import { isDocument, RANK, toNumber, typeRank } from './value.ts';

type Tree = Map<string, Tree | true>;

/** Compiles a projection; undefined when it shows everything. */
export function compileProjection(projection: Document = {}): ((document: Document) => Document) | undefined {
  const entries = Object.entries(projection);
  if (entries.length === 0) return undefined;
  const flags = entries.filter(([, value]) => isFlag(value)).map(([path, value]) => [path, isOn(value)] as const);
  const special = entries.filter(([, value]) => !isFlag(value));
  const others = flags.filter(([path]) => path !== '_id');
  const computed = special.some(([, value]) => !isDocument(value) || !('$slice' in value));
  const including = others.some(([, on]) => on) || (others.length === 0 && (computed || isOnlyId(flags, special)));
  if (others.some(([, on]) => on !== including)) {
    throw new CommandError(31254, 'Cannot do exclusion on a field in inclusion projection, or the other way round');
  }
  const paths = others.map(([path]) => path);
  const idFlag = flags.find(([path]) => path === '_id')?.[1];
  if (including ? idFlag !== false : idFlag === false) paths.push('_id');
  if (including) paths.push(...special.filter(([, value]) => keepsField(value)).map(([path]) => path));
  const tree = treeOf(paths);
  const extras = special.map(([path, value]) => compileSpecial(path, value));
  return (document) => {
    const shown = (including ? include(document, tree) : exclude(document, tree)) as Document;
    for (const extra of extras) extra(document, shown);
    return shown;
  };
}

const isFlag = (value: unknown) => typeof value === 'boolean' || typeRank(value) === RANK.number;
const isOn = (value: unknown) => value === true || (value !== false && toNumber(value) !== 0);
const isOnlyId = (flags: (readonly [string, boolean])[], special: unknown[]) =>
  special.length === 0 && flags.length > 0 && flags.every(([, on]) => on);
const keepsField = (value: unknown) => isDocument(value) && ('$slice' in value || '$elemMatch' in value);

function treeOf(paths: string[]): Tree {
  const tree: Tree = new Map();
  for (const path of paths) {
    if (path.endsWith('.$')) throw unsupported('the positional projection', 31256);
    let node = tree;
    const parts = path.split('.');
    for (const [at, part] of parts.entries()) {
      if (at === parts.length - 1) node.set(part, true);
      else {
        const next = node.get(part);
        if (next === true) throw new CommandError(31249, `Path collision at ${path}`);
        const child: Tree = next ?? new Map();
        node.set(part, child);
        node = child;
      }
    }
  }
  return tree;
}

function include(value: unknown, tree: Tree): unknown {
  if (Array.isArray(value))
    return value.filter((part) => isDocument(part) || Array.isArray(part)).map((part) => include(part, tree));
  const shown: Document = {};
  for (const [name, part] of Object.entries(value as Document)) {
    const next = tree.get(name);
    if (next === true) shown[name] = part;
    else if (next && (isDocument(part) || Array.isArray(part))) shown[name] = include(part, next);
  }
  return shown;
}

function exclude(value: unknown, tree: Tree): unknown {
  if (Array.isArray(value)) return value.map((part) => exclude(part, tree));
  if (!isDocument(value)) return value;
  const shown: Document = {};
  for (const [name, part] of Object.entries(value)) {
    const next = tree.get(name);
    if (next !== true) shown[name] = next ? exclude(part, next) : part;
  }
  return shown;
}

function compileSpecial(path: string, value: unknown): (document: Document, shown: Document) => void {
  if (isDocument(value) && '$slice' in value) {
    return (_, shown) => {
      const list = field(shown, path);
      if (Array.isArray(list)) shown[path] = slice(list, value.$slice);
    };
  }
  if (isDocument(value) && '$elemMatch' in value) {
    return (document, shown) => {
      const list = field(document, path);
      const matches = compileFilter({ v: value });
      const found = Array.isArray(list) ? list.find((element) => matches({ v: [element] })) : undefined;
      if (found === undefined) delete shown[path];
      else shown[path] = [found];
    };
  }
  return (document, shown) => {
    const result = evaluate(document, value);
    if (result !== undefined) setAt(shown, path.split('.'), result);
  };
}

function slice(list: unknown[], how: unknown): unknown[] {
  if (!Array.isArray(how)) {
    const count = toNumber(how);
    return count < 0 ? list.slice(count) : list.slice(0, count);
  }
  const [skip, limit] = how.map(toNumber) as [number, number];
  const start = skip < 0 ? Math.max(0, list.length + skip) : skip;
  return list.slice(start, start + limit);
}
