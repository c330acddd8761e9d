// The commands about collections, indexes and databases, and those by which drivers get to know a server.
// https://www.mongodb.com/docs/manual/reference/command/nav-administration/
import type { Document } from 'bson';
import { realClock } from '../../clock.ts';
import { type Collection, readIndex, sameIndex } from './catalog.ts';
import type { Context, Handler, Reader } from './context.ts';
import { CommandError, unsupported } from './errors.ts';
import { compileFilter } from './match.ts';
import { countAll, find, readQuery } from './query.ts';
import { buildIndex } from './records.ts';
import { encode, equal, isDocument } from './value.ts';

const LARGEST_MESSAGE = 48_000_000;

/** Lets the body change a collection as soon as no transaction has written to it. */
function* exclusively<T>(context: Context, collections: Collection[], body: () => T): Generator<Promise<void>, T> {
  if (context.transaction) throw new CommandError(263, `Cannot run '${context.name}' in a multi-document transaction.`);
  for (;;) {
    const ids = new Set(collections.map(({ id }) => id));
    const holder = [...context.parts.locks].find(([key]) =>
      ids.has(Buffer.from(key.slice(0, 4), 'latin1').readUInt32BE(0)),
    );
    if (!holder) return context.parts.store.write(body);
    yield holder[1].ended;
  }
}

function existing(context: Context): Collection {
  const found = context.collection(false);
  if (!found) throw new CommandError(26, `ns does not exist: ${context.ns}`);
  return found;
}

const create: Handler = function* (context) {
  const { command } = context;
  const strange = [
    'capped',
    'timeseries',
    'viewOn',
    'validator',
    'clusteredIndex',
    'encryptedFields',
    'changeStreamPreAndPostImages',
  ].find((key) => command[key]);
  if (strange) throw unsupported(`a collection with ${strange}`, 72);
  if (command.collation && command.collation.locale !== 'simple') throw unsupported('collation', 72);
  if (context.collection(false)) throw new CommandError(48, `Collection ${context.ns} already exists.`);
  context.collection(true);
  return { ok: 1 };
};

const createIndexes: Handler = function* (context) {
  const specs = context.command.indexes as Document[];
  if (!Array.isArray(specs) || specs.length === 0)
    throw new CommandError(2, 'Must specify at least one index to create');
  const collection = context.collection(true);
  const numIndexesBefore = collection.indexes.length;
  yield* exclusively(context, [collection], () => {
    for (const spec of specs) {
      if (!isDocument(spec.key) || typeof spec.name !== 'string')
        throw new CommandError(9, "An index needs a 'key' and a 'name'");
      if (sameIndex(collection, spec)) continue;
      const index = readIndex(spec, collection.nextIndex);
      buildIndex(context.parts.store, collection, index, find(context.view, collection, readQuery({}), context.work));
      context.catalog.version += 1;
      index.born = context.catalog.version;
      collection.nextIndex += 1;
      collection.indexes.push(index);
    }
    // Every start asks for the indexes that are there already: nothing is to be written for them.
    if (collection.indexes.length > numIndexesBefore) context.catalog.save(collection);
  });
  const numIndexesAfter = collection.indexes.length;
  return {
    numIndexesBefore,
    numIndexesAfter,
    createdCollectionAutomatically: false,
    ...(numIndexesAfter === numIndexesBefore ? { note: 'all indexes already exist' } : {}),
    ok: 1,
  };
};

const dropIndexes: Handler = function* (context) {
  const collection = existing(context);
  const wanted = context.command.index;
  const nIndexesWas = collection.indexes.length;
  const names: unknown[] = Array.isArray(wanted) ? wanted : [wanted];
  const chosen = collection.indexes.filter(
    (index) =>
      index.number !== 0 &&
      (wanted === '*' || names.some((name) => name === index.name || equal(name, index.spec.key))),
  );
  if (names.includes('_id_')) throw new CommandError(72, 'cannot drop _id index');
  if (wanted !== '*' && chosen.length < names.length)
    throw new CommandError(27, `index not found with name [${names.join()}]`);
  yield* exclusively(context, [collection], () => {
    for (const index of chosen) context.catalog.dropIndex(collection, index);
  });
  return { nIndexesWas, ok: 1 };
};

const drop: Handler = function* (context) {
  const collection = context.collection(false);
  if (collection) yield* exclusively(context, [collection], () => context.catalog.drop(collection));
  return { ...(collection ? { nIndexesWas: collection.indexes.length, ns: context.ns } : {}), ok: 1 };
};

const dropDatabase: Handler = function* (context) {
  const collections = context.catalog.all().filter(({ db }) => db === context.db);
  yield* exclusively(context, collections, () => {
    for (const collection of collections) context.catalog.drop(collection);
  });
  return { dropped: context.db, ok: 1 };
};

