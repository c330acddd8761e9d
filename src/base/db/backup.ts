// Writes a whole database into one file and reads it back, whichever kind of database it is.
// The file is gzipped BSON: a head, each collection with its indexes and documents, and an end that proves it whole.
import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { type Document, deserialize, serialize } from 'bson';
import type { Connection } from 'mongoose';
import { realClock } from '../clock.ts';

export interface BackupResult {
  collections: number;
  documents: number;
}

type Db = NonNullable<Connection['db']>;
type Source = { connection: Connection };

/** What an operator reads when a backup cannot be restored. */
export class BackupError extends Error {}

const FORMAT = 1;
const BATCH = 500;
const TEMPORARY = 'restoring.';

/** Writes all collections of a running database into a file, as they were at one moment. */
export async function backup(database: Source, file: string): Promise<BackupResult> {
  const result = { collections: 0, documents: 0 };
  const partial = `${file}.partial`;
  try {
    await pipeline(
      Readable.from(dump(database.connection, result)),
      createGzip(),
      createWriteStream(partial, { mode: 0o600 }),
    );
    await rename(partial, file);
  } finally {
    await rm(partial, { force: true });
  }
  return result;
}

async function* dump(connection: Connection, result: BackupResult): AsyncGenerator<Uint8Array> {
  const db = dbOf(connection);
  const session = await connection.startSession();
  session.startTransaction({ readConcern: { level: 'snapshot' } });
  try {
    yield serialize({ kind: 'perennial backup', format: FORMAT, at: realClock.now() });
    for (const { name, options, indexes } of await describe(db)) {
      yield serialize({ kind: 'collection', name, options, indexes });
      result.collections += 1;
      for await (const bytes of db.collection(name).find({}, { raw: true, session })) {
        yield serialize({ kind: 'document', document: deserialize(bytes as unknown as Uint8Array, typed) });
        result.documents += 1;
      }
    }
    yield serialize({ kind: 'end', ...result });
  } finally {
    await session.abortTransaction().catch(() => undefined);
    await session.endSession();
  }
}

const typed = { promoteValues: false, promoteLongs: false, bsonRegExp: true };

async function describe(db: Db): Promise<{ name: string; options: Document; indexes: Document[] }[]> {
  const list = await db.listCollections().toArray();
  const own = list.filter(
    ({ name, type }) => type !== 'view' && !name.startsWith('system.') && !name.startsWith(TEMPORARY),
  );
  own.sort((a, b) => (a.name < b.name ? -1 : 1));
  return Promise.all(
    own.map(async (info) => ({
      name: info.name,
      options: ('options' in info && info.options) || {},
      indexes: await db.collection(info.name).indexes(),
    })),
  );
}

/** Reads a backup into a database: all of it or nothing. A database with content is refused unless `replace` is given. */
export async function restore(
  database: Source,
  file: string,
  options: { replace?: boolean } = {},
): Promise<BackupResult> {
  const db = dbOf(database.connection);
  await readWhole(file);
  const before = await describe(db);
  const counts = await Promise.all(before.map(({ name }) => db.collection(name).estimatedDocumentCount()));
  if (!options.replace && counts.some((count) => count > 0)) {
    throw new BackupError('The database is not empty; nothing was restored');
  }
  try {
    const result = await fill(db, file);
    const names = await temporaryNames(db);
    for (const name of names) await db.renameCollection(name, name.slice(TEMPORARY.length), { dropTarget: true });
    const kept = new Set(names.map((name) => name.slice(TEMPORARY.length)));
    for (const { name } of before) if (!kept.has(name)) await db.dropCollection(name);
    return result;
  } finally {
    for (const name of await temporaryNames(db)) await db.dropCollection(name);
  }
}

/** Fills collections that nobody sees yet. */
async function fill(db: Db, file: string): Promise<BackupResult> {
  const result = { collections: 0, documents: 0 };
  let name = '';
  let batch: Document[] = [];
  const flush = async () => {
    if (batch.length > 0) await db.collection(name).insertMany(batch);
    batch = [];
  };
  for await (const entry of entriesOf(file)) {
    if (entry.kind === 'document') {
      result.documents += 1;
      if (batch.push(entry.document) >= BATCH) await flush();
    } else if (entry.kind === 'collection') {
      await flush();
      name = `${TEMPORARY}${entry.name}`;
      result.collections += 1;
      await db.dropCollection(name);
      await db.createCollection(name);
      const indexes = (entry.indexes as Document[]).filter((index) => index.name !== '_id_');
      if (indexes.length > 0)
        await db.command({ createIndexes: name, indexes: indexes.map(({ ns: _, ...index }) => index) });
    }
  }
  await flush();
  return result;
}

/** Reads the file to its end; throws when it is not a whole backup. */
async function readWhole(file: string): Promise<void> {
  let first: Document | undefined;
  let last: Document | undefined;
  let documents = 0;
  try {
    for await (const entry of entriesOf(file)) {
      first ??= entry;
      last = entry;
      if (entry.kind === 'document') documents += 1;
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new BackupError(`There is no file ${file}`);
    throw new BackupError(`The backup ${file} is damaged; nothing was restored: ${(error as Error).message}`);
  }
  const whole = first?.kind === 'perennial backup' && last?.kind === 'end' && Number(last.documents) === documents;
  if (!whole) throw new BackupError(`The file ${file} is no whole backup; nothing was restored`);
  if (Number(first?.format) !== FORMAT)
    throw new BackupError(`The backup ${file} is of a format this version does not know`);
}

async function* entriesOf(file: string): AsyncGenerator<Document> {
  let rest: Buffer = Buffer.alloc(0);
  const input = createReadStream(file);
  const gunzip = createGunzip();
  input.on('error', (error) => gunzip.destroy(error));
  for await (const chunk of input.pipe(gunzip)) {
    rest = Buffer.concat([rest, chunk as Buffer]);
    while (rest.length >= 4 && rest.length >= rest.readInt32LE(0)) {
      const size = rest.readInt32LE(0);
      if (size < 5) throw new Error('an entry has no size');
      yield deserialize(rest.subarray(0, size), typed);
      rest = rest.subarray(size);
    }
  }
  if (rest.length > 0) throw new Error('it ends in the middle of an entry');
}

const temporaryNames = async (db: Db): Promise<string[]> =>
  (await db.listCollections({}, { nameOnly: true }).toArray())
    .map(({ name }) => name)
    .filter((name) => name.startsWith(TEMPORARY));

function dbOf(connection: Connection): Db {
  if (!connection.db) throw new BackupError('The database is not connected');
  return connection.db;
}
