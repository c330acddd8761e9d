// Adds and multiplies numbers the way an update does: the result has the wider of the two types.
// https://www.mongodb.com/docs/manual/reference/operator/update/inc/
import { Double, Int32, Long } from 'bson';
import { CommandError, unsupported } from './errors.ts';
import { RANK, toNumber, typeRank } from './value.ts';

/** Applies `$inc` (+) or `$mul` (*). */
export function calculate(name: '$inc' | '$mul', found: unknown, by: unknown, path: string): unknown {
  if (typeRank(by) !== RANK.number) throw new CommandError(14, `Cannot ${name} with a non-numeric argument: {${path}}`);
  if (found === undefined) return name === '$inc' ? by : zeroLike(by);
  if (typeRank(found) !== RANK.number) {
    throw new CommandError(14, `Cannot apply ${name} to a value of non-numeric type: the field '${path}'`);
  }
  const tags = [found, by].map((value) => (value as { _bsontype?: string })._bsontype);
  if (tags.includes('Decimal128')) throw unsupported(`${name} of Decimal128`, 14);
  const [a, b] = [toNumber(found), toNumber(by)];
  if (tags.includes('Double') || !Number.isInteger(a) || !Number.isInteger(b)) {
    return new Double(name === '$inc' ? a + b : a * b);
  }
  const [x, y] = [BigInt(String(found)), BigInt(String(by))];
  const result = name === '$inc' ? x + y : x * y;
  if (BigInt.asIntN(64, result) !== result) throw new CommandError(2, `${name} overflows a 64-bit number: ${path}`);
  const small = !tags.includes('Long') && BigInt.asIntN(32, result) === result;
  return small ? new Int32(Number(result)) : Long.fromBigInt(result);
}

/** Applies `$bit`. */
export function bitwise(name: string, found: unknown, operand: unknown): unknown {
  const whole = (value: unknown) => ['Int32', 'Long'].includes((value as { _bsontype?: string })?._bsontype ?? '');
  if (!whole(operand) || (found !== undefined && !whole(found))) throw new CommandError(2, '$bit needs whole numbers');
  const [a, b] = [BigInt(String(found ?? 0)), BigInt(String(operand))];
  const results: Record<string, bigint> = { and: a & b, or: a | b, xor: a ^ b };
  const result = results[name];
  if (result === undefined) throw new CommandError(2, `$bit knows and, or, xor, but not ${name}`);
  const long = [found, operand].some((value) => (value as { _bsontype?: string })?._bsontype === 'Long');
  return long ? Long.fromBigInt(result) : new Int32(Number(result));
}

function zeroLike(value: unknown): unknown {
  const tag = (value as { _bsontype?: string })._bsontype;
  if (tag === 'Decimal128') throw unsupported('$mul of Decimal128', 14);
  return tag === 'Double' ? new Double(0) : tag === 'Long' ? Long.ZERO : new Int32(0);
}
