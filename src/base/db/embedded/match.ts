// Turns a query filter into a function that says whether a document matches.
// https://www.mongodb.com/docs/manual/reference/operator/query/
import { BSONRegExp, type Document } from 'bson';
import { CommandError, unsupported } from './errors.ts';
import { evaluate } from './expression.ts';
import { fieldKey } from './key.ts';
import { reach } from './path.ts';
import { hasType } from './type.ts';
import { compare, isDocument, RANK, toNumber, typeRank } from './value.ts';

export type Matcher = (document: Document) => boolean;
type Test = (value: unknown) => boolean;

/** Is it `{ $gt: 1 }` and the like, and not a value to be equal to? */
export function isOperators(value: unknown): value is Document {
  if (!isDocument(value)) return false;
  const first = Object.keys(value)[0];
  return first?.startsWith('$') === true && first !== '$ref' && first !== '$id';
}

/** Compiles a filter; an operator that is unknown is an error with its name. */
export function compileFilter(filter: Document, variables: Document = {}): Matcher {
  const parts = Object.entries(filter).map(([key, value]) => compilePart(key, value, variables));
  if (parts.length === 1) return parts[0] as Matcher;
  return (document) => parts.every((part) => part(document));
}

function compilePart(key: string, value: unknown, variables: Document): Matcher {
  if (!key.startsWith('$')) return compileField(key.split('.'), value);
  if (key === '$comment') return () => true;
  if (key === '$expr') return (document) => truthy(evaluate(document, value, variables));
  if (key !== '$and' && key !== '$or' && key !== '$nor') {
    if (['$where', '$text', '$jsonSchema', '$sampleRate'].includes(key)) throw unsupported(key, 2);
    throw new CommandError(2, `unknown top level operator: ${key}`);
  }
  if (!Array.isArray(value) || value.length === 0) throw new CommandError(2, `${key} must be a nonempty array`);
  const parts = value.map((part) => compileFilter(part, variables));
  if (key === '$and') return (document) => parts.every((part) => part(document));
  const any: Matcher = (document) => parts.some((part) => part(document));
  return key === '$or' ? any : (document) => !any(document);
}

const truthy = (value: unknown) => value !== null && value !== undefined && value !== false && value !== 0;

function compileField(path: string[], condition: unknown): Matcher {
  if (!isOperators(condition)) return compileOperator(path, '$eq', condition, {});
  const parts = Object.entries(condition)
    .filter(([name]) => name !== '$options')
    .map(([name, value]) => compileOperator(path, name, value, condition));
  return (document) => parts.every((part) => part(document));
}

function compileOperator(path: string[], name: string, value: unknown, all: Document): Matcher {
  const some =
    (test: Test, expand = true): Matcher =>
    (document) =>
      reach(document, path, expand, test);
  const not =
    (matcher: Matcher): Matcher =>
    (document) =>
      !matcher(document);
  switch (name) {
    case '$eq':
      return some(isRegExp(value) ? matchesRegExp(value) : isEqual(value));
    case '$ne':
      return not(compileOperator(path, '$eq', value, all));
    case '$gt':
    case '$gte':
    case '$lt':
    case '$lte':
      return some(isOrdered(name, value));
    case '$in':
      return some(isIn(list(name, value)));
    case '$nin':
      return not(some(isIn(list(name, value))));
    case '$exists':
      return truthy(plain(value)) ? some((found) => found !== undefined) : not(some((found) => found !== undefined));
    case '$type':
      return some((found) => [value].flat().some((type) => hasType(found, plain(type))));
    case '$size':
      return some((found) => Array.isArray(found) && found.length === toNumber(value), false);
    case '$mod':
      return some(hasRemainder(list(name, value)));
    case '$regex':
      return some(
        matchesRegExp(isRegExp(value) && !all.$options ? value : new BSONRegExp(patternOf(value), all.$options)),
      );
    case '$not':
      if (!isOperators(value) && !isRegExp(value)) throw new CommandError(2, '$not needs a regex or a document');
      return not(compileField(path, value));
    case '$elemMatch':
      return some(hasElement(value), false);
    case '$all':
      return compileAll(path, list(name, value));
    default:
      throw [
        '$bitsAllSet',
        '$bitsAnySet',
        '$bitsAllClear',
        '$bitsAnyClear',
        '$geoWithin',
        '$geoIntersects',
        '$near',
        '$nearSphere',
      ].includes(name)
        ? unsupported(name, 2)
        : new CommandError(2, `unknown operator: ${name}`);
  }
}

