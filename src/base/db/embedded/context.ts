// What a command has at hand while it runs.
import type { Document } from 'bson';
import type { Catalog, Collection } from './catalog.ts';
import type { Cursors } from './cursor.ts';
import { CommandError } from './errors.ts';
import type { Work } from './query.ts';
import { find, type Query as Pipeline } from './query.ts';
import type { Sessions } from './session.ts';
import type { Store, View } from './store.ts';
import type { Locks } from './transaction.ts';

/** A command that may have to wait for a transaction: it hands out what it waits for. */
export type Handler = (context: Context) => Generator<Promise<void>, Document>;
/** A command that only reads. */
export type Reader = (context: Context) => Document;

/** The parts of a running engine that commands work with. */
export interface Parts {
  store: Store;
  catalog: Catalog;
  cursors: Cursors;
  sessions: Sessions;
  locks: Locks;
  identity: string;
}

export class Context {
  readonly parts: Parts;
  readonly name: string;
  readonly command: Document;
  readonly db: string;
  readonly view: View;
  /** The session's id, when the command names one. */
  readonly session: string;
  readonly transaction: boolean;
  readonly work: Work = { keys: 0, documents: 0 };

  constructor(parts: Parts, name: string, command: Document, view: View, session: string, transaction: boolean) {
    this.parts = parts;
    this.name = name;
    this.command = command;
    this.db = typeof command.$db === 'string' ? command.$db : 'test';
    this.view = view;
    this.session = session;
    this.transaction = transaction;
  }

  get catalog(): Catalog {
    return this.parts.catalog;
  }

  /** The name of the collection the command is about. */
  get target(): string {
    const target = this.command[this.name];
    if (typeof target !== 'string' || target === '')
      throw new CommandError(73, `Invalid namespace specified '${this.db}.'`);
    return target;
  }

  get ns(): string {
    return `${this.db}.${this.target}`;
  }

  collection(create: true): Collection;
  collection(create: boolean): Collection | undefined;
  collection(create: boolean): Collection | undefined {
    const found = this.catalog.find(this.db, this.target);
    if (found || !create) return found;
    return this.parts.store.write(() => this.catalog.create(this.db, this.target));
  }

  /** Reads another collection of the same database, for a pipeline. */
  readonly source = function* (this: Context, name: string, query: Pipeline): Iterable<Document> {
    for (const { document } of find(this.view, this.catalog.find(this.db, name), query, this.work)) yield document;
  }.bind(this);
}
