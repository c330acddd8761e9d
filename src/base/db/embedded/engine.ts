// The embedded database engine: listens on a Unix socket and answers MongoDB's commands.
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Long, ObjectId, Timestamp, type Document } from 'bson';
import { Aggregator, Query, update as applyUpdate } from 'mingo';
import { Framer, readRequest, writeReply } from './wire.ts';

export interface Engine {
  uri: string;
  close(): Promise<void>;
}

interface Collection { docs: Map<string, Document>; indexes: Document[] }
type Databases = Map<string, Map<string, Collection>>;

class CommandError extends Error {
  code: number; codeName: string; extra: Document;
  constructor(code: number, codeName: string, message: string, extra: Document = {}) {
    super(message); this.code = code; this.codeName = codeName; this.extra = extra;
  }
}
const keyOf = (id: unknown) => JSON.stringify(id instanceof ObjectId ? ['oid', id.toHexString()] : [typeof id, id]);

export async function startEngine(_options: { dataDir?: string }): Promise<Engine> {
  const folder = join(tmpdir(), `perennial-${randomBytes(8).toString('hex')}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, 'mongodb.sock');
  const databases: Databases = new Map();
  const cursors = new Map<string, { ns: string; rest: Document[] }>();
  let nextCursor = 1n;
  const txns = new Map<string, { touched: Map<Collection, Map<string, Document>> }>();
  const sockets = new Set<Socket>();
  const coll = (db: string, name: string, create = false) => {
    let d = databases.get(db);
    if (!d) { d = new Map(); if (create) databases.set(db, d); }
    let c = d.get(name);
    if (!c) { c = { docs: new Map(), indexes: [{ v: 2, key: { _id: 1 }, name: '_id_' }] }; if (create) d.set(name, c); }
    return c;
  };
  const unique = (c: Collection, doc: Document, ns: string) => {
    for (const index of c.indexes) {
      if (!index.unique && index.name !== '_id_') continue;
      if (index.partialFilterExpression && !new Query(index.partialFilterExpression).test(doc)) continue;
      const keyValue: Document = {};
      const get = (o: Document, p: string) => p.split('.').reduce<any>((v, k) => v?.[k], o);
      if (index.sparse && Object.keys(index.key).every((k) => get(doc, k) === undefined)) continue;
      for (const k of Object.keys(index.key)) keyValue[k] = get(doc, k) ?? null;
      const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
      for (const other of c.docs.values()) {
        if (index.name !== '_id_' && keyOf(other._id) === keyOf(doc._id)) continue;
        if (Object.keys(index.key).every((k) => same(get(other, k) ?? null, keyValue[k]))) {
          throw new CommandError(11000, 'DuplicateKey', `E11000 duplicate key error collection: ${ns} index: ${index.name} dup key: ${JSON.stringify(keyValue)}`, { keyPattern: index.key, keyValue });
        }
      }
    }
  };
  const touch = (txn: any, c: Collection) => {
    if (txn && !txn.touched.has(c)) txn.touched.set(c, new Map([...c.docs].map(([k, v]) => [k, structured(v)])));
  };
  const structured = (v: any): any =>
    Array.isArray(v) ? v.map(structured) : v && typeof v === 'object' && Object.getPrototypeOf(v) === Object.prototype ? Object.fromEntries(Object.entries(v).map(([k, w]) => [k, structured(w)])) : v;
  const find = (c: Collection, filter: Document, options: Document = {}) => {
    let cursor = new Query(filter).find<Document>([...c.docs.values()], options.projection ?? {});
    if (options.sort && Object.keys(options.sort).length) cursor = cursor.sort(options.sort);
    if (options.skip) cursor = cursor.skip(Number(options.skip));
    if (options.limit) cursor = cursor.limit(Math.abs(Number(options.limit)));
    return cursor.all();
  };
  const updateDoc = (doc: Document, u: any, filter: Document, arrayFilters: Document[] | undefined, insert: boolean): Document => {
    if (Array.isArray(u)) return new Aggregator(u).run([structured(doc)])[0] as Document;
    if (!Object.keys(u)[0]?.startsWith('$')) return { _id: doc._id, ...structured(u) };
    const copy = structured(doc);
    const { $setOnInsert, ...rest } = u;
    if (insert && $setOnInsert) {
      const { _id, ...others } = $setOnInsert;
      if (_id !== undefined) copy._id = _id;
      rest.$set = { ...others, ...rest.$set };
    }
    for (const op of Object.keys(rest)) if (!Object.keys(rest[op]).length) delete rest[op];
    if (Object.keys(rest).length) for (const op of Object.keys(rest)) applyUpdate(copy, { [op]: structured(rest[op]) } as any, arrayFilters ?? [], filter as any, { cloneMode: 'deep' });
    return copy;
  };
  const fromFilter = (filter: Document) => {
    const doc: Document = {};
    for (const [k, v] of Object.entries(filter)) {
      if (k === '$and') for (const f of v) Object.assign(doc, fromFilter(f));
      if (k.startsWith('$')) continue;
      const isOps = v && typeof v === 'object' && Object.getPrototypeOf(v) === Object.prototype && Object.keys(v)[0]?.startsWith('$');
      if (isOps && !('$eq' in v)) continue;
      if (k.includes('.')) applyUpdate(doc, { $set: { [k]: isOps ? v.$eq : v } }); else doc[k] = isOps ? v.$eq : v;
    }
    return doc;
  };
  const doUpdate = (c: Collection, ns: string, s: { q: Document; u: any; multi?: boolean; upsert?: boolean; arrayFilters?: Document[]; sort?: Document }) => {
    const found = find(c, s.q, { sort: s.sort, ...(s.multi ? {} : { limit: 1 }) });
    let n = 0; let nModified = 0; let last: Document | undefined; let before: Document | undefined;
    for (const doc of found) {
      const next = updateDoc(doc, s.u, s.q, s.arrayFilters, false);
      n += 1; before = doc; last = next;
      if (JSON.stringify(next) === JSON.stringify(doc)) continue;
      c.docs.delete(keyOf(doc._id));
      try { unique(c, next, ns); } catch (e) { c.docs.set(keyOf(doc._id), doc); throw e; }
      c.docs.set(keyOf(doc._id), next);
      nModified += 1;
    }
    if (!n && s.upsert) {
      const next = updateDoc(fromFilter(s.q), s.u, s.q, s.arrayFilters, true);
      const doc = { _id: next._id ?? new ObjectId(), ...next };
      unique(c, doc, ns);
      c.docs.set(keyOf(doc._id), doc);
      return { n: 1, nModified: 0, upserted: doc._id, after: doc, before };
    }
    return { n, nModified, upserted: undefined, after: last, before };
  };
  const reply = (ns: string, docs: Document[], batchSize = 101) => {
    const first = docs.slice(0, batchSize); const rest = docs.slice(batchSize);
    let id = 0n;
    if (rest.length) { id = nextCursor++; cursors.set(String(id), { ns, rest }); }
    return { cursor: { id: Long.fromBigInt(id), ns, firstBatch: first }, ok: 1 };
  };
  const hello = (legacy: boolean) => ({
    ...(legacy ? { ismaster: true } : { isWritablePrimary: true }), helloOk: true, secondary: false, setName: 'perennial', setVersion: 1,
    hosts: [encodeURIComponent(path)], primary: encodeURIComponent(path), me: encodeURIComponent(path),
    maxBsonObjectSize: 16777216, maxMessageSizeBytes: 48000000, maxWriteBatchSize: 100000, localTime: new Date(),
    logicalSessionTimeoutMinutes: 30, connectionId: 1, minWireVersion: 0, maxWireVersion: 25, readOnly: false, ok: 1,
  });
  const writes = (list: Document[], ordered: boolean, one: (s: Document, i: number) => void) => {
    const writeErrors: Document[] = [];
    for (const [i, s] of list.entries()) {
      try { one(s, i); } catch (error) {
        if (!(error instanceof CommandError)) throw error;
        writeErrors.push({ index: i, code: error.code, errmsg: error.message, ...error.extra });
        if (ordered) break;
      }
    }
    return writeErrors.length ? { writeErrors } : {};
  };
  const run = (cmd: Document): Document => {
    const name = Object.keys(cmd)[0] ?? ''; const db = cmd.$db ?? 'test'; const target = cmd[name]; const ns = `${db}.${target}`;
    const key = cmd.lsid && cmd.txnNumber !== undefined && cmd.autocommit === false ? `${cmd.lsid.id.toString('hex')}` : undefined;
    let txn: any;
    if (key && name !== 'commitTransaction' && name !== 'abortTransaction') {
      if (cmd.startTransaction) txns.set(key, { touched: new Map() });
      txn = txns.get(key);
      if (!txn) throw new CommandError(251, 'NoSuchTransaction', 'no such transaction', { errorLabels: ['TransientTransactionError'] });
    }
    const c = () => coll(db, target, false);
    const w = () => { const x = coll(db, target, true); touch(txn, x); return x; };
    switch (name) {
      case 'hello': return hello(false);
      case 'ismaster': case 'isMaster': return hello(true);
      case 'ping': case 'endSessions': case 'killSessions': return { ok: 1 };
      case 'buildInfo': case 'buildinfo': return { version: '8.0.0', versionArray: [8, 0, 0, 0], ok: 1 };
      case 'commitTransaction': txns.delete(key ?? ''); return { ok: 1 };
      case 'abortTransaction': {
        const t = txns.get(key ?? '');
        if (t) for (const [col, docs] of t.touched) col.docs = docs;
        txns.delete(key ?? '');
        return { ok: 1 };
      }
      case 'insert': {
        const col = w(); let n = 0;
        const errors = writes(cmd.documents, cmd.ordered !== false, (doc) => {
          const d = '_id' in doc ? doc : { _id: new ObjectId(), ...doc };
          unique(col, d, ns); col.docs.set(keyOf(d._id), d); n += 1;
        });
        return { n, ...errors, ok: 1 };
      }
      case 'update': {
        const col = w(); let n = 0; let nModified = 0; const upserted: Document[] = [];
        const errors = writes(cmd.updates, cmd.ordered !== false, (s, index) => {
          const r = doUpdate(col, ns, s as any); n += r.n; nModified += r.nModified;
          if (r.upserted !== undefined) upserted.push({ index, _id: r.upserted });
        });
        return { n, nModified, ...(upserted.length ? { upserted } : {}), ...errors, ok: 1 };
      }
      case 'delete': {
        const col = w(); let n = 0;
        const errors = writes(cmd.deletes, cmd.ordered !== false, (s) => {
          for (const doc of find(col, s.q, s.limit ? { limit: s.limit } : {})) { col.docs.delete(keyOf(doc._id)); n += 1; }
        });
        return { n, ...errors, ok: 1 };
      }
      case 'findAndModify': case 'findandmodify': {
        const col = w(); const q = cmd.query ?? {};
        if (cmd.remove) {
          const [doc] = find(col, q, { sort: cmd.sort, limit: 1 });
          if (doc) col.docs.delete(keyOf(doc._id));
          const [value] = doc ? new Query({}).find([doc], cmd.fields ?? {}).all() : [];
          return { value: value ?? null, lastErrorObject: { n: doc ? 1 : 0 }, ok: 1 };
        }
        const r = doUpdate(col, ns, { q, u: cmd.update, upsert: cmd.upsert, arrayFilters: cmd.arrayFilters, sort: cmd.sort });
        const picked = cmd.new ? r.after : r.before;
        const [value] = picked ? new Query({}).find([picked], cmd.fields ?? {}).all() : [];
        return { value: value ?? null, lastErrorObject: { n: r.n, updatedExisting: r.n > 0 && r.upserted === undefined, ...(r.upserted !== undefined ? { upserted: r.upserted } : {}) }, ok: 1 };
      }
      case 'find': {
        const docs = find(c(), cmd.filter ?? {}, cmd);
        return cmd.singleBatch ? reply(ns, docs, docs.length) : reply(ns, docs, cmd.batchSize);
      }
      case 'aggregate': {
        const docs = new Aggregator(cmd.pipeline, { collectionResolver: (n: string) => [...coll(db, n).docs.values()] }).run([...c().docs.values()]) as Document[];
        return reply(ns, docs, cmd.cursor?.batchSize);
      }
      case 'count': return { n: find(c(), cmd.query ?? {}, cmd).length, ok: 1 };
      case 'distinct': {
        const docs = new Aggregator([{ $match: cmd.query ?? {} }, { $unwind: { path: `$${cmd.key}` } }, { $group: { _id: `$${cmd.key}` } }]).run([...c().docs.values()]) as Document[];
        return { values: docs.map((d) => d._id).filter((v) => v !== undefined && v !== null), ok: 1 };
      }
      case 'getMore': {
        const cursor = cursors.get(String(cmd.getMore));
        if (!cursor) throw new CommandError(43, 'CursorNotFound', `cursor id ${cmd.getMore} not found`);
        const nextBatch = cursor.rest.splice(0, cmd.batchSize || 1000);
        if (!cursor.rest.length) cursors.delete(String(cmd.getMore));
        return { cursor: { id: cursor.rest.length ? Long.fromBigInt(BigInt(cmd.getMore)) : Long.ZERO, ns: cursor.ns, nextBatch }, ok: 1 };
      }
      case 'killCursors': for (const id of cmd.cursors) cursors.delete(String(id)); return { cursorsKilled: cmd.cursors, ok: 1 };
      case 'create': {
        if (databases.get(db)?.has(target)) throw new CommandError(48, 'NamespaceExists', `Collection ${ns} already exists.`);
        coll(db, target, true); return { ok: 1 };
      }
      case 'createIndexes': {
        const col = coll(db, target, true); const before = col.indexes.length;
        for (const index of cmd.indexes) if (!col.indexes.some((i) => i.name === index.name)) col.indexes.push({ v: 2, ...index });
        return { numIndexesBefore: before, numIndexesAfter: col.indexes.length, ok: 1 };
      }
      case 'dropIndexes': { const col = c(); col.indexes = col.indexes.filter((i) => i.name === '_id_' || (cmd.index !== '*' && i.name !== cmd.index)); return { ok: 1 }; }
      case 'listIndexes': {
        if (!databases.get(db)?.has(target)) throw new CommandError(26, 'NamespaceNotFound', `ns does not exist: ${ns}`);
        return reply(ns, c().indexes, 1000);
      }
      case 'listCollections': {
        const all = [...(databases.get(db)?.keys() ?? [])].map((n) => ({ name: n, type: 'collection', options: {}, info: { readOnly: false } }));
        return reply(`${db}.$cmd.listCollections`, new Query(cmd.filter ?? {}).find<Document>(all).all(), 100000);
      }
      case 'listDatabases': return { databases: [...databases.keys()].map((n) => ({ name: n, sizeOnDisk: 1, empty: false })), totalSize: 1, ok: 1 };
      case 'drop': databases.get(db)?.delete(target); return { ok: 1 };
      case 'dropDatabase': databases.delete(db); return { dropped: db, ok: 1 };
      default: throw new CommandError(59, 'CommandNotFound', `no such command: '${name}'`);
    }
  };
  let replies = 0; let clock = 1;
  const answer = (cmd: Document): Document => {
    const time = { $clusterTime: { clusterTime: new Timestamp({ t: 1, i: clock++ }), signature: { hash: Buffer.alloc(20), keyId: Long.ZERO } }, operationTime: new Timestamp({ t: 1, i: clock }) };
    try { return { ...run(cmd), ...time }; } catch (error) {
      if (error instanceof CommandError) return { ok: 0, errmsg: error.message, code: error.code, codeName: error.codeName, ...error.extra, ...time };
      return { ok: 0, errmsg: String((error as Error).message), code: 8, codeName: 'UnknownError', ...time };
    }
  };
  const server = createServer((socket) => {
    sockets.add(socket);
    const framer = new Framer();
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk) => {
      try {
        for (const message of framer.push(chunk)) {
          const request = readRequest(message);
          const out = answer(request.command);
          if (!request.silent) socket.write(writeReply(request, out, ++replies));
        }
      } catch { socket.destroy(); }
    });
  });
  await new Promise<void>((resolve, reject) => { server.once('error', reject); server.listen(path, resolve); });
  createHash('sha256');
  return {
    uri: `mongodb://${encodeURIComponent(path)}/?directConnection=true`,
    close: async () => {
      for (const s of sockets) s.destroy();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
