// The names and numbers of BSON types, for `$type`.
// https://www.mongodb.com/docs/manual/reference/bson-types/
import { CommandError } from './errors.ts';
import { typeRank } from './value.ts';

const numbers: Record<string, number> = {
  double: 1,
  string: 2,
  object: 3,
  array: 4,
  binData: 5,
  objectId: 7,
  bool: 8,
  date: 9,
  null: 10,
  regex: 11,
  javascript: 13,
  symbol: 14,
  int: 16,
  timestamp: 17,
  long: 18,
  decimal: 19,
  minKey: -1,
  maxKey: 127,
};
const byRank: Record<number, string> = {
  0: 'minKey',
  2: 'null',
  4: 'string',
  5: 'object',
  6: 'array',
  7: 'binData',
  8: 'objectId',
  9: 'bool',
  10: 'date',
  11: 'timestamp',
  12: 'regex',
  13: 'object',
  14: 'javascript',
  15: 'maxKey',
};
const numeric: Record<string, string> = { Int32: 'int', Double: 'double', Long: 'long', Decimal128: 'decimal' };

/** The name of a value's BSON type. */
function typeName(value: unknown): string {
  if (typeof value === 'number') return Number.isInteger(value) && Math.abs(value) < 2 ** 31 ? 'int' : 'double';
  const tag = (value as { _bsontype?: string } | null)?._bsontype ?? '';
  return numeric[tag] ?? byRank[typeRank(value)] ?? 'object';
}

/** Is the value of this type, given by name or number? */
export function hasType(value: unknown, type: unknown): boolean {
  const known =
    type === 'number' || (typeof type === 'string' ? type in numbers : Object.values(numbers).includes(type as number));
  if (!known) throw new CommandError(2, `Unknown type name alias or code: ${String(type)}`);
  if (value === undefined) return false;
  const name = typeName(value);
  if (type === 'number') return ['int', 'double', 'long', 'decimal'].includes(name);
  return name === type || numbers[name] === type;
}
