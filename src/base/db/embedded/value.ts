// BSON values as the engine holds them, and the order MongoDB sorts them in.
// Numbers keep their BSON type (Int32, Double, Long, Decimal128) so that an update stores what it found.
// https://www.mongodb.com/docs/manual/reference/bson-type-comparison-order/
import { type Document, deserialize, onDemand, serialize } from 'bson';

/** Stands for an empty array where single values are compared: it sorts before null. */
export const EMPTY = { _bsontype: 'Empty' } as const;

const ranks: Record<string, number> = {
  MinKey: 0,
  Empty: 1,
  Int32: 3,
  Double: 3,
  Long: 3,
  Decimal128: 3,
  BSONSymbol: 4,
  Binary: 7,
  ObjectId: 8,
  Timestamp: 11,
  BSONRegExp: 12,
  DBRef: 13,
  Code: 14,
  MaxKey: 15,
};
export const RANK = { empty: 1, null: 2, number: 3, string: 4, object: 5, array: 6, boolean: 9, date: 10 };

/** Reads BSON and keeps every type. */
export const decode = (bytes: Uint8Array): Document =>
  deserialize(bytes, { promoteValues: false, promoteLongs: false, bsonRegExp: true });

/** Writes BSON. */
export const encode = (document: Document): Buffer => serialize(document, { ignoreUndefined: true }) as Buffer;

/** The same document with its `_id`, if it has one, before all other fields. */
export function withIdFirst(raw: Uint8Array): Buffer {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  if (bytes.toString('latin1', 5, 9) === '_id\0') return bytes;
  for (const [, nameAt, nameLength, at, length] of onDemand.parseToElements(bytes)) {
    if (bytes.toString('utf8', nameAt, nameAt + nameLength) !== '_id') continue;
    const [start, end] = [nameAt - 1, at + length];
    return Buffer.concat([
      bytes.subarray(0, 4),
      bytes.subarray(start, end),
      bytes.subarray(4, start),
      bytes.subarray(end),
    ]);
  }
  return bytes;
}

/** Is it an embedded document (and not a number, date, id …)? */
export function isDocument(value: unknown): value is Document {
  return typeof value === 'object' && value !== null && typeRank(value) === RANK.object;
}

/** The place of a value's type in MongoDB's order of types. */
export function typeRank(value: unknown): number {
  switch (typeof value) {
    case 'string':
      return RANK.string;
    case 'number':
    case 'bigint':
      return RANK.number;
    case 'boolean':
      return RANK.boolean;
    case 'object':
      if (value === null) return RANK.null;
      if (Array.isArray(value)) return RANK.array;
      if (value instanceof Date) return RANK.date;
      if (value instanceof RegExp) return 12;
      if (value instanceof Uint8Array) return 7;
      return ranks[(value as { _bsontype?: string })._bsontype ?? ''] ?? RANK.object;
    default:
      return RANK.null;
  }
}

/** Compares two values of any type the way MongoDB sorts. */
export function compare(a: unknown, b: unknown): number {
  const rank = typeRank(a);
  const difference = rank - typeRank(b);
  if (difference !== 0) return Math.sign(difference);
  switch (rank) {
    case 3:
      return compareNumbers(a, b);
    case 4:
      return compareStrings(String(a), String(b));
    case 5:
      return compareDocuments(a as Document, b as Document);
    case 6:
      return compareArrays(a as unknown[], b as unknown[]);
    case 7:
      return compareBinary(a as Binaryish, b as Binaryish);
    case 8:
      return compareStrings((a as Hexed).toHexString(), (b as Hexed).toHexString());
    case 9:
      return Number(a) - Number(b);
    case 10:
      return Math.sign((a as Date).getTime() - (b as Date).getTime());
    case 11:
      return (a as { compare(o: unknown): number }).compare(b);
    case 12:
    case 13:
    case 14:
      return compareStrings(textOf(a), textOf(b));
    default:
      return 0;
  }
}

/** Are they the same value in MongoDB's eyes (1 equals 1.0)? */
export const equal = (a: unknown, b: unknown): boolean => compare(a, b) === 0;

/** A number's value as a double, rounded where it does not fit. */
export const toNumber = (value: unknown): number =>
  typeof value === 'number' ? value : Number((value as { toString(): string }).toString());

