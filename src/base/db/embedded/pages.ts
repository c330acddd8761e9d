// Looks at a database file before LMDB, which trusts it, gets to see it: a broken disk or a half copy is found here.
// The file is a tree of pages; each knows its own number, and the first pages name the roots of the trees.
import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';

const MAGIC = 0xbeefc0de;
const NONE = 0xffffffffffffffffn;
const HEADER = 24;
const BRANCH = 1;
const LEAF = 2;
const OVERFLOW = 4;
const BIG_DATA = 1;

interface Meta {
  pageSize: number;
  transaction: bigint;
  roots: bigint[];
}

/** Throws when the file cannot be a whole database; a file that is not there yet is fine. */
export function refuseDamaged(path: string): void {
  if (!existsSync(path)) return;
  const file = openSync(path, 'r');
  try {
    checkFile(file);
  } catch (error) {
    throw new Error(`The database file ${path} is damaged and was left as it is: ${(error as Error).message}`);
  } finally {
    closeSync(file);
  }
}

function checkFile(file: number): void {
  const size = fstatSync(file).size;
  const first = readMeta(file, 0);
  const pageSize = first.pageSize;
  if (pageSize < 512 || pageSize > 65_536) throw new Error('its page size makes no sense');
  const second = readMeta(file, pageSize);
  const meta = first.transaction > second.transaction ? first : second;
  const pages = new Pages(file, pageSize, size);
  for (const root of meta.roots) if (root !== NONE) pages.walk(root, 0);
}

function readMeta(file: number, at: number): Meta {
  const bytes = Buffer.alloc(160);
  if (readSync(file, bytes, 0, bytes.length, at) < bytes.length) throw new Error('it is too short');
  if (bytes.readUInt32LE(24) !== MAGIC) throw new Error('it does not begin like a database');
  return {
    pageSize: bytes.readUInt32LE(48),
    roots: [bytes.readBigUInt64LE(88), bytes.readBigUInt64LE(136)],
    transaction: bytes.readBigUInt64LE(152),
  };
}

class Pages {
  readonly #file: number;
  readonly #pageSize: number;
  readonly #size: number;

  constructor(file: number, pageSize: number, size: number) {
    this.#file = file;
    this.#pageSize = pageSize;
    this.#size = size;
  }

  walk(number: bigint, depth: number): void {
    if (depth > 32) throw new Error('its pages go in circles');
    const page = this.#read(number);
    const flags = page.readUInt16LE(18);
    if (!(flags & (BRANCH | LEAF))) throw new Error(`page ${number} is of no known kind`);
    const count = page.readUInt16LE(20) >> 1;
    for (let at = 0; at < count; at += 1) {
      const node = HEADER + page.readUInt16LE(HEADER + 2 * at);
      if (node + 8 > this.#pageSize) throw new Error(`page ${number} points outside of itself`);
      const [low, high, nodeFlags, keySize] = [0, 2, 4, 6].map((offset) => page.readUInt16LE(node + offset)) as [
        number,
        number,
        number,
        number,
      ];
      if (flags & BRANCH) this.walk(BigInt(low + high * 65_536 + nodeFlags * 4_294_967_296), depth + 1);
      else if (nodeFlags & BIG_DATA) this.#checkOverflow(page.readBigUInt64LE(node + 8 + keySize), low + high * 65_536);
      else if (node + 8 + keySize + low + high * 65_536 > this.#pageSize)
        throw new Error(`an entry leaves page ${number}`);
    }
  }

  #checkOverflow(number: bigint, length: number): void {
    const page = this.#read(number);
    const end = Number(number) * this.#pageSize + HEADER + length;
    if (!(page.readUInt16LE(18) & OVERFLOW) || end > this.#size)
      throw new Error(`page ${number} is no part of a large entry`);
  }

  #read(number: bigint): Buffer {
    const at = Number(number) * this.#pageSize;
    const page = Buffer.alloc(this.#pageSize);
    if (number < 2n || at + this.#pageSize > this.#size) throw new Error(`page ${number} is missing`);
    readSync(this.#file, page, 0, this.#pageSize, at);
    if (page.readBigUInt64LE(0) !== number) throw new Error(`page ${number} is not where it should be`);
    return page;
  }
}
