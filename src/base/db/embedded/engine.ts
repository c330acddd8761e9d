// The embedded database engine: opens the store, listens on a Unix socket and answers MongoDB's commands.
import { randomBytes } from 'node:crypto';
import { existsSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { dirname } from 'node:path';
import { realClock } from '../../clock.ts';
import { dataFile, identityOf, isAlive, listenHidden, prepareSocket, temporarySocket, uriOf } from './address.ts';
import { Catalog } from './catalog.ts';
import type { Parts } from './context.ts';
import { Cursors } from './cursor.ts';
import { Dispatcher, type Warn } from './dispatch.ts';
import { Sessions } from './session.ts';
import { Store } from './store.ts';
import { Framer, readRequest, writeReply } from './wire.ts';

export interface Engine {
  uri: string;
  close(): Promise<void>;
}

export interface EngineOptions {
  /** Without it, everything is forgotten when the engine closes. */
  dataDir?: string;
  warn?: Warn;
  /** How long a transaction may take, in milliseconds. */
  transactionLifetime?: number;
  /** How often what TTL indexes say is over is deleted, in milliseconds. */
  expireEvery?: number;
}

const EXPIRE_EVERY = 60_000;
const OWNER = Buffer.from([0, 0, 0, 0, 0, 1, 0]);
const IDENTITY = Buffer.from([0, 0, 0, 0, 0, 1, 1]);

/** Starts an engine; refuses a data folder in which one runs already, and a damaged one. */
export async function startEngine(options: EngineOptions = {}): Promise<Engine> {
  const { dataDir, warn = () => undefined } = options;
  const path = dataDir ? prepareSocket(dataDir) : temporarySocket();
  if (dataDir && (await isAlive(path))) throw alreadyRuns(dataDir);
  const store = openStore(dataDir);
  const locks = new Map();
  const parts: Parts = {
    store,
    locks,
    catalog: new Catalog(store),
    cursors: new Cursors(),
    sessions: new Sessions(store, locks, options.transactionLifetime),
    identity: store.get(IDENTITY)?.toString() ?? '',
  };
  const dispatcher = new Dispatcher(parts, warn);
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    serve(socket, dispatcher, parts);
  });
  const token = Buffer.from(randomBytes(12).toString('hex'));
  try {
    const { reveal } = await listenHidden(server, path);
    await claim(store, path, token, reveal, dataDir);
  } catch (error) {
    server.close();
    await store.close();
    throw error;
  }
  const timer = setInterval(() => expire(parts, dispatcher), options.expireEvery ?? EXPIRE_EVERY).unref();
  return {
    uri: uriOf(path),
    close: async () => {
      clearInterval(timer);
      parts.sessions.closeAll();
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
      dispatcher.close();
      store.write(() => {
        if (store.get(OWNER)?.equals(token)) rmSync(path, { force: true });
      });
      await store.close();
      if (dataDir === undefined || !path.startsWith(dataDir))
        rmSync(dirname(path), { recursive: true, force: dataDir === undefined });
    },
  };
}

const alreadyRuns = (dataDir: string) =>
  new Error(`A database already runs in ${dataDir}; only one process may open it`);

function openStore(dataDir: string | undefined): Store {
  if (!dataDir) return new Store();
  const file = dataFile(dataDir);
  const fresh = !existsSync(file);
  const identity = identityOf(dataDir);
  if (fresh && identity)
    throw new Error(`The database file ${file} is missing, although there has been a database here`);
  const store = new Store(file);
  const inside = store.get(IDENTITY)?.toString();
  if (inside && identity && inside !== identity)
    throw new Error(`The database file ${file} belongs to another data folder`);
  if (!inside) store.write(() => store.put(IDENTITY, Buffer.from(identityOf(dataDir, true) as string)));
  else if (!identity) throw new Error(`The data folder ${dataDir} has lost its database.id, which should be ${inside}`);
  return store;
}

/**
 * Takes the data folder for this process. Only one process at a time holds the store's write lock, which ends
 * with its process; so between two that start at once, the second one sees the first one's token and socket.
 */
async function claim(store: Store, path: string, token: Buffer, reveal: () => void, dataDir?: string): Promise<void> {
  for (;;) {
    const before = store.get(OWNER);
    if (dataDir && (await isAlive(path))) throw alreadyRuns(dataDir);
    const taken = store.write(() => {
      const now = store.get(OWNER);
      if (now ? !before?.equals(now) : before) return false;
      store.put(OWNER, token);
      reveal();
      return true;
    });
    if (taken) return;
  }
}

function serve(socket: Socket, dispatcher: Dispatcher, parts: Parts): void {
  const framer = new Framer();
  let replies = 0;
  socket.on('error', () => socket.destroy());
  socket.on('close', () => parts.sessions.closeConnection(socket));
  socket.on('data', (chunk) => {
    try {
      for (const message of framer.push(chunk as Buffer)) {
        const request = readRequest(message);
        replies += 1;
        const number = replies;
        const reply = (answer: Parameters<typeof writeReply>[1]) => {
          if (!request.silent && !socket.destroyed) socket.write(writeReply(request, answer, number));
        };
        dispatcher.add({ command: request.command, connection: socket, reply });
      }
    } catch {
      socket.destroy();
    }
  });
}

/** Deletes what its TTL index says is over: https://www.mongodb.com/docs/manual/core/index-ttl/ */
function expire({ catalog }: Parts, dispatcher: Dispatcher): void {
  for (const { db, name, indexes } of catalog.all()) {
    for (const { expireAfterSeconds, fields } of indexes) {
      if (expireAfterSeconds === undefined || fields.length !== 1) continue;
      const before = new Date(realClock.now().getTime() - expireAfterSeconds * 1000);
      const q = { [fields[0]?.path.join('.') ?? '']: { $lt: before } };
      void dispatcher.ask({ delete: name, $db: db, deletes: [{ q, limit: 0 }] });
    }
  }
}