/** Is the double all there is to this number? */
export function isExact(value: unknown): boolean {
  if (typeof value === 'number') return true;
  const type = (value as { _bsontype: string })._bsontype;
  if (type === 'Int32' || type === 'Double') return true;
  const near = toNumber(value);
  return !Number.isFinite(near) || compareExact(value, near) === 0;
}

/** The one way to write down a number exactly, whatever its type. */
export function exactText(value: unknown): string {
  const { digits, exponent } = toDecimal(value);
  const text = digits.toString();
  const trimmed = text.replace(/0+$/, '') || '0';
  return `${trimmed}e${digits === 0n ? 0 : exponent + text.length - trimmed.length}`;
}

function compareNumbers(a: unknown, b: unknown): number {
  const x = toNumber(a);
  const y = toNumber(b);
  if (x < y) return -1;
  if (x > y) return 1;
  if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(y)) - Number(Number.isNaN(x));
  return Number.isFinite(x) && Math.abs(x) !== 0 && !(isSimple(a) && isSimple(b)) ? compareExact(a, b) : 0;
}

const isSimple = (value: unknown) =>
  typeof value === 'number' || ['Int32', 'Double'].includes((value as { _bsontype: string })._bsontype);

function compareExact(a: unknown, b: unknown): number {
  const x = toDecimal(a);
  const y = toDecimal(b);
  const exponent = Math.min(x.exponent, y.exponent);
  const left = x.digits * 10n ** BigInt(x.exponent - exponent);
  const right = y.digits * 10n ** BigInt(y.exponent - exponent);
  return left < right ? -1 : left > right ? 1 : 0;
}

function toDecimal(value: unknown): { digits: bigint; exponent: number } {
  const type = (value as { _bsontype?: string })._bsontype;
  if (type === 'Long') return { digits: BigInt((value as object).toString()), exponent: 0 };
  if (type === 'Decimal128') {
    const [, sign, whole, fraction, power] = /^(-?)(\d+)(?:\.(\d+))?(?:E([+-]?\d+))?$/.exec(String(value)) ?? [];
    const digits = BigInt(`${whole ?? 0}${fraction ?? ''}`);
    return { digits: sign ? -digits : digits, exponent: Number(power ?? 0) - (fraction?.length ?? 0) };
  }
  let digits = toNumber(value);
  let halvings = 0;
  for (; !Number.isInteger(digits); halvings += 1) digits *= 2;
  return { digits: BigInt(digits) * 5n ** BigInt(halvings), exponent: -halvings };
}

function compareStrings(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at += 1) {
    const difference = inUtf8Order(a.charCodeAt(at)) - inUtf8Order(b.charCodeAt(at));
    if (difference !== 0) return difference < 0 ? -1 : 1;
  }
  return a.length < b.length ? -1 : 1;
}

// Half of a surrogate pair stands for a character beyond U+FFFF, so it sorts after U+E000 … U+FFFF.
const inUtf8Order = (unit: number) => (unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit);

function compareDocuments(a: Document, b: Document): number {
  const left = Object.entries(a);
  const right = Object.entries(b);
  for (const [at, [name, value]] of left.entries()) {
    const other = right[at];
    if (!other) return 1;
    const order = typeRank(value) - typeRank(other[1]) || compareStrings(name, other[0]) || compare(value, other[1]);
    if (order !== 0) return Math.sign(order);
  }
  return left.length < right.length ? -1 : 0;
}

function compareArrays(a: unknown[], b: unknown[]): number {
  for (let at = 0; at < Math.min(a.length, b.length); at += 1) {
    const order = compare(a[at], b[at]);
    if (order !== 0) return order;
  }
  return Math.sign(a.length - b.length);
}

type Hexed = { toHexString(): string };
type Binaryish = { sub_type?: number; value?(): Uint8Array } & Uint8Array;

function compareBinary(a: Binaryish, b: Binaryish): number {
  const [x, y] = [binaryBytes(a), binaryBytes(b)];
  return Math.sign(x.length - y.length || (a.sub_type ?? 0) - (b.sub_type ?? 0) || Buffer.compare(x, y));
}

/** The bytes inside a binary value. */
export const binaryBytes = (value: unknown): Uint8Array => {
  if (value instanceof Uint8Array) return value;
  const { buffer, position } = value as { buffer: Uint8Array; position: number };
  return buffer.subarray(0, position);
};

/** A text that stands for a regular expression, code or reference in comparisons. */
export const textOf = (value: unknown): string =>
  value instanceof RegExp ? `${value.source}\0${value.flags}` : JSON.stringify(value);
