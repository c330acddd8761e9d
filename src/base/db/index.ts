// The one place that opens the database: a MongoDB given by its address, or the embedded engine.
// Production code never knows which of the two it talks to.
import { existsSync } from 'node:fs';
import type { Connection } from 'mongoose';
import type { Logger } from 'pino';
import { identityOf, isAlive, socketOf, uriOf } from './embedded/address.ts';
import { type Engine, startEngine } from './embedded/engine.ts';
import { mongoose } from './transaction.ts';

export { type BackupResult, backup, restore } from './backup.ts';
export { newId } from './id.ts';
export { model } from './model.ts';
export { isDuplicate } from './race.ts';
export { readsOf } from './read.ts';
export { transact } from './transaction.ts';

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

const DEFAULT_NAME = 'perennial';

/** Opens the MongoDB at `mongodbUri`, or an embedded database in `dataDir` (or in memory). */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const { mongodbUri, memory, dataDir = './data', name, logger } = options;
  if (mongodbUri) {
    const connection = await connect(mongodbUri, name);
    return { connection, uri: mongodbUri, kind: 'server', close: () => connection.close() };
  }
  const engine = await startEngine({
    ...(memory ? {} : { dataDir }),
    warn: (message, details) => logger?.warn(details, message),
  });
  return connectToEngine(engine, name, memory ? undefined : dataDir);
}

/** Opens the database for an operator's command: through the engine that runs already, or else by itself. */
export async function openForAdmin(options: DatabaseOptions): Promise<Database> {
  const { mongodbUri, dataDir = './data', name } = options;
  if (mongodbUri || !existsSync(dataDir)) return openDatabase(options);
  const path = socketOf(dataDir);
  if (!(await isAlive(path))) return openDatabase(options);
  return connectToEngine({ uri: uriOf(path), close: async () => undefined }, name, dataDir);
}

/** Runs the embedded database of a data folder alone, for several tool processes on this machine. */
export async function serveDatabase(
  dataDir: string,
  logger?: Logger,
): Promise<{ uri: string; close(): Promise<void> }> {
  return startEngine({ dataDir, warn: (message, details) => logger?.warn(details, message) });
}

async function connectToEngine(engine: Engine, name = DEFAULT_NAME, dataDir?: string): Promise<Database> {
  const connection = await connect(engine.uri, name);
  if (dataDir) {
    const { perennial } = (await connection.db?.command({ hello: 1 })) ?? {};
    if (perennial !== identityOf(dataDir)) {
      await connection.close();
      await engine.close();
      throw new Error(`Another database answers on the socket of ${dataDir}`);
    }
  }
  const close = async () => {
    await connection.close();
    await engine.close();
  };
  return { connection, uri: engine.uri, kind: 'embedded', close };
}

async function connect(uri: string, name?: string): Promise<Connection> {
  return mongoose
    .createConnection(uri, { ...(name ? { dbName: name } : {}), serverSelectionTimeoutMS: 10_000 })
    .asPromise();
}
