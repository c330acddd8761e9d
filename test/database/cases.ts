// What MongoDB answers, as data: each case cites the page of the manual that says so. `suite.test.ts` asks the
// embedded engine and, where one can be had, a real MongoDB.
import { Decimal128, Double, Int32, Long } from 'mongodb';

export type Json = Record<string, unknown>;

export interface Case {
  name: string;
  /** The page under https://www.mongodb.com/docs/manual/ */
  manual: string;
  documents: Json[];
  find?: { filter: Json; sort?: Json; projection?: Json; skip?: number; limit?: number };
  update?: { filter: Json; change: Json | Json[]; options?: Json; many?: boolean };
  pipeline?: Json[];
  /** The documents afterwards, or the ids found when all have just an id. */
  expected?: unknown[];
  /** The error's code. */
  fails?: number;
}

/** Documents with the ids 1, 2, 3 … */
export const ids = (...list: Json[]) => list.map((fields, at) => ({ _id: at + 1, ...fields }));
const found = (name: string, manual: string, documents: Json[], filter: Json, ...expected: number[]): Case => ({
  name,
  manual,
  documents,
  find: { filter, sort: { _id: 1 }, projection: { _id: 1 } },
  expected: expected.map((_id) => ({ _id })),
});
const nulls = ids(
  { a: { b: null } },
  { a: {} },
  { a: 5 },
  {},
  { a: [] },
  { a: [{ b: 1 }, {}] },
  { a: [1] },
  { a: { b: 1 } },
);
const arrays = ids(
  { tags: ['a', 'b'], n: [1, 5] },
  { tags: 'a', n: 3 },
  { tags: [], n: [10] },
  { tags: [['a']], n: 7 },
);
const items = ids(
  {
    i: [
      { k: 1, v: 1 },
      { k: 2, v: 9 },
    ],
  },
  { i: [{ k: 1, v: 9 }] },
  { i: { k: 1, v: 9 } },
);

