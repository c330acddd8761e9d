// Sessions of the drivers: the transaction each has open, and the last answer for a write that is sent again.
// https://www.mongodb.com/docs/manual/reference/server-sessions/
import type { Document } from 'bson';
import { CommandError } from './errors.ts';
import type { Store } from './store.ts';
import { type Locks, Transaction } from './transaction.ts';

interface Session {
  number: number;
  state: 'active' | 'committed' | 'aborted';
  transaction?: Transaction;
  connection?: object;
  timer?: NodeJS.Timeout;
  lastWrite?: { number: number; reply: Document };
}

const LIFETIME = 60_000;
const MOST_SESSIONS = 10_000;

export class Sessions {
  readonly #sessions = new Map<string, Session>();
  readonly #store: Store;
  readonly #locks: Locks;
  readonly #lifetime: number;

  constructor(store: Store, locks: Locks, lifetime = LIFETIME) {
    this.#store = store;
    this.#locks = locks;
    this.#lifetime = lifetime;
  }

  /** Begins a transaction; one that is still open in the session is over. */
  begin(id: string, number: number, born: number): Transaction {
    const before = this.#sessions.get(id);
    if (before?.transaction) this.#end(before, 'aborted');
    const session: Session = { number, state: 'active', transaction: new Transaction(this.#store, this.#locks, born) };
    session.timer = setTimeout(() => this.#end(session, 'aborted'), this.#lifetime).unref();
    this.#keep(id, session);
    return session.transaction as Transaction;
  }

  /** The open transaction that a command belongs to. */
  current(id: string, number: number, connection: object): Transaction {
    const session = this.#sessions.get(id);
    if (session?.number === number && session.state === 'committed') {
      throw new CommandError(256, `Transaction ${number} has been committed.`);
    }
    if (session?.number !== number || !session.transaction) throw noSuch(number);
    session.connection = connection;
    return session.transaction;
  }

  /** Writes a transaction to the store; asked again, it says yes again. */
  commit(id: string, number: number): void {
    const session = this.#sessions.get(id);
    if (session?.number === number && session.state === 'committed') return;
    if (session?.number !== number || !session.transaction) throw noSuch(number);
    session.transaction.commit();
  }

  /** To be called when the store has kept what `commit` wrote. */
  committed(id: string): void {
    const session = this.#sessions.get(id);
    if (session?.transaction) this.#end(session, 'committed');
  }

  abort(id: string, number: number): void {
    const session = this.#sessions.get(id);
    if (session?.number !== number || !session.transaction) throw noSuch(number);
    this.#end(session, 'aborted');
  }

  /** Aborts what a closed connection was in the middle of. */
  closeConnection(connection: object): void {
    for (const session of this.#sessions.values()) {
      if (session.transaction && session.connection === connection) this.#end(session, 'aborted');
    }
  }

  endSession(id: string): void {
    const session = this.#sessions.get(id);
    if (session?.transaction) this.#end(session, 'aborted');
    this.#sessions.delete(id);
  }

  closeAll(): void {
    for (const id of [...this.#sessions.keys()]) this.endSession(id);
  }

  /** The answer to a write that was already done: https://www.mongodb.com/docs/manual/core/retryable-writes/ */
  answered(id: string, number: number): Document | undefined {
    const last = this.#sessions.get(id)?.lastWrite;
    return last?.number === number ? last.reply : undefined;
  }

  remember(id: string, number: number, reply: Document): void {
    const session = this.#sessions.get(id) ?? { number: -1, state: 'aborted' };
    session.lastWrite = { number, reply };
    this.#keep(id, session);
  }

  #keep(id: string, session: Session): void {
    this.#sessions.delete(id);
    this.#sessions.set(id, session);
    if (this.#sessions.size > MOST_SESSIONS) this.endSession(this.#sessions.keys().next().value as string);
  }

  #end(session: Session, state: Session['state']): void {
    clearTimeout(session.timer);
    session.transaction?.end();
    delete session.transaction;
    session.state = state;
  }
}

const noSuch = (number: number) =>
  new CommandError(251, `Given transaction number ${number} does not match any in-progress transactions.`, {
    errorLabels: ['TransientTransactionError'],
  });
