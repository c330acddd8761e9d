// The one place that opens the database: a MongoDB given by its address, or the embedded engine.
// Production code never knows which of the two it talks to.
import type { AsyncLocalStorage } from 'node:async_hooks';
import { type Connection, Mongoose } from 'mongoose';
import type { Logger } from 'pino';
import { startEngine } from './embedded/engine.ts';

export { newId } from './id.ts';
export { model } from './model.ts';

export interface Database {
  connection: Connection;
  uri: string;
  kind: 'embedded' | 'server';
  close(): Promise<void>;
}

export interface DatabaseOptions {
  dataDir?: string;
  mongodbUri?: string;
  /** Keep nothing: for tests. */
  memory?: boolean;
  name?: string;
  logger?: Logger;
}

const mongoose = new Mongoose({ transactionAsyncLocalStorage: true, strictQuery: true });
// Mongoose keeps the session of the running transaction here; its types do not say so.
const currentTransaction = (mongoose as { transactionAsyncLocalStorage?: AsyncLocalStorage<unknown> })
  .transactionAsyncLocalStorage;

/** Opens the MongoDB at `mongodbUri`, or an embedded database in `dataDir` (or in memory). */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  if (options.mongodbUri) {
    const connection = await connect(options.mongodbUri, options.name);
    return { connection, uri: options.mongodbUri, kind: 'server', close: () => connection.close() };
  }
  const engine = await startEngine(options.memory ? {} : { dataDir: options.dataDir ?? './data' });
  const connection = await connect(engine.uri, options.name ?? 'perennial');
  const close = async () => {
    await connection.close();
    await engine.close();
  };
  return { connection, uri: engine.uri, kind: 'embedded', close };
}

/** Runs the body in one transaction: all of its writes happen, or none. The body may run more than once. */
export async function transact<T>(connection: Connection, body: () => Promise<T>): Promise<T> {
  if (currentTransaction?.getStore()) return body();
  return (await connection.transaction(body)) as T;
}

async function connect(uri: string, name?: string): Promise<Connection> {
  return mongoose.createConnection(uri, { ...(name ? { dbName: name } : {}), maxPoolSize: 20 }).asPromise();
}