export const queries: Case[] = [
  found('null finds null and missing', 'tutorial/query-for-null-fields', nulls, { 'a.b': null }, 1, 2, 3, 4, 6),
  found('$ne null finds what has a value', 'reference/operator/query/ne', nulls, { 'a.b': { $ne: null } }, 5, 7, 8),
  found('$exists false', 'reference/operator/query/exists', nulls, { 'a.b': { $exists: false } }, 2, 3, 4, 5, 7),
  found('$exists true', 'reference/operator/query/exists', nulls, { 'a.b': { $exists: true } }, 1, 6, 8),
  found('an element of an array', 'tutorial/query-arrays', arrays, { tags: 'a' }, 1, 2),
  found('a whole array', 'tutorial/query-arrays', arrays, { tags: ['a', 'b'] }, 1),
  found('an array in an array', 'tutorial/query-arrays', arrays, { tags: ['a'] }, 4),
  found('two bounds met by different elements', 'tutorial/query-arrays', arrays, { n: { $gt: 4, $lt: 2 } }, 1),
  found('$elemMatch wants one element for both', 'reference/operator/query/elemMatch', arrays, {
    n: { $elemMatch: { $gt: 4, $lt: 2 } },
  }),
  found('$size', 'reference/operator/query/size', arrays, { tags: { $size: 2 } }, 1),
  found('$all', 'reference/operator/query/all', arrays, { tags: { $all: ['a', 'b'] } }, 1),
  found('$in with an expression', 'reference/operator/query/in', arrays, { tags: { $in: [/^b/, 'x'] } }, 1),
  found('$nin also finds missing', 'reference/operator/query/nin', ids({ a: 1 }, {}), { a: { $nin: [1] } }, 2),
  found('an index in a path', 'core/document', arrays, { 'n.1': 5 }, 1),
  found(
    '$elemMatch of documents',
    'reference/operator/query/elemMatch',
    items,
    { i: { $elemMatch: { k: 1, v: 9 } } },
    2,
  ),
  found(
    'dotted fields met by different elements',
    'tutorial/query-array-of-documents',
    items,
    { 'i.k': 1, 'i.v': 9 },
    1,
    2,
    3,
  ),
  found(
    'comparison keeps to one type',
    'reference/method/db.collection.find#type-bracketing',
    ids({ a: 1 }, { a: '1' }, { a: null }, { a: true }),
    { a: { $gte: 0 } },
    1,
  ),
  found(
    '$not also finds missing',
    'reference/operator/query/not',
    ids({ a: 1 }, { a: 5 }, {}),
    { a: { $not: { $gt: 3 } } },
    1,
    3,
  ),
  found('$nor', 'reference/operator/query/nor', ids({ a: 1 }, { b: 2 }, {}), { $nor: [{ a: 1 }, { b: 2 }] }, 3),
  found(
    '$type by name',
    'reference/operator/query/type',
    ids({ a: 1 }, { a: 'x' }, { a: [1] }, { a: null }),
    { a: { $type: 'number' } },
    1,
    3,
  ),
  found(
    '$type tells int from double',
    'reference/operator/query/type',
    ids({ a: new Int32(1) }, { a: new Double(1) }, { a: Long.fromNumber(1) }),
    { a: { $type: 'double' } },
    2,
  ),
  found('$mod', 'reference/operator/query/mod', ids({ a: 4 }, { a: 5 }, { a: 4.5 }), { a: { $mod: [4, 0] } }, 1, 3),
  found(
    '$regex with options',
    'reference/operator/query/regex',
    ids({ a: 'Abc' }, { a: 'xabc' }),
    { a: { $regex: '^abc', $options: 'i' } },
    1,
  ),
  found(
    '$expr compares fields',
    'reference/operator/query/expr',
    ids({ a: 2, b: 1 }, { a: 1, b: 2 }),
    { $expr: { $gt: ['$a', '$b'] } },
    1,
  ),
  found(
    'a document is equal with its fields in order',
    'tutorial/query-embedded-documents',
    ids({ a: { x: 1, y: 2 } }, { a: { y: 2, x: 1 } }),
    { a: { x: 1, y: 2 } },
    1,
  ),
  found(
    'numbers of different types are equal',
    'reference/bson-type-comparison-order',
    ids({ a: Decimal128.fromString('1.50') }, { a: 1.5 }, { a: Long.fromNumber(2) }),
    { a: 1.5 },
    1,
    2,
  ),
  found(
    '64-bit numbers are not rounded',
    'reference/bson-types',
    ids({ a: Long.fromString('9007199254740993') }, { a: Long.fromString('9007199254740992') }),
    { a: Long.fromString('9007199254740993') },
    1,
  ),
  {
    name: 'sorting goes by type, then by value',
    manual: 'reference/bson-type-comparison-order',
    documents: ids({ a: 'x' }, { a: 1 }, {}, { a: true }, { a: [] }, { a: { z: 1 } }, { a: new Date(0) }),
    find: { filter: {}, sort: { a: 1 }, projection: { _id: 1 } },
    expected: [5, 3, 2, 1, 6, 4, 7].map((_id) => ({ _id })),
  },
  {
    name: 'sorting takes the smallest element upwards and the largest downwards',
    manual: 'reference/bson-type-comparison-order/#arrays',
    documents: ids({ a: [5, 1] }, { a: 3 }, { a: [4, 2] }),
    find: { filter: {}, sort: { a: -1 }, projection: { _id: 1 } },
    expected: [1, 3, 2].map((_id) => ({ _id })),
  },
  {
    name: 'an inclusive projection reaches into arrays',
    manual: 'tutorial/project-fields-from-query-results',
    documents: ids({ a: [{ b: 1, c: 2 }, 3], d: { e: 1, f: 2 }, g: 1 }),
    find: { filter: {}, projection: { 'a.b': 1, 'd.e': 1, _id: 0 } },
    expected: [{ a: [{ b: 1 }], d: { e: 1 } }],
  },
  {
    name: 'an exclusive projection leaves the rest',
    manual: 'tutorial/project-fields-from-query-results',
    documents: ids({ a: [{ b: 1, c: 2 }, 3], g: 1 }),
    find: { filter: {}, projection: { 'a.b': 0 } },
    expected: [{ _id: 1, a: [{ c: 2 }, 3], g: 1 }],
  },
  {
    name: '$slice shows a part of an array',
    manual: 'reference/operator/projection/slice',
    documents: ids({ a: [1, 2, 3], b: 1 }),
    find: { filter: {}, projection: { a: { $slice: -2 } } },
    expected: [{ _id: 1, a: [2, 3], b: 1 }],
  },
  {
    name: 'an unknown operator',
    manual: 'reference/operator/query',
    documents: ids({}),
    find: { filter: { a: { $nope: 1 } } },
    fails: 2,
  },
  {
    name: 'mixing inclusion and exclusion',
    manual: 'reference/method/db.collection.find',
    documents: ids({}),
    find: { filter: {}, projection: { a: 1, b: 0 } },
    fails: 31254,
  },
];

const changed = (
  name: string,
  manual: string,
  before: Json,
  change: Json | Json[],
  after: Json,
  options: Json = {},
  filter: Json = {},
): Case => ({
  name,
  manual,
  documents: [{ _id: 1, ...before }],
  update: { filter: { _id: 1, ...filter }, change, options },
  expected: [{ _id: 1, ...after }],
});
const refusedUpdate = (name: string, manual: string, before: Json, change: Json, fails: number): Case => ({
  name,
  manual,
  documents: [{ _id: 1, ...before }],
  update: { filter: { _id: 1 }, change },
  fails,
});
const op = 'reference/operator/update/';

