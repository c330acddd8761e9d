// Answers that come in several parts: each cursor hands out its documents batch by batch.
import { Long } from 'bson';
import { CommandError } from './errors.ts';

const FIRST_BATCH = 101;
const LARGEST_BATCH = 16 * 1024 * 1024;
const MOST_CURSORS = 1000;

/** A batch of documents as BSON, and the fields that go with it. */
export interface Batch {
  id: Long;
  ns: string;
  field: 'firstBatch' | 'nextBatch';
  documents: Uint8Array[];
}

interface Cursor {
  ns: string;
  owner: string;
  source: Iterator<Uint8Array>;
  waiting?: Uint8Array;
}

export class Cursors {
  readonly #open = new Map<string, Cursor>();
  #nextId = 1n;

  /** Hands out the first batch, and keeps a cursor for the rest when there is one. */
  open(
    ns: string,
    documents: Iterable<Uint8Array>,
    batchSize: number | undefined,
    owner: string,
    single = false,
  ): Batch {
    const cursor: Cursor = { ns, owner, source: documents[Symbol.iterator]() };
    const first = take(cursor, batchSize ?? FIRST_BATCH);
    if (first.done || single) return { id: Long.ZERO, ns, field: 'firstBatch', documents: first.documents };
    const id = this.#nextId;
    this.#nextId += 1n;
    if (this.#open.size >= MOST_CURSORS) this.#open.delete(this.#open.keys().next().value as string);
    this.#open.set(String(id), cursor);
    return { id: Long.fromBigInt(id), ns, field: 'firstBatch', documents: first.documents };
  }

  more(id: string, batchSize: number | undefined): Batch {
    const cursor = this.#open.get(id);
    if (!cursor) throw new CommandError(43, `cursor id ${id} not found`);
    const next = take(cursor, batchSize ?? Number.POSITIVE_INFINITY);
    if (next.done) this.#open.delete(id);
    return {
      id: next.done ? Long.ZERO : Long.fromString(id),
      ns: cursor.ns,
      field: 'nextBatch',
      documents: next.documents,
    };
  }

  kill(ids: string[]): string[] {
    return ids.filter((id) => this.#open.delete(id));
  }

  /** Ends the cursors of a session. */
  endOwner(owner: string): void {
    for (const [id, cursor] of this.#open) if (cursor.owner === owner) this.#open.delete(id);
  }
}

function take(cursor: Cursor, most: number): { documents: Uint8Array[]; done: boolean } {
  const documents: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    if (!cursor.waiting) {
      const next = cursor.source.next();
      if (next.done) return { documents, done: true };
      cursor.waiting = next.value;
    }
    size += cursor.waiting.length;
    const full = documents.length >= most || (documents.length > 0 && size > LARGEST_BATCH);
    if (full) return { documents, done: false };
    documents.push(cursor.waiting);
    delete cursor.waiting;
  }
}
