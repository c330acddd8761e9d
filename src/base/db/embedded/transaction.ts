// Multi-document transactions: each reads the database as it was when it began and keeps its writes to itself
// until it commits. The first to write a document wins; another gets a WriteConflict and may try again.
// https://www.mongodb.com/docs/manual/core/transactions-production-consideration/
import { CommandError } from './errors.ts';
import type { Entry, Snapshot, Store, View } from './store.ts';

/** Thrown to a single write that meets a transaction's: it waits and tries again. */
export class Blocked extends Error {
  readonly until: Promise<void>;
  constructor(until: Promise<void>) {
    super('waits for a transaction');
    this.until = until;
  }
}

/** Which transaction has written which key. */
export type Locks = Map<string, Transaction>;

const text = (key: Buffer) => key.toString('latin1');
const bytes = (key: string) => Buffer.from(key, 'latin1');

const conflict = () =>
  new CommandError(
    112,
    'Caused by :: Write conflict during plan execution and yielding is disabled. Please retry your operation or multi-document transaction.',
    {
      errorLabels: ['TransientTransactionError'],
    },
  );

export class Transaction implements View {
  readonly #store: Store;
  readonly #locks: Locks;
  readonly #snapshot: Snapshot;
  readonly #writes = new Map<string, Buffer | null>();
  readonly #held: string[] = [];
  #markEnded: () => void = () => undefined;
  /** Resolves when the transaction is over, one way or the other. */
  readonly ended = new Promise<void>((resolve) => {
    this.#markEnded = resolve;
  });
  readonly born: number;
  #over = false;

  constructor(store: Store, locks: Locks, born: number) {
    this.#store = store;
    this.#locks = locks;
    this.born = born;
    this.#snapshot = store.snapshot();
  }

  get(key: Buffer): Buffer | undefined {
    this.#needOpen();
    const written = this.#writes.get(text(key));
    return written === undefined ? this.#snapshot.get(key) : (written ?? undefined);
  }

  *range(start: Buffer, end: Buffer, reverse = false): Iterable<Entry> {
    this.#needOpen();
    const way = reverse ? -1 : 1;
    const [from, to] = [text(start), text(end)];
    const own = [...this.#writes.keys()].filter((key) => key >= from && key < to);
    own.sort((a, b) => (a < b ? -way : way));
    let at = 0;
    const take = function* (this: Transaction, until?: string) {
      for (; at < own.length; at += 1) {
        const key = own[at] as string;
        if (until !== undefined && (key === until || key > until === way > 0)) return;
        const value = this.#writes.get(key);
        if (value) yield { key: bytes(key), value };
      }
    }.bind(this);
    for (const entry of this.#snapshot.range(start, end, reverse)) {
      const key = text(entry.key);
      yield* take(key);
      if (!this.#writes.has(key)) yield entry;
      else {
        const value = this.#writes.get(key);
        if (value) yield { key: entry.key, value };
        at += 1;
      }
    }
    yield* take();
  }

  put(key: Buffer, value: Buffer): void {
    this.#writes.set(text(key), value);
  }

  remove(key: Buffer): void {
    this.#writes.set(text(key), null);
  }

  guard(keys: Buffer[]): void {
    for (const key of keys) {
      const name = text(key);
      const holder = this.#locks.get(name);
      if (holder === this) continue;
      if (holder) throw conflict();
      const [now, then] = [this.#store.get(key), this.#snapshot.get(key)];
      if (now ? !then || Buffer.compare(now, then) !== 0 : then) throw conflict();
      this.#locks.set(name, this);
      this.#held.push(name);
    }
  }

  /** Writes everything to the store, within the store's write transaction. */
  commit(): void {
    for (const [key, value] of this.#writes) {
      if (value) this.#store.put(bytes(key), value);
      else this.#store.remove(bytes(key));
    }
  }

  #needOpen(): void {
    if (this.#over) throw new CommandError(251, 'The transaction is over.');
  }

  /** Lets go of everything; what was not committed is as if it had never been. */
  end(): void {
    if (this.#over) return;
    this.#over = true;
    for (const name of this.#held.splice(0)) this.#locks.delete(name);
    this.#snapshot.release();
    this.#markEnded();
  }
}

/** The store as single commands see it: a key that a transaction has written makes them wait. */
export class DirectView implements View {
  readonly #store: Store;
  readonly #locks: Locks;

  constructor(store: Store, locks: Locks) {
    this.#store = store;
    this.#locks = locks;
  }

  get(key: Buffer): Buffer | undefined {
    return this.#store.get(key);
  }

  range(start: Buffer, end: Buffer, reverse = false): Iterable<Entry> {
    return this.#store.range(start, end, reverse);
  }

  put(key: Buffer, value: Buffer): void {
    this.#store.put(key, value);
  }

  remove(key: Buffer): void {
    this.#store.remove(key);
  }

  guard(keys: Buffer[]): void {
    for (const key of keys) {
      const holder = this.#locks.get(text(key));
      if (holder) throw new Blocked(holder.ended);
    }
  }
}
