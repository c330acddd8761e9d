// Aggregation expressions: mingo's, with our own answer wherever mingo's differs from MongoDB's,
// and a refusal by name where neither is right.
// https://www.mongodb.com/docs/manual/reference/operator/aggregation/
import type { Document } from 'bson';
import { CommandError, unsupported } from './errors.ts';
import { mingo, type Operator, type Operators } from './mingo.ts';
import { compare, isDocument, toNumber } from './value.ts';

const refused = new Set([
  ...['$toObjectId', '$indexOfCP', '$dateAdd', '$dateSubtract', '$dateDiff', '$dateTrunc', '$isoWeek', '$isoWeekYear'],
  ...['$week', '$convert', '$toDecimal', '$toLong', '$function', '$accumulator', '$where', '$text', '$meta'],
  ...['$out', '$merge', '$changeStream', '$geoNear', '$search', '$collStats', '$indexStats', '$currentOp'],
  ...['$listSessions', '$planCacheStats', '$densify', '$fill', '$bucketAuto', '$redact'],
]);
const arithmetic = [
  ...['$add', '$subtract', '$multiply', '$divide', '$mod', '$abs', '$ceil', '$floor', '$round', '$trunc', '$sqrt'],
  ...['$pow', '$exp', '$ln', '$log', '$log10'],
];
const sums = ['$sum', '$avg', '$stdDevPop', '$stdDevSamp'];

/** Numbers as JavaScript's own, for mingo; what is too large or decimal stays as it is. */
export function toPlain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toPlain);
  if (isDocument(value)) return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, toPlain(part)]));
  const tag = (value as { _bsontype?: string } | null)?._bsontype;
  if (tag === 'Int32' || tag === 'Double') return toNumber(value);
  if (tag === 'Long') return Number.isSafeInteger(toNumber(value)) ? toNumber(value) : value;
  if (tag === 'BSONRegExp') {
    const { pattern, options } = value as { pattern: string; options: string };
    return new RegExp(pattern, options.replaceAll(/[^imsu]/g, ''));
  }
  return value;
}

/** Throws when a pipeline or expression contains an operator that would not be answered rightly. */
export function refuseUnsupported(part: unknown): void {
  for (const one of Array.isArray(part) ? part : []) refuseUnsupported(one);
  if (!isDocument(part)) return;
  for (const [name, value] of Object.entries(part)) {
    if (name === '$literal') continue;
    if (refused.has(name)) throw unsupported(name, 168);
    if (name === '$round' && Array.isArray(value) && toNumber(value[1] ?? 0) < 0)
      throw unsupported('$round to tens', 168);
    refuseUnsupported(value);
  }
}

/** The value of an expression for a document. */
export function evaluate(document: Document, expr: unknown, variables: Document = {}): unknown {
  refuseUnsupported(expr);
  return mingo().evalExpr(toPlain(document), toPlain(expr), { context: base(), variables } as never);
}

const values: Operator = (document, expr, options) => mingo().evalExpr(document, expr, options);

// In an expression, missing sorts before null: https://www.mongodb.com/docs/manual/reference/operator/aggregation/cmp/
const order = (a: unknown, b: unknown) =>
  a === undefined || b === undefined ? Number(b === undefined) - Number(a === undefined) || 0 : compare(a, b);
const ordering = (test: (order: number) => unknown): Operator => {
  return (document, expr, options) => {
    const [a, b] = values(document, expr, options);
    if (a === undefined && b === undefined) return test(0);
    return test(a === undefined ? -1 : b === undefined ? 1 : order(a, b));
  };
};

/** The values that an accumulator sees. */
const gathered: Operator = (collection, expr, options) =>
  mingo().operators.accumulator.$push?.(collection, expr, options);

const extreme = (direction: 1 | -1): Operator => {
  return (collection, expr, options) => {
    const known = gathered(collection, expr, options).filter((value: unknown) => value !== null && value !== undefined);
    if (known.length === 0) return null;
    return known.reduce((best: unknown, value: unknown) => (compare(value, best) * direction > 0 ? value : best));
  };
};

const size: Operator = (document, expr, options) => {
  const value = values(document, Array.isArray(expr) && expr.length === 1 ? expr[0] : expr, options);
  if (Array.isArray(value)) return value.length;
  throw new CommandError(17124, 'The argument to $size must be an array');
};

const switchOperator: Operator = (document, expr, options) => {
  for (const branch of expr.branches ?? []) {
    const found = values(document, branch.case, options);
    if (found !== null && found !== undefined && found !== false && found !== 0)
      return values(document, branch.then, options);
  }
  if ('default' in expr) return values(document, expr.default, options);
  throw new CommandError(40066, '$switch could not find a matching branch for an input, and no default was specified.');
};

function refuseWide(name: string, operands: unknown): void {
  for (const value of [operands].flat()) {
    const tag = (value as { _bsontype?: string } | null | undefined)?._bsontype;
    if (tag === 'Decimal128' || tag === 'Long') throw unsupported(`${name} of ${tag}`, 168);
  }
}

const checked = (operators: Operators, names: string[], gather: Operator): Operators =>
  Object.fromEntries(
    names.map((name) => [
      name,
      (document, expr, options) => {
        refuseWide(name, gather(document, expr, options));
        return (operators[name] as Operator)(document, expr, options);
      },
    ]),
  );

function makeBase() {
  const { Context, operators } = mingo();
  const ours = Context.init({
    expression: {
      ...comparisons,
      $size: size,
      $switch: switchOperator,
      ...checked(operators.expression, arithmetic, values),
    },
    accumulator: {
      $max: extreme(1),
      $min: extreme(-1),
      ...checked(operators.accumulator, sums, gathered),
    },
  } as never);
  return Context.from(ours, Context.init(operators as never));
}

const comparisons: Operators = {
  $eq: ordering((found) => found === 0),
  $ne: ordering((found) => found !== 0),
  $gt: ordering((found) => found > 0),
  $gte: ordering((found) => found >= 0),
  $lt: ordering((found) => found < 0),
  $lte: ordering((found) => found <= 0),
  $cmp: ordering((found) => found),
};

let made: ReturnType<typeof makeBase> | undefined;
function base() {
  made ??= makeBase();
  return made;
}

/** All operators, and these stages in place of mingo's. */
export function contextWith(stages: Operators) {
  const { Context } = mingo();
  return Context.from(Context.init({ pipeline: stages } as never), base());
}
