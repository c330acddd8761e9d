// Writes documents together with their keys in every index of the collection.
import { type Document, ObjectId } from 'bson';
import { type Catalog, type Collection, type Index, keyPrefix } from './catalog.ts';
import { CommandError } from './errors.ts';
import { descending, fieldKey } from './key.ts';
import { indexValues, valueAt } from './path.ts';
import type { Store, View } from './store.ts';
import { encode, typeRank } from './value.ts';

const LARGEST_DOCUMENT = 16 * 1024 * 1024;
const LONGEST_KEY = 1900;

/** A change of one document, worked out but not yet written. */
export interface Change {
  collection: Collection;
  id: Buffer;
  key: Buffer;
  bytes?: Buffer;
  add: IndexKey[];
  drop: IndexKey[];
  document?: Document;
}

interface IndexKey {
  index: Index;
  key: Buffer;
}

/** The bytes of a document's id. */
export const idKey = (id: unknown): Buffer => fieldKey(id).bytes;

/** The key a document lies under. */
export const documentKey = (collection: Collection, id: Buffer): Buffer =>
  Buffer.concat([keyPrefix(collection, 0), id]);

/** Gives a new document its `_id`, as the first of its fields. */
export function withId(document: Document): Document {
  const { _id = new ObjectId(), ...rest } = document;
  if ([6, 12].includes(typeRank(_id))) throw new CommandError(53, `The '_id' value cannot be of type array or regex`);
  return Object.keys(document)[0] === '_id' && document._id !== undefined ? document : { _id, ...rest };
}

/** Works out what replacing `before` by `after` does to the store; either may be missing. */
export function planChange(collection: Collection, before?: Document, after?: Document, raw?: Buffer): Change {
  const id = idKey((after ?? before)?._id);
  const bytes = after ? (raw ?? encode(after)) : undefined;
  if (bytes && bytes.length > LARGEST_DOCUMENT)
    throw new CommandError(10334, `BSONObj size: ${bytes.length} is larger than 16 MB`);
  const old = before ? indexKeys(collection, before, id) : [];
  const next = after ? indexKeys(collection, after, id) : [];
  const has = (list: IndexKey[], { key }: IndexKey) => list.some((other) => other.key.equals(key));
  return {
    collection,
    id,
    key: documentKey(collection, id),
    add: next.filter((entry) => !has(old, entry)),
    drop: old.filter((entry) => !has(next, entry)),
    ...(bytes ? { bytes } : {}),
    ...(after ? { document: after } : {}),
  };
}

/** The keys nobody else may write at the same time. */
export const guarded = (change: Change): Buffer[] => [
  change.key,
  ...[...change.add, ...change.drop].filter(({ index }) => index.unique).map(({ key }) => key),
];

/** Writes a change; throws before it writes anything when a unique index forbids it. */
export function applyChange(view: View, change: Change, isNew: boolean): void {
  const { collection, id, key, bytes, document } = change;
  if (isNew && view.get(key)) throw duplicate(collection, collection.indexes[0] as Index, document as Document);
  for (const { index, key: unique } of change.add) {
    if (!index.unique) continue;
    const owner = view.get(unique);
    if (owner && !owner.equals(id)) throw duplicate(collection, index, document as Document);
  }
  for (const entry of change.drop) view.remove(entry.key);
  for (const entry of change.add) view.put(entry.key, id);
  if (bytes) view.put(key, bytes);
  else view.remove(key);
}

function indexKeys(collection: Collection, document: Document, id: Buffer): IndexKey[] {
  return collection.indexes
    .slice(1)
    .flatMap((index) => keysOf(collection, index, document, id).map((key) => ({ index, key })));
}

function keysOf(collection: Collection, index: Index, document: Document, id: Buffer): Buffer[] {
  if (index.partial && !index.partial.matches(document)) return [];
  const columns = index.fields.map(({ path }) => indexValues(document, path));
  if (index.sparse && columns.every(({ values }) => values.every((value) => value === undefined))) return [];
  const arrays = index.fields.filter((_, at) => columns[at]?.multikey);
  if (arrays.length > 1 && new Set(arrays.map(({ path }) => path[0])).size > 1) {
    throw new CommandError(
      171,
      `cannot index parallel arrays [${arrays.map(({ path }) => path.join('.')).join('] [')}]`,
    );
  }
  if (arrays.length > 0) index.multikey = true;
  let keys = [keyPrefix(collection, index.number)];
  for (const [at, { values }] of columns.entries()) {
    const direction = index.fields[at]?.direction ?? 1;
    const parts = values.map((value) => {
      const { bytes, exact } = fieldKey(value);
      if (!exact) index.exact = false;
      return direction < 0 ? descending(bytes) : bytes;
    });
    keys = keys.flatMap((key) => parts.map((part) => Buffer.concat([key, part])));
  }
  if (!index.unique) keys = keys.map((key) => Buffer.concat([key, id]));
  const distinct = new Map(keys.map((key) => [key.toString('latin1'), key]));
  for (const key of distinct.values()) {
    if (key.length > LONGEST_KEY) throw new CommandError(17280, `the key in index ${index.name} is too long`);
  }
  return [...distinct.values()];
}

function duplicate(collection: Collection, index: Index, document: Document): CommandError {
  const keyValue = Object.fromEntries(
    index.fields.map(({ path }) => [path.join('.'), valueAt(document, path) ?? null]),
  );
  const shown = Object.entries(keyValue)
    .map(([path, value]) => `${path}: ${JSON.stringify(value)}`)
    .join(', ');
  const message = `E11000 duplicate key error collection: ${collection.db}.${collection.name} index: ${index.name} dup key: { ${shown} }`;
  return new CommandError(11000, message, { keyPattern: index.spec.key, keyValue });
}

/** Runs the body and saves in the catalog what it found out about the collection's indexes. */
export function watchingIndexes<T>(catalog: Catalog, collection: Collection, body: () => T): T {
  const shape = () => collection.indexes.map(({ multikey, exact }) => `${multikey}${exact}`).join();
  const before = shape();
  try {
    return body();
  } finally {
    if (shape() !== before) catalog.save(collection);
  }
}

/** Fills a new index with the documents there are. */
export function buildIndex(
  store: Store,
  collection: Collection,
  index: Index,
  documents: Iterable<{ id: Buffer; document: Document }>,
): void {
  for (const { id, document } of documents) {
    for (const key of keysOf(collection, index, document, id)) {
      const owner = index.unique ? store.get(key) : undefined;
      if (owner && !owner.equals(id)) throw duplicate(collection, index, document);
      store.put(key, id);
    }
  }
}