export const updates: Case[] = [
  changed('$set makes the way', `${op}set`, { a: 1 }, { $set: { 'b.c': 2 } }, { a: 1, b: { c: 2 } }),
  changed('$set fills an array with null', `${op}set`, { a: [1] }, { $set: { 'a.3': 4 } }, { a: [1, null, null, 4] }),
  changed('$unset of an element leaves null', `${op}unset`, { a: [1, 2] }, { $unset: { 'a.0': '' } }, { a: [null, 2] }),
  changed('$inc begins at nothing', `${op}inc`, {}, { $inc: { n: 2 } }, { n: 2 }),
  changed('$mul of nothing is 0', `${op}mul`, {}, { $mul: { n: 2 } }, { n: 0 }),
  changed('$min and $max', `${op}min`, { a: 5, b: 5 }, { $min: { a: 3 }, $max: { b: 3 } }, { a: 3, b: 5 }),
  changed('$rename', `${op}rename`, { a: 1 }, { $rename: { a: 'b' } }, { b: 1 }),
  changed(
    '$push with all its parts',
    `${op}push`,
    { a: [3, 1] },
    { $push: { a: { $each: [2], $sort: 1, $slice: -2 } } },
    { a: [2, 3] },
  ),
  changed(
    '$push at a position',
    `${op}position`,
    { a: [1, 3] },
    { $push: { a: { $each: [2], $position: 1 } } },
    { a: [1, 2, 3] },
  ),
  changed(
    '$addToSet adds what is new',
    `${op}addToSet`,
    { a: [1] },
    { $addToSet: { a: { $each: [1, 2] } } },
    { a: [1, 2] },
  ),
  changed('$pop from the front', `${op}pop`, { a: [1, 2] }, { $pop: { a: -1 } }, { a: [2] }),
  changed('$pull by condition', `${op}pull`, { a: [1, 5, 9] }, { $pull: { a: { $gte: 5 } } }, { a: [1] }),
  changed(
    '$pull of documents',
    `${op}pull`,
    { a: [{ b: 1, c: 1 }, { b: 2 }] },
    { $pull: { a: { b: 1 } } },
    { a: [{ b: 2 }] },
  ),
  changed('$pullAll', `${op}pullAll`, { a: [1, 2, 1] }, { $pullAll: { a: [1] } }, { a: [2] }),
  changed('$bit', `${op}bit`, { a: new Int32(5) }, { $bit: { a: { and: new Int32(4) } } }, { a: 4 }),
  changed(
    'the positional $',
    `${op}positional`,
    { a: [{ k: 1 }, { k: 2 }] },
    { $set: { 'a.$.v': 9 } },
    { a: [{ k: 1 }, { k: 2, v: 9 }] },
    {},
    { 'a.k': 2 },
  ),
  changed('all elements: $[]', `${op}positional-all`, { a: [1, 2] }, { $inc: { 'a.$[]': 1 } }, { a: [2, 3] }),
  changed(
    'array filters',
    `${op}positional-filtered`,
    { a: [{ k: 1 }, { k: 5 }] },
    { $set: { 'a.$[e].v': 1 } },
    { a: [{ k: 1 }, { k: 5, v: 1 }] },
    { arrayFilters: [{ 'e.k': { $gt: 2 } }] },
  ),
  changed(
    'a pipeline',
    'tutorial/update-documents-with-aggregation-pipeline',
    { a: 2 },
    [{ $set: { b: { $multiply: ['$a', 3] } } }, { $unset: 'a' }],
    { b: 6 },
  ),
  refusedUpdate('$inc of a text', `${op}inc`, { n: 'x' }, { $inc: { n: 1 } }, 14),
  refusedUpdate('$push to a field that is no array', `${op}push`, { a: 1 }, { $push: { a: 1 } }, 2),
  refusedUpdate('a conflict of two operators', `${op}set`, {}, { $set: { a: 1 }, $inc: { a: 1 } }, 40),
  refusedUpdate('another _id', 'core/document/#the-_id-field', {}, { $set: { _id: 2 } }, 66),
  refusedUpdate('a way through a number', `${op}set`, { a: 1 }, { $set: { 'a.b': 1 } }, 28),
  {
    name: 'an upsert takes its values from the filter',
    manual: 'reference/method/db.collection.updateOne/#upsert-with-operator-expressions',
    documents: [],
    update: {
      filter: { _id: 7, 'a.b': 1, c: { $gt: 3 } },
      change: { $set: { d: 1 }, $setOnInsert: { e: 2 } },
      options: { upsert: true },
    },
    expected: [{ _id: 7, a: { b: 1 }, d: 1, e: 2 }],
  },
  {
    name: 'many documents',
    manual: 'reference/method/db.collection.updateMany',
    documents: ids({ a: 1 }, { a: 2 }, { a: 1 }),
    update: { filter: { a: 1 }, change: { $inc: { a: 10 } }, many: true },
    expected: ids({ a: 11 }, { a: 2 }, { a: 11 }),
  },
];
