// The commands that write documents: insert, update, delete and findAndModify.
// https://www.mongodb.com/docs/manual/reference/command/nav-crud/
import type { Document } from 'bson';
import { runStages } from './aggregate.ts';
import type { Context, Handler } from './context.ts';
import { CommandError } from './errors.ts';
import { encodeInOrder } from './field-order.ts';
import { compileProjection } from './project.ts';
import { find, readQuery } from './query.ts';
import { applyChange, type Change, guarded, planChange, watchingIndexes, withId } from './records.ts';
import { Blocked } from './transaction.ts';
import { applyUpdate, fromFilter } from './update.ts';
import { decode, withIdFirst } from './value.ts';

type Steps<T> = Generator<Promise<void>, T>;

/** Runs a step again after each transaction it has to wait for. */
function* patiently<T>(step: () => T): Steps<T> {
  for (;;) {
    try {
      return step();
    } catch (error) {
      if (!(error instanceof Blocked)) throw error;
      yield error.until;
    }
  }
}

/** Runs the statements of a bulk one by one and gathers their errors. */
function* statements(
  context: Context,
  list: unknown,
  run: (statement: Document, index: number) => void,
): Steps<Document> {
  if (!Array.isArray(list) || list.length === 0)
    throw new CommandError(9, 'Write batch sizes must be between 1 and 100000');
  const writeErrors: Document[] = [];
  for (const [index, statement] of list.entries()) {
    try {
      yield* patiently(() => run(statement, index));
    } catch (error) {
      if (!(error instanceof CommandError) || error.code === 112) throw error;
      writeErrors.push({ index, code: error.code, errmsg: error.message, ...error.extra });
      if (context.command.ordered !== false || context.transaction) break;
    }
  }
  return writeErrors.length > 0 ? { writeErrors } : {};
}

function write(context: Context, changes: { change: Change; isNew: boolean }[]): void {
  context.view.guard(changes.flatMap(({ change }) => guarded(change)));
  for (const { change, isNew } of changes) applyChange(context.view, change, isNew);
}

const insert: Handler = function* (context) {
  let n = 0;
  const errors = yield* statements(context, context.command.documents, (given) => {
    const collection = context.collection(true);
    watchingIndexes(context.catalog, collection, () => {
      const raw = given instanceof Uint8Array ? withIdFirst(given) : undefined;
      const document = withId(raw ? decode(raw) : given);
      const kept = raw && Object.keys(document).length === Object.keys(decode(raw)).length ? raw : undefined;
      write(context, [
        { change: planChange(collection, undefined, document, kept as Buffer | undefined), isNew: true },
      ]);
    });
    n += 1;
  });
  return { n, ...errors, ok: 1 };
};

const update: Handler = function* (context) {
  let n = 0;
  let nModified = 0;
  const upserted: Document[] = [];
  const errors = yield* statements(context, context.command.updates, (statement, index) => {
    const result = updateOne(context, statement, statement.multi === true);
    n += result.n;
    nModified += result.modified;
    if (result.inserted) upserted.push({ index, _id: result.inserted._id });
  });
  return { n, nModified, ...(upserted.length > 0 ? { upserted } : {}), ...errors, ok: 1 };
};

interface Updated {
  n: number;
  modified: number;
  before?: Document;
  after?: Document;
  inserted?: Document;
}

function updateOne(context: Context, statement: Document, many: boolean): Updated {
  const query = readQuery(statement.q, { ...statement, limit: many ? 0 : 1, let: context.command.let });
  const operators = Array.isArray(statement.u) || Object.keys(statement.u ?? {})[0]?.startsWith('$') === true;
  if (many && !operators) throw new CommandError(9, 'multi update is not supported for replacement-style update');
  const rules = {
    filter: query.filter,
    arrayFilters: statement.arrayFilters ?? [],
    inserting: false,
    runPipeline: (document: Document, stages: Document[]) =>
      runStages(context.source, [document], stages, statement.c)[0] as Document,
  };
  const collection = context.collection(statement.upsert === true);
  if (!collection) return { n: 0, modified: 0 };
  const found = [...find(context.view, collection, query, context.work)];
  return watchingIndexes(context.catalog, collection, () => {
    if (found.length === 0 && statement.upsert) {
      const start = fromFilter(query.filter);
      const base = operators ? start : start._id === undefined ? {} : { _id: start._id };
      const document = withId(applyUpdate(base, statement.u, { ...rules, inserting: true }));
      write(context, [{ change: planChange(collection, undefined, document), isNew: true }]);
      return { n: 1, modified: 0, inserted: document, after: document };
    }
    const results = found.map(({ document, bytes }) => {
      const next = applyUpdate(document, statement.u, rules);
      const encoded = encodeInOrder(next, bytes);
      return { document, next, encoded, changed: !encoded.equals(bytes) };
    });
    const changed = results.filter((result) => result.changed);
    write(
      context,
      changed.map(({ document, next, encoded }) => ({
        change: planChange(collection, document, next, encoded),
        isNew: false,
      })),
    );
    const first = results[0];
    return {
      n: found.length,
      modified: changed.length,
      ...(first ? { before: first.document, after: first.next } : {}),
    };
  });
}

const remove: Handler = function* (context) {
  let n = 0;
  const errors = yield* statements(context, context.command.deletes, (statement) => {
    n += removeMatching(context, readQuery(statement.q, { ...statement, let: context.command.let })).length;
  });
  return { n, ...errors, ok: 1 };
};

function removeMatching(context: Context, query: ReturnType<typeof readQuery>): Document[] {
  const collection = context.collection(false);
  if (!collection) return [];
  const found = [...find(context.view, collection, query, context.work)];
  watchingIndexes(context.catalog, collection, () =>
    write(
      context,
      found.map(({ document }) => ({ change: planChange(collection, document), isNew: false })),
    ),
  );
  return found.map(({ document }) => document);
}

const findAndModify: Handler = function* (context) {
  const { command } = context;
  const show = compileProjection(command.fields);
  const shown = (document: Document | undefined) => (document && show ? show(document) : (document ?? null));
  const query = command.query ?? {};
  if (command.remove) {
    const [removed] = yield* patiently(() => removeMatching(context, readQuery(query, { ...command, limit: 1 })));
    return { lastErrorObject: { n: removed ? 1 : 0 }, value: shown(removed), ok: 1 };
  }
  const result = yield* patiently(() => updateOne(context, { ...command, q: query, u: command.update }, false));
  const lastErrorObject = {
    n: result.n,
    updatedExisting: result.n > 0 && !result.inserted,
    ...(result.inserted ? { upserted: result.inserted._id } : {}),
  };
  return { lastErrorObject, value: shown(command.new ? result.after : result.before), ok: 1 };
};

export const writeCommands: Record<string, Handler> = {
  insert,
  update,
  delete: remove,
  findAndModify,
  findandmodify: findAndModify,
};
