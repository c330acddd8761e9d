// The bytes on disk: one LMDB file of ordered keys, one write transaction at a time, nothing acknowledged unflushed.
import { type Database as Lmdb, open, type RootDatabase } from 'lmdb';
import { refuseDamaged } from './pages.ts';

export interface Entry {
  key: Buffer;
  value: Buffer;
}

/** What a command reads and writes: the store itself, or a transaction's view of it. */
export interface View {
  get(key: Buffer): Buffer | undefined;
  range(start: Buffer, end: Buffer, reverse?: boolean): Iterable<Entry>;
  put(key: Buffer, value: Buffer): void;
  remove(key: Buffer): void;
  /** Makes sure that these keys may be written now; throws otherwise. */
  guard(keys: Buffer[]): void;
  /** A transaction's view: the state of the catalog that it sees. */
  readonly born?: number;
}

/** The database as it was at one moment. */
export interface Snapshot {
  get(key: Buffer): Buffer | undefined;
  range(start: Buffer, end: Buffer, reverse?: boolean): Iterable<Entry>;
  release(): void;
}

const LARGEST = 2 ** 36;
type Bytes = Lmdb<Buffer, Buffer>;
type Reading = { transaction?: ReturnType<Bytes['useReadTransaction']> };

export class Store implements View {
  readonly #lmdb: RootDatabase<Buffer, Buffer>;

  /** Without a path nothing is kept. */
  constructor(path?: string) {
    if (path) refuseDamaged(path);
    this.#lmdb = open<Buffer, Buffer>({
      ...(path ? { path } : {}),
      noSubdir: true,
      encoding: 'binary',
      keyEncoding: 'binary',
      overlappingSync: false,
      mapSize: LARGEST,
      maxReaders: 500,
    });
  }

  get(key: Buffer): Buffer | undefined {
    return this.#lmdb.get(key);
  }

  range(start: Buffer, end: Buffer, reverse = false): Iterable<Entry> {
    return range(this.#lmdb, start, end, reverse, {});
  }

  count(start: Buffer, end: Buffer): number {
    return this.#lmdb.getKeysCount({ start, end });
  }

  put(key: Buffer, value: Buffer): void {
    this.#lmdb.putSync(key, value);
  }

  remove(key: Buffer): void {
    this.#lmdb.removeSync(key);
  }

  guard(): void {}

  /** Runs the body in one write transaction; what it returns is on disk. When it throws, nothing is written. */
  write<T>(body: () => T): T {
    return this.#lmdb.transactionSync(body);
  }

  snapshot(): Snapshot {
    const transaction = this.#lmdb.useReadTransaction();
    return {
      get: (key) => this.#lmdb.get(key, { transaction }),
      range: (start, end, reverse = false) => range(this.#lmdb, start, end, reverse, { transaction }),
      release: () => transaction.done(),
    };
  }

  close(): Promise<void> {
    return this.#lmdb.close();
  }
}

function range(lmdb: Bytes, start: Buffer, end: Buffer, reverse: boolean, reading: Reading): Iterable<Entry> {
  if (!reverse) return lmdb.getRange({ start, end, ...reading });
  // Backwards, LMDB counts the start in and the end out; we want it the other way round.
  return lmdb.getRange({ start: end, end: start, reverse: true, exclusiveStart: true, inclusiveEnd: true, ...reading });
}
