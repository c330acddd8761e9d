// The aggregation pipeline: what an index can do at its start is a query of ours, the rest runs on mingo.
// https://www.mongodb.com/docs/manual/core/aggregation-pipeline-optimization/
import type { Document } from 'bson';
import { CommandError } from './errors.ts';
import { contextWith, refuseUnsupported, toPlain } from './expression.ts';
import { compileFilter } from './match.ts';
import { mingo, type Operator } from './mingo.ts';
import { comparator, indexValues } from './path.ts';
import { type Query, readQuery, readSort } from './query.ts';
import { isDocument, toNumber } from './value.ts';

/** Reads the documents of a collection that a query finds. */
export type Source = (collection: string, query: Query) => Iterable<Document>;

/** Runs a pipeline on a collection (or, without one, on the documents its first stage gives). */
export function runPipeline(
  source: Source,
  collection: string | undefined,
  pipeline: Document[],
  variables: Document = {},
): Document[] {
  refuseUnsupported(pipeline);
  for (const stage of pipeline) {
    if (Object.keys(stage).length !== 1)
      throw new CommandError(40323, 'A pipeline stage specification object must contain exactly one field.');
  }
  const { query, rest } = splitPipeline(pipeline, variables);
  if (collection === undefined) return runStages(source, [], pipeline, variables);
  const joins = rest.findIndex((stage) => !isPlainJoin(stage));
  const last = joins < 0 ? rest.length : joins;
  return runStages(
    source,
    joinAll(source, source(collection, query), rest.slice(0, last)),
    rest.slice(last),
    variables,
  );
}

/** Joins by equal fields need nothing of mingo. */
const isPlainJoin = ({ $lookup }: Document): boolean =>
  typeof $lookup?.localField === 'string' && !$lookup.pipeline && !$lookup.let;

function* joinAll(source: Source, documents: Iterable<Document>, stages: Document[]): Iterable<Document> {
  for (const document of documents)
    yield stages.reduce((joined, { $lookup }) => join(source, joined, $lookup, {}), document);
}

/** Runs stages on documents that are at hand. */
export function runStages(
  source: Source,
  documents: Iterable<Document>,
  stages: Document[],
  variables: Document = {},
): Document[] {
  if (stages.length === 0) return [...documents];
  const plain = function* () {
    for (const document of documents) yield toPlain(document) as Document;
  };
  const options = {
    context: contextWith(ownStages(source)),
    variables: toPlain(variables),
    collectionResolver: (name: string) => [...source(name, readQuery({}))].map(toPlain),
  };
  try {
    return new (mingo().Aggregator)(toPlain(stages) as Document[], options as never).run(plain()) as Document[];
  } catch (error) {
    if (error instanceof CommandError) throw error;
    const unknown = /unregistered pipeline operator (\S+?)\.?$/.exec((error as Error).message)?.[1];
    if (unknown) throw new CommandError(40324, `Unrecognized pipeline stage name: '${unknown}'`);
    const operator = /accumulator '(\S+)' is not registered/.exec((error as Error).message)?.[1];
    if (operator) throw new CommandError(168, `Unrecognized expression '${operator}'`);
    throw new CommandError(8, (error as Error).message);
  }
}

/** Takes from the start of a pipeline what a query can do. */
export function splitPipeline(pipeline: Document[], variables: Document = {}): { query: Query; rest: Document[] } {
  const query: Query = { ...readQuery({}), variables };
  const filters: Document[] = [];
  let at = 0;
  for (; pipeline[at]?.$match; at += 1) filters.push(pipeline[at]?.$match);
  if (filters.length > 0) query.filter = filters.length === 1 ? (filters[0] as Document) : { $and: filters };
  if (pipeline[at]?.$sort) {
    query.sort = readSort(pipeline[at]?.$sort);
    at += 1;
  }
  if (pipeline[at]?.$skip !== undefined) {
    query.skip = toNumber(pipeline[at]?.$skip);
    at += 1;
  }
  if (pipeline[at]?.$limit !== undefined) {
    query.limit = toNumber(pipeline[at]?.$limit);
    if (query.limit <= 0) throw new CommandError(15958, 'the limit must be positive');
    at += 1;
  }
  return { query, rest: pipeline.slice(at) };
}

function ownStages(source: Source): Record<string, Operator> {
  return {
    $match: (documents, filter, options) => documents.filter(compileFilter(filter, scope(options))),
    $sort: (documents, sort) => {
      const order = comparator(readSort(sort));
      return documents.transform((all: Document[]) => [...all].sort(order)[Symbol.iterator]());
    },
    $lookup: (documents, lookup, options) =>
      documents.map((document: Document) => join(source, document, lookup, options)),
  };
}

const scope = (options: { variables?: Document; local?: { variables?: Document } }): Document => ({
  ...options.variables,
  ...options.local?.variables,
});

function join(source: Source, document: Document, lookup: Document, options: Document): Document {
  const { from, localField, foreignField, as, pipeline = [], let: bindings } = lookup;
  if (typeof as !== 'string') throw new CommandError(9, "must specify 'as' field for a $lookup");
  const stages =
    localField === undefined
      ? pipeline
      : [{ $match: { [foreignField]: { $in: localValues(document, localField) } } }, ...pipeline];
  const variables = {
    ...scope(options),
    ...(bindings ? (mingo().evalExpr(document, bindings, options as never) as Document) : {}),
  };
  const joined = { ...document };
  const found = runPipeline(source, from, stages, variables);
  const parts = as.split('.');
  if (parts.length === 1) joined[as] = found;
  else {
    const head = parts[0] as string;
    joined[head] = parts.slice(1).reduceRight<unknown>((inner, part) => ({ [part]: inner }), found);
    if (isDocument(document[head])) joined[head] = { ...document[head], ...joined[head] };
  }
  return joined;
}

function localValues(document: Document, path: string): unknown[] {
  const { values } = indexValues(document, path.split('.'));
  return values.map((value) =>
    value === undefined || (value as { _bsontype?: string })?._bsontype === 'Empty' ? null : value,
  );
}
