// The commands that read: find, aggregate, count, distinct, explain, and cursors.
// https://www.mongodb.com/docs/manual/reference/command/nav-crud/
import type { Document } from 'bson';
import { runPipeline, splitPipeline } from './aggregate.ts';
import type { Context, Reader } from './context.ts';
import { CommandError } from './errors.ts';
import { reach } from './path.ts';
import { compileProjection } from './project.ts';
import { countAll, explain, find, isSteady, type Query, readQuery } from './query.ts';
import { compare, encode, isDocument, toNumber } from './value.ts';

const sizeOf = (value: unknown): number | undefined => (value === undefined ? undefined : toNumber(value));

const findCommand: Reader = (context) => {
  const { command } = context;
  for (const option of ['tailable', 'min', 'max', 'returnKey', 'showRecordId']) {
    if (command[option])
      throw new CommandError(115, `the find option ${option} is not supported by the embedded database`);
  }
  const query = readQuery(command.filter, command);
  const show = compileProjection(command.projection);
  const collection = context.collection(false);
  const found = find(context.view, collection, query, context.work);
  const documents = function* () {
    for (const { bytes, document } of found) yield show ? encode(show(document)) : bytes;
  };
  const single = command.singleBatch === true || (command.limit !== undefined && toNumber(command.limit) < 0);
  const list = isSteady(collection, query) ? documents() : [...documents()];
  return { batch: context.parts.cursors.open(context.ns, list, sizeOf(command.batchSize), context.session, single) };
};

const aggregate: Reader = (context) => {
  const { command } = context;
  if (command.explain) return explainPipeline(context);
  if (!Array.isArray(command.pipeline)) throw new CommandError(14, "'pipeline' option must be specified as an array");
  if (!isDocument(command.cursor)) throw new CommandError(9, "The 'cursor' option is required");
  const name = typeof command.aggregate === 'string' ? command.aggregate : undefined;
  const documents = runPipeline(context.source, name, command.pipeline, command.let);
  const ns = name === undefined ? `${context.db}.$cmd.aggregate` : context.ns;
  const batchSize = sizeOf(command.cursor.batchSize);
  return { batch: context.parts.cursors.open(ns, documents.map(encode), batchSize, context.session) };
};

const count: Reader = (context) => {
  const { command } = context;
  const query = readQuery(command.query, command);
  const collection = context.collection(false);
  if (!collection) return { n: 0, ok: 1 };
  const everything = Object.keys(query.filter).length === 0 && query.skip === 0 && query.limit === 0;
  if (everything) return { n: countAll(context.transaction ? context.view : context.parts.store, collection), ok: 1 };
  let n = 0;
  for (const _ of find(context.view, collection, query, context.work)) n += 1;
  return { n, ok: 1 };
};

const distinct: Reader = (context) => {
  const { command } = context;
  const values: unknown[] = [];
  const path = String(command.key).split('.');
  for (const { document } of find(
    context.view,
    context.collection(false),
    readQuery(command.query, command),
    context.work,
  )) {
    reach(document, path, true, (value) => {
      if (value !== undefined && !Array.isArray(value)) values.push(value);
      return false;
    });
  }
  values.sort(compare);
  return { values: values.filter((value, at) => at === 0 || compare(value, values[at - 1]) !== 0), ok: 1 };
};

const getMore: Reader = ({ command, parts }) => ({
  batch: parts.cursors.more(String(command.getMore), command.batchSize ? toNumber(command.batchSize) : undefined),
});

const killCursors: Reader = ({ command, parts }) => {
  const ids: unknown[] = Array.isArray(command.cursors) ? command.cursors : [];
  const killed = new Set(parts.cursors.kill(ids.map(String)));
  return {
    cursorsKilled: ids.filter((id) => killed.has(String(id))),
    cursorsNotFound: ids.filter((id) => !killed.has(String(id))),
    cursorsAlive: [],
    cursorsUnknown: [],
    ok: 1,
  };
};

const explainCommand: Reader = (context) => {
  const inner = context.command.explain;
  const name = Object.keys(inner ?? {})[0] ?? '';
  const target = inner[name];
  const statement = inner.updates?.[0] ?? inner.deletes?.[0] ?? inner;
  const filter = inner.filter ?? inner.query ?? statement.q ?? {};
  if (name === 'aggregate') return explained(context, target, splitPipeline(inner.pipeline).query);
  return explained(context, target, readQuery(filter, statement));
};

const explainPipeline: Reader = (context) =>
  explained(context, context.target, splitPipeline(context.command.pipeline).query);

function explained(context: Context, target: string, query: Query): Document {
  const collection = context.catalog.find(context.db, target);
  const work = { keys: 0, documents: 0 };
  const returned = [...find(context.view, collection, query, work)].length;
  return {
    explainVersion: '1',
    queryPlanner: {
      namespace: `${context.db}.${target}`,
      parsedQuery: query.filter,
      winningPlan: explain(collection, query),
      rejectedPlans: [],
    },
    executionStats: {
      executionSuccess: true,
      nReturned: returned,
      executionTimeMillis: 0,
      totalKeysExamined: work.keys,
      totalDocsExamined: work.documents,
    },
    ok: 1,
  };
}

export const readCommands: Record<string, Reader> = {
  find: findCommand,
  aggregate,
  count,
  distinct,
  getMore,
  killCursors,
  explain: explainCommand,
};
