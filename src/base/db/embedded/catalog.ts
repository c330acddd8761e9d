// Which collections and indexes there are, and how their keys look in the store.
// A key is: number of the collection, number of the index, the indexed values, the document's id.
import type { Document } from 'bson';
import { CommandError, unsupported } from './errors.ts';
import { compileFilter, type Matcher } from './match.ts';
import type { Store, View } from './store.ts';
import { decode, encode, equal, toNumber } from './value.ts';

export interface Index {
  number: number;
  name: string;
  spec: Document;
  fields: { path: string[]; direction: 1 | -1 }[];
  unique: boolean;
  sparse: boolean;
  partial?: { filter: Document; matches: Matcher };
  expireAfterSeconds?: number;
  /** A document has several keys: some value is or was an array. */
  multikey: boolean;
  /** No key was ever cut or rounded, so the keys are in the order of the values. */
  exact: boolean;
  /** Which change of the catalog made it, since the engine started. */
  born: number;
}

export interface Collection {
  id: number;
  db: string;
  name: string;
  options: Document;
  nextIndex: number;
  indexes: Index[];
}

const CATALOG = Buffer.from([0, 0, 0, 0, 0, 0]);
const known = new Set([
  ...['v', 'key', 'name', 'unique', 'sparse', 'background', 'partialFilterExpression', 'expireAfterSeconds', 'ns'],
]);

/** The first bytes of all keys of an index; number 0 holds the documents themselves. */
export function keyPrefix(collection: Collection, index: number): Buffer {
  const prefix = Buffer.alloc(6);
  prefix.writeUInt32BE(collection.id, 0);
  prefix.writeUInt16BE(index, 4);
  return prefix;
}

/** Reads how an index is to be, and refuses kinds of index there are none of. */
export function readIndex(spec: Document, number: number): Index {
  const strange = Object.keys(spec).find((key) => !known.has(key));
  if (strange) throw unsupported(`the index option ${strange}`, 72);
  const fields = Object.entries(spec.key as Document).map(([path, direction]) => {
    if (typeof direction === 'string' || path.includes('$**'))
      throw unsupported(`an index on ${path}: '${direction}'`, 67);
    return { path: path.split('.'), direction: toNumber(direction) < 0 ? (-1 as const) : (1 as const) };
  });
  if (fields.length === 0) throw new CommandError(67, 'Index keys cannot be empty.');
  const filter = spec.partialFilterExpression as Document | undefined;
  const expires = spec.expireAfterSeconds === undefined ? undefined : toNumber(spec.expireAfterSeconds);
  return {
    number,
    name: spec.name,
    spec: { v: 2, ...spec },
    fields,
    unique: spec.unique === true || number === 0,
    sparse: spec.sparse === true,
    ...(filter ? { partial: { filter, matches: compileFilter(filter) } } : {}),
    ...(expires === undefined ? {} : { expireAfterSeconds: expires }),
    multikey: false,
    exact: true,
    born: 0,
  };
}

/** All collections of all databases; what it changes, it writes to the store at once. */
export class Catalog {
  readonly #store: Store;
  #collections = new Map<string, Collection>();
  #nextId = 1;
  /** Counts the indexes made since the engine started. */
  version = 0;

  constructor(store: Store) {
    this.#store = store;
    this.reload();
  }

  /** Forgets what is in memory, after a write that did not happen. */
  reload(): void {
    this.#collections.clear();
    const end = Buffer.from([0, 0, 0, 0, 0, 1]);
    for (const { value } of this.#store.range(CATALOG, end)) {
      const { id, db, name, options, nextIndex, indexes } = decode(value);
      const read = (entry: Document): Index => ({
        ...readIndex(entry.spec, toNumber(entry.number)),
        multikey: entry.multikey,
        exact: entry.exact,
      });
      const collection = {
        id: toNumber(id),
        db,
        name,
        options,
        nextIndex: toNumber(nextIndex),
        indexes: indexes.map(read),
      };
      this.#collections.set(`${db}\0${name}`, collection);
      this.#nextId = Math.max(this.#nextId, collection.id + 1);
    }
  }

  all(): Collection[] {
    return [...this.#collections.values()];
  }

  find(db: string, name: string): Collection | undefined {
    return this.#collections.get(`${db}\0${name}`);
  }

  create(db: string, name: string, options: Document = {}): Collection {
    const valid =
      typeof name === 'string' &&
      name !== '' &&
      !name.includes('$') &&
      !name.includes('\0') &&
      !name.startsWith('system.');
    if (!valid || Buffer.byteLength(name) > 200) throw new CommandError(73, `Invalid collection name: ${name}`);
    const id = this.#nextId;
    this.#nextId += 1;
    const indexes = [readIndex({ v: 2, key: { _id: 1 }, name: '_id_' }, 0)];
    const collection = { id, db, name, options, nextIndex: 1, indexes };
    this.#collections.set(`${db}\0${name}`, collection);
    this.save(collection);
    return collection;
  }

  save(collection: Collection): void {
    const indexes = collection.indexes.map(({ number, spec, multikey, exact }) => ({ number, spec, multikey, exact }));
    this.#store.put(this.#key(collection), encode({ ...collection, indexes }));
  }

  rename(collection: Collection, name: string): void {
    this.#forget(collection);
    collection.name = name;
    this.#collections.set(`${collection.db}\0${name}`, collection);
    this.save(collection);
  }

  drop(collection: Collection): void {
    removeAll(this.#store, keyPrefix(collection, 0), keyPrefix({ ...collection, id: collection.id + 1 }, 0));
    this.#forget(collection);
  }

  dropIndex(collection: Collection, index: Index): void {
    removeAll(this.#store, keyPrefix(collection, index.number), keyPrefix(collection, index.number + 1));
    collection.indexes = collection.indexes.filter((other) => other !== index);
    this.save(collection);
  }

  #forget(collection: Collection): void {
    this.#collections.delete(`${collection.db}\0${collection.name}`);
    this.#store.remove(this.#key(collection));
  }

  #key({ db, name }: Collection): Buffer {
    return Buffer.concat([CATALOG, Buffer.from(`${db}\0${name}`)]);
  }
}

/** The index that an index of this name or these keys would be; an error when it differs. */
export function sameIndex(collection: Collection, spec: Document): Index | undefined {
  const text = (key: Document) =>
    Object.entries(key)
      .map(([path, way]) => `${path}:${toNumber(way)}`)
      .join();
  const options = ({ key, v, ns, background, ...rest }: Document) => ({
    ...rest,
    key: text(key),
    unique: rest.unique === true,
    sparse: rest.sparse === true,
  });
  const byName = collection.indexes.find((index) => index.name === spec.name);
  const byKey = collection.indexes.find(
    (index) => text(index.spec.key) === text(spec.key) && !index.partial && !spec.partialFilterExpression,
  );
  const found = byName ?? byKey;
  if (!found || found.number === 0) return found;
  if (byName && text(byName.spec.key) !== text(spec.key)) {
    throw new CommandError(
      86,
      `An existing index has the same name as the requested index, but other keys: ${spec.name}`,
    );
  }
  const sorted = (entry: Document) =>
    Object.fromEntries(Object.entries(options(entry)).sort(([a], [b]) => (a < b ? -1 : 1)));
  if (!equal(sorted(found.spec), sorted(spec))) {
    throw new CommandError(85, `An equivalent index already exists with a different name or options: ${found.name}`);
  }
  return found;
}

function removeAll(view: View, start: Buffer, end: Buffer): void {
  for (const key of [...view.range(start, end)].map((entry) => entry.key)) view.remove(key);
}
