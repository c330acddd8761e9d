// Transactions: whatever runs inside of one belongs to it, however deep it is called.
import type { AsyncLocalStorage } from 'node:async_hooks';
import type { ClientSession } from 'mongodb';
import { type Connection, Mongoose } from 'mongoose';
import { whileUsed } from '../context.ts';
import { inTurn } from './turns.ts';

/** Opens the connections of this process. */
export const mongoose = new Mongoose({ transactionAsyncLocalStorage: true, strictQuery: true });
// Mongoose keeps the session of the running transaction here; its types do not say so.
const { transactionAsyncLocalStorage: running } = mongoose as unknown as {
  transactionAsyncLocalStorage: AsyncLocalStorage<{ session: ClientSession }>;
};

/** The session of the transaction that runs here; undefined outside of one. */
export const currentSession = (): ClientSession | undefined => running.getStore()?.session;

/**
 * Runs the body in one transaction: all of its writes happen, or none. The body may run more than once. Transactions that
 * change one hot document name it as their `turn`, and follow one another in this process.
 */
export async function transact<T>(connection: Connection, body: () => Promise<T>, turn?: string): Promise<T> {
  if (running.getStore()) return body();
  if (turn !== undefined) return inTurn(turn, () => transact(connection, body));
  return whileUsed(running, async () => (await connection.transaction(body)) as T);
}
