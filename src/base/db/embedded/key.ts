// Writes values as bytes that sort the way MongoDB sorts the values: the keys of documents and indexes.
import { createHash } from 'node:crypto';
import { binaryBytes, exactText, isExact, RANK, textOf, toNumber, typeRank } from './value.ts';

export interface FieldKey {
  bytes: Buffer;
  /** False when the bytes are cut or rounded: then they tell equal from different, but not which comes first. */
  exact: boolean;
  /** The part that does keep the order. */
  ordered: Buffer;
}

const LONGEST = 256;
const HASH = 16;
const scratch = Buffer.alloc(9);

/** The bytes for one value. */
export function fieldKey(value: unknown): FieldKey {
  const rank = typeRank(value);
  if (rank === RANK.number && !isExact(value)) {
    const ordered = numberBytes(rank, toNumber(value)).subarray(0, 9);
    return { bytes: Buffer.concat([ordered, Buffer.of(1), hash(exactText(value))]), exact: false, ordered };
  }
  const bytes = valueBytes(value);
  if (rank === RANK.number) return { bytes, exact: true, ordered: bytes.subarray(0, 9) };
  if (bytes.length <= LONGEST) return { bytes, exact: true, ordered: bytes };
  const ordered = bytes.subarray(0, LONGEST - HASH);
  return { bytes: Buffer.concat([ordered, hash(bytes)]), exact: false, ordered };
}

/** The bytes every value of this value's type starts with. */
export const typeKey = (value: unknown): Buffer => Buffer.of(typeByte(typeRank(value)));

/** Turns the order round, for a descending field. */
export function descending(bytes: Buffer): Buffer {
  const turned = Buffer.allocUnsafe(bytes.length);
  for (let at = 0; at < bytes.length; at += 1) turned[at] = ~(bytes[at] as number);
  return turned;
}

const typeByte = (rank: number) => 0x05 + rank * 0x0c;
const hash = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest().subarray(0, HASH);

function valueBytes(value: unknown): Buffer {
  const rank = typeRank(value);
  const type = Buffer.of(typeByte(rank));
  switch (rank) {
    case RANK.number:
      return Buffer.concat([numberBytes(rank, toNumber(value)), Buffer.of(0)]);
    case RANK.string:
      return Buffer.concat([type, textBytes(String(value))]);
    case RANK.object:
      return documentBytes(type, value as Record<string, unknown>);
    case RANK.array:
      return Buffer.concat([type, ...(value as unknown[]).map(valueBytes), Buffer.of(0)]);
    case 7: {
      const bytes = binaryBytes(value);
      const head = Buffer.alloc(5);
      head.writeUInt32BE(bytes.length, 0);
      head[4] = (value as { sub_type?: number }).sub_type ?? 0;
      return Buffer.concat([type, head, bytes]);
    }
    case 8:
      return Buffer.concat([type, (value as { id: Uint8Array }).id]);
    case RANK.boolean:
      return Buffer.concat([type, Buffer.of(value ? 1 : 0)]);
    case RANK.date:
      return numberBytes(rank, (value as Date).getTime());
    case 11: {
      const bytes = Buffer.alloc(8);
      bytes.writeBigUInt64BE(BigInt((value as object).toString()));
      return Buffer.concat([type, bytes]);
    }
    case 12:
    case 13:
    case 14:
      return Buffer.concat([type, textBytes(textOf(value))]);
    default:
      return type;
  }
}

function numberBytes(rank: number, value: number): Buffer {
  scratch[0] = typeByte(rank);
  scratch.writeDoubleBE(value === 0 ? 0 : value, 1);
  if (Number.isNaN(value)) scratch.fill(0, 1);
  else if ((scratch[1] as number) & 0x80) for (let at = 1; at < 9; at += 1) scratch[at] = ~(scratch[at] as number);
  else scratch[1] = (scratch[1] as number) | 0x80;
  return Buffer.from(scratch);
}

function documentBytes(type: Buffer, document: Record<string, unknown>): Buffer {
  const parts = [type];
  for (const [name, value] of Object.entries(document)) {
    const bytes = valueBytes(value);
    parts.push(bytes.subarray(0, 1), textBytes(name), bytes.subarray(1));
  }
  return Buffer.concat([...parts, Buffer.of(0)]);
}

// A zero byte ends a text; one inside it is written as 0 255.
function textBytes(text: string): Buffer {
  const bytes = Buffer.from(text);
  if (!bytes.includes(0)) return Buffer.concat([bytes, Buffer.of(0)]);
  return Buffer.concat([...[...bytes].map((byte) => Buffer.of(...(byte === 0 ? [0, 255] : [byte]))), Buffer.of(0)]);
}
