// What MongoDB answers to pipelines of aggregation, as data; see cases.ts.
import { type Case, ids, type Json } from './cases.ts';

const piped = (name: string, manual: string, documents: Json[], pipeline: Json[], ...expected: unknown[]): Case => ({
  name,
  manual: `reference/operator/aggregation/${manual}`,
  documents,
  pipeline,
  expected,
});
const sales = ids({ s: 'a', n: 1 }, { s: 'b', n: 2 }, { s: 'a', n: 3 }, { n: 4 });

export const pipelines: Case[] = [
  piped(
    '$group counts, sums and takes missing as null',
    'group',
    sales,
    [{ $group: { _id: '$s', sum: { $sum: '$n' }, count: { $sum: 1 } } }, { $sort: { _id: 1 } }],
    { _id: null, sum: 4, count: 1 },
    { _id: 'a', sum: 4, count: 2 },
    { _id: 'b', sum: 2, count: 1 },
  ),
  piped(
    '$match, $sort, $skip, $limit',
    'match',
    sales,
    [{ $match: { n: { $gt: 1 } } }, { $sort: { n: -1 } }, { $skip: 1 }, { $limit: 1 }, { $project: { n: 1, _id: 0 } }],
    { n: 3 },
  ),
  piped(
    '$unwind keeps nothing of an empty array',
    'unwind',
    ids({ a: [1, 2] }, { a: [] }, { a: 3 }),
    [{ $unwind: '$a' }],
    { _id: 1, a: 1 },
    { _id: 1, a: 2 },
    { _id: 3, a: 3 },
  ),
  piped(
    '$lookup',
    'lookup',
    ids({ p: 2 }, {}),
    [
      { $lookup: { from: 'cases', localField: 'p', foreignField: '_id', as: 'found' } },
      { $project: { n: { $size: '$found' } } },
    ],
    { _id: 1, n: 1 },
    { _id: 2, n: 0 },
  ),
  piped(
    '$lookup with a pipeline',
    'lookup',
    ids({ p: 2 }, { p: 9 }),
    [
      {
        $lookup: {
          from: 'cases',
          let: { p: '$p' },
          pipeline: [{ $match: { $expr: { $eq: ['$_id', '$$p'] } } }],
          as: 'found',
        },
      },
      { $project: { n: { $size: '$found' } } },
    ],
    { _id: 1, n: 1 },
    { _id: 2, n: 0 },
  ),
  piped(
    '$facet',
    'facet',
    sales,
    [{ $facet: { all: [{ $count: 'n' }], a: [{ $match: { s: 'a' } }, { $count: 'n' }] } }],
    { all: [{ n: 4 }], a: [{ n: 2 }] },
  ),
  piped(
    'missing is less than null',
    'eq',
    ids({ a: null }, {}),
    [{ $project: { same: { $eq: ['$a', null] } } }],
    { _id: 1, same: true },
    { _id: 2, same: false },
  ),
  piped('comparison across types', 'gt', ids({ a: 'x', b: 5 }), [{ $project: { more: { $gt: ['$a', '$b'] } } }], {
    _id: 1,
    more: true,
  }),
  piped('$max leaves null out', 'max', ids({ a: null }, { a: 2 }, {}), [{ $group: { _id: 1, max: { $max: '$a' } } }], {
    _id: 1,
    max: 2,
  }),
  piped(
    '$cond and $ifNull',
    'cond',
    ids({ a: 1 }, {}),
    [{ $project: { b: { $cond: [{ $ifNull: ['$a', false] }, 'yes', 'no'] } } }],
    { _id: 1, b: 'yes' },
    { _id: 2, b: 'no' },
  ),
  {
    name: '$size of no array',
    manual: 'reference/operator/aggregation/size',
    documents: ids({ a: 1 }),
    pipeline: [{ $project: { n: { $size: '$a' } } }],
    fails: 17124,
  },
  {
    name: '$switch without a branch',
    manual: 'reference/operator/aggregation/switch',
    documents: ids({}),
    // biome-ignore lint/suspicious/noThenProperty: that is what MongoDB calls it
    pipeline: [{ $project: { n: { $switch: { branches: [{ case: false, then: 1 }] } } } }],
    fails: 40066,
  },
  {
    name: 'an unknown stage',
    manual: 'reference/operator/aggregation-pipeline',
    documents: ids({}),
    pipeline: [{ $nope: {} }],
    fails: 40324,
  },
];