const renameCollection: Handler = function* (context) {
  const [from, to] = [context.command.renameCollection, context.command.to].map(String) as [string, string];
  const [db, name] = splitNs(from);
  const [otherDb, otherName] = splitNs(to);
  const collection = context.catalog.find(db, name);
  if (!collection) throw new CommandError(26, `Source collection ${from} does not exist`);
  if (db !== otherDb) throw unsupported('renaming a collection into another database');
  const taken = context.catalog.find(otherDb, otherName);
  if (taken && !context.command.dropTarget) throw new CommandError(48, 'target namespace exists');
  yield* exclusively(context, taken ? [collection, taken] : [collection], () => {
    if (taken) context.catalog.drop(taken);
    context.catalog.rename(collection, otherName);
  });
  return { ok: 1 };
};

function splitNs(ns: string): [string, string] {
  const at = ns.indexOf('.');
  return [ns.slice(0, at), ns.slice(at + 1)];
}

const listCollections: Reader = (context) => {
  const matches = compileFilter(context.command.filter ?? {});
  const list = context.catalog
    .all()
    .filter(({ db }) => db === context.db)
    .map(({ name, options, indexes }) => ({
      name,
      type: 'collection',
      options,
      info: { readOnly: false },
      idIndex: indexes[0]?.spec,
    }))
    .filter(matches);
  return {
    batch: context.parts.cursors.open(`${context.db}.$cmd.listCollections`, list.map(encode), 1e6, context.session),
  };
};

const listIndexes: Reader = (context) => {
  const list = existing(context).indexes.map(({ spec }) => encode(spec));
  return { batch: context.parts.cursors.open(context.ns, list, 1e6, context.session) };
};

const listDatabases: Reader = (context) => {
  const names = new Set(context.catalog.all().map(({ db }) => db));
  const databases = [...names].sort().map((name) => ({ name, sizeOnDisk: 1, empty: false }));
  return {
    databases: databases.filter(compileFilter(context.command.filter ?? {})),
    totalSize: databases.length,
    ok: 1,
  };
};

const collStats: Reader = (context) => {
  const collection = context.collection(false);
  return {
    ns: context.ns,
    count: collection ? countAll(context.parts.store, collection) : 0,
    nindexes: collection?.indexes.length ?? 0,
    ok: 1,
  };
};

const dbStats: Reader = (context) => {
  const collections = context.catalog.all().filter(({ db }) => db === context.db);
  return {
    db: context.db,
    collections: collections.length,
    objects: collections.reduce((sum, one) => sum + countAll(context.parts.store, one), 0),
    ok: 1,
  };
};

// A one-member replica set, so that drivers allow transactions.
const hello: Reader = ({ name, parts }) => ({
  ...(name === 'hello' ? { isWritablePrimary: true } : { ismaster: true }),
  helloOk: true,
  secondary: false,
  setName: 'perennial',
  setVersion: 1,
  hosts: ['embedded:27017'],
  primary: 'embedded:27017',
  me: 'embedded:27017',
  maxBsonObjectSize: 16 * 1024 * 1024,
  maxMessageSizeBytes: LARGEST_MESSAGE,
  maxWriteBatchSize: 100_000,
  localTime: realClock.now(),
  logicalSessionTimeoutMinutes: 30,
  connectionId: 1,
  minWireVersion: 0,
  maxWireVersion: 25,
  readOnly: false,
  perennial: parts.identity,
  ok: 1,
});

const endSessions: Reader = ({ command, parts }) => {
  const [ids] = [command.endSessions ?? command.killSessions ?? []];
  for (const { id } of Array.isArray(ids) ? ids : []) {
    const session = Buffer.from(id.buffer).toString('hex');
    parts.sessions.endSession(session);
    parts.cursors.endOwner(session);
  }
  return { ok: 1 };
};

const version: Reader = () => ({
  version: '8.0.0',
  versionArray: [8, 0, 0, 0],
  gitVersion: 'embedded',
  modules: ['perennial'],
  ok: 1,
});
const fine: Reader = () => ({ ok: 1 });
const connectionStatus: Reader = () => ({ authInfo: { authenticatedUsers: [], authenticatedUserRoles: [] }, ok: 1 });

export const adminWriteCommands: Record<string, Handler> = {
  create,
  createIndexes,
  dropIndexes,
  drop,
  dropDatabase,
  renameCollection,
};
export const adminReadCommands: Record<string, Reader> = {
  listCollections,
  listIndexes,
  listDatabases,
  collStats,
  dbStats,
  hello,
  isMaster: hello,
  ismaster: hello,
  endSessions,
  killSessions: endSessions,
  refreshSessions: fine,
  ping: fine,
  buildInfo: version,
  buildinfo: version,
  connectionStatus,
};
