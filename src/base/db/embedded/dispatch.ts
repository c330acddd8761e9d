// Runs commands. All writes that have arrived are done in one write transaction of the store, so that
// one flush to the disk serves them all; each is answered after it.
import type { Document } from 'bson';
import { adminReadCommands, adminWriteCommands } from './commands-admin.ts';
import { readCommands } from './commands-read.ts';
import { writeCommands } from './commands-write.ts';
import { Context, type Handler, type Parts, type Reader } from './context.ts';
import { CommandError } from './errors.ts';
import type { View } from './store.ts';
import { DirectView } from './transaction.ts';
import { toNumber } from './value.ts';

/** A command on its way. */
export interface Task {
  command: Document;
  connection: object;
  reply: (answer: Document) => void;
  steps?: Generator<Promise<void>, Document>;
  context?: Context;
}

export type Warn = (message: string, details: Document) => void;

const readers: Record<string, Reader> = { ...readCommands, ...adminReadCommands };
const writers: Record<string, Handler> = { ...writeCommands, ...adminWriteCommands };
const MANY = 10_000;

export class Dispatcher {
  readonly #parts: Parts;
  readonly #warn: Warn;
  readonly #direct: DirectView;
  #queue: Task[] = [];
  #closed = false;

  constructor(parts: Parts, warn: Warn) {
    this.#parts = parts;
    this.#warn = warn;
    this.#direct = new DirectView(parts.store, parts.locks);
  }

  /** Takes a command; it is answered soon. */
  add(task: Task): void {
    if (this.#closed) return;
    if (this.#queue.push(task) === 1) setImmediate(() => this.#run());
  }

  /** Runs a command of the engine's own. */
  ask(command: Document): Promise<Document> {
    return new Promise((reply) => this.add({ command, connection: this, reply }));
  }

  /** Ends with what has been answered: whatever still waits has lost its connection. */
  close(): void {
    this.#closed = true;
    this.#queue = [];
  }

  #run(): void {
    const tasks = this.#queue;
    this.#queue = [];
    const writes: Task[] = [];
    for (const task of tasks) {
      if (isWrite(task)) writes.push(task);
      else task.reply(this.#attempt(() => this.#read(task)));
    }
    if (writes.length > 0) this.#write(writes);
  }

  #write(tasks: Task[]): void {
    const fresh = tasks.filter((task) => !task.steps);
    let outcomes: (() => void)[];
    try {
      outcomes = this.#parts.store.write(() => tasks.map((task) => this.#step(task)));
    } catch (error) {
      this.#parts.catalog.reload();
      if (tasks.length > 1) {
        for (const task of fresh) {
          delete task.steps;
          delete task.context;
        }
        for (const task of tasks) this.#write([task]);
      } else tasks[0]?.reply(failure(error));
      return;
    }
    for (const finish of outcomes) finish();
  }

  /** One step of a write; returns what is to be done once it is on disk. */
  #step(task: Task): () => void {
    const { command, reply } = task;
    const name = Object.keys(command)[0] ?? '';
    try {
      if (name === 'commitTransaction') {
        const [session, number] = sessionOf(command);
        this.#parts.sessions.commit(session, number);
        return () => {
          this.#parts.sessions.committed(session);
          reply({ ok: 1 });
        };
      }
      const [session, number] = sessionOf(command);
      const known = this.#parts.sessions.answered(session, number);
      if (known && number >= 0) return () => reply(known);
      task.context ??= this.#context(name, command, this.#direct, session, false);
      task.steps ??= (writers[name] as Handler)(task.context);
      const { done, value } = task.steps.next();
      if (!done) return () => value.then(() => this.add(task));
      this.#warnOfScan(task.context);
      return () => {
        if (number >= 0) this.#parts.sessions.remember(session, number, value);
        reply(value);
      };
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      return () => reply(error.toReply());
    }
  }

  #read({ command, connection }: Task): Document {
    const name = Object.keys(command)[0] ?? '';
    const [session, number] = sessionOf(command);
    const { sessions, catalog } = this.#parts;
    if (name === 'abortTransaction') {
      sessions.abort(session, number);
      return { ok: 1 };
    }
    if (!isInTransaction(command)) {
      const reader = readers[name];
      if (!reader) throw new CommandError(59, `no such command: '${name}' (not supported by the embedded database)`);
      return this.#watch(reader, this.#context(name, command, this.#direct, session, false));
    }
    if (command.startTransaction) sessions.begin(session, number, catalog.version);
    const view = sessions.current(session, number, connection);
    const run = writers[name] ?? readers[name];
    if (!run) throw new CommandError(59, `no such command: '${name}'`);
    try {
      const answer = finished(run(this.#context(name, command, view, session, true)));
      if (answer.writeErrors) sessions.abort(session, number);
      return answer;
    } catch (error) {
      sessions.abort(session, number);
      throw error;
    }
  }

  #watch(reader: Reader, context: Context): Document {
    const answer = reader(context);
    this.#warnOfScan(context);
    return answer;
  }

  #warnOfScan({ command, db, name, work }: Context): void {
    if (work.documents <= MANY || name === 'createIndexes') return;
    const statement = command.updates?.[0] ?? command.deletes?.[0] ?? command;
    const shape = shapeOf(statement.filter ?? statement.query ?? statement.q ?? statement.pipeline);
    const details = { db, collection: String(command[name]), command: name, shape, documents: work.documents };
    this.#warn('A query read very many documents; an index is missing', details);
  }

  #context(name: string, command: Document, view: View, session: string, transaction: boolean): Context {
    return new Context(this.#parts, name, command, view, session, transaction);
  }

  #attempt(run: () => Document): Document {
    try {
      return run();
    } catch (error) {
      return failure(error);
    }
  }
}

const isInTransaction = (command: Document): boolean => command.autocommit === false;

function isWrite({ command }: Task): boolean {
  const name = Object.keys(command)[0] ?? '';
  return name === 'commitTransaction' || (Object.hasOwn(writers, name) && !isInTransaction(command));
}

function sessionOf(command: Document): [id: string, number: number] {
  const id = command.lsid?.id?.buffer;
  const session = id instanceof Uint8Array ? Buffer.from(id).toString('hex') : '';
  return [session, command.txnNumber === undefined || session === '' ? -1 : toNumber(command.txnNumber)];
}

function finished(answer: Document | Generator<Promise<void>, Document>): Document {
  if (typeof answer.next !== 'function') return answer as Document;
  const { done, value } = answer.next();
  if (!done) throw new CommandError(112, 'a transaction does not wait', { errorLabels: ['TransientTransactionError'] });
  return value;
}

function failure(error: unknown): Document {
  if (error instanceof CommandError) return error.toReply();
  return new CommandError(8, `The embedded database failed: ${(error as Error).message}`).toReply();
}

/** The query with its values left out. */
function shapeOf(part: unknown): unknown {
  if (Array.isArray(part)) return part.slice(0, 5).map(shapeOf);
  if (part === null || typeof part !== 'object' || Object.getPrototypeOf(part) !== Object.prototype) return '?';
  return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, shapeOf(value)]));
}