const plain = (value: unknown): unknown => (typeRank(value) === RANK.number ? toNumber(value) : value);

function list(name: string, value: unknown): unknown[] {
  if (!Array.isArray(value)) throw new CommandError(2, `${name} needs an array`);
  return value;
}

function isEqual(value: unknown): Test {
  if (typeof value === 'string') return (found) => found === value;
  return (found) => compare(found, value) === 0;
}

function isOrdered(name: string, value: unknown): Test {
  const orEqual = name.endsWith('e');
  const sign = name.startsWith('$g') ? 1 : -1;
  const rank = typeRank(value);
  const anyType = rank === 0 || rank === 15;
  return (found) => {
    if (typeRank(found) !== rank && !(anyType && found !== undefined)) return false;
    const order = compare(found, value);
    if (rank === RANK.number && order !== 0 && (Number.isNaN(toNumber(found)) || Number.isNaN(toNumber(value))))
      return false;
    return order === sign || (orEqual && order === 0);
  };
}

function isIn(values: unknown[]): Test {
  const patterns = values.filter(isRegExp).map(matchesRegExp);
  const others = values.filter((value) => !isRegExp(value));
  const matchesPattern: Test = (found) => patterns.some((pattern) => pattern(found));
  if (others.length < 8) return (found) => others.some((value) => compare(found, value) === 0) || matchesPattern(found);
  const keys = new Set(others.map((value) => fieldKey(value).bytes.toString('latin1')));
  return (found) => keys.has(fieldKey(found).bytes.toString('latin1')) || matchesPattern(found);
}

function hasRemainder(values: unknown[]): Test {
  if (values.length !== 2) throw new CommandError(2, 'malformed mod, needs a divisor and a remainder');
  const [divisor, remainder] = values.map((value) => Math.trunc(toNumber(value))) as [number, number];
  if (divisor === 0) throw new CommandError(2, 'divisor cannot be 0');
  return (found) => typeRank(found) === RANK.number && Math.trunc(toNumber(found)) % divisor === remainder;
}

function hasElement(condition: unknown): Test {
  if (!isDocument(condition)) throw new CommandError(2, '$elemMatch needs an Object');
  const first = Object.keys(condition)[0] ?? '';
  if (isOperators(condition) && !['$and', '$or', '$nor', '$expr'].includes(first)) {
    const tests = Object.entries(condition)
      .filter(([name]) => name !== '$options')
      .map(([name, value]) => compileOperator(['v'], name, value, condition));
    return (found) => Array.isArray(found) && found.some((v) => tests.every((test) => test({ v })));
  }
  const matches = compileFilter(condition);
  return (found) => Array.isArray(found) && found.some((element) => isDocument(element) && matches(element));
}

function compileAll(path: string[], values: unknown[]): Matcher {
  if (values.length === 0) return () => false;
  const parts = values.map((value) =>
    isDocument(value) && '$elemMatch' in value ? compileField(path, value) : compileOperator(path, '$eq', value, {}),
  );
  return (document) => parts.every((part) => part(document));
}

const isRegExp = (value: unknown): value is BSONRegExp | RegExp => typeRank(value) === 12;

function patternOf(value: unknown): string {
  if (value instanceof RegExp) return value.source;
  return isRegExp(value) ? (value as BSONRegExp).pattern : String(value);
}

/** The regular expression as JavaScript runs it. */
export function toRegExp(value: BSONRegExp | RegExp): RegExp {
  if (value instanceof RegExp) return new RegExp(value.source, value.flags.replaceAll(/[gy]/g, ''));
  if (value.options.includes('x')) throw unsupported('the regular expression option x', 2);
  try {
    return new RegExp(value.pattern, value.options.replaceAll(/[^imsu]/g, ''));
  } catch (error) {
    throw new CommandError(51091, `Regular expression is invalid: ${(error as Error).message}`);
  }
}

function matchesRegExp(value: BSONRegExp | RegExp): Test {
  const pattern = toRegExp(value);
  return (found) => (typeof found === 'string' ? pattern.test(found) : isRegExp(found) && compare(found, value) === 0);
}
