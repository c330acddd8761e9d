// Loads mingo, several hundred files, only when the first aggregation needs it: a start should not wait for it.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const groups = ['accumulator', 'expression', 'pipeline', 'projection', 'query', 'window'] as const;

// biome-ignore lint/suspicious/noExplicitAny: mingo's operators take and give any value
export type Operator = (value: any, expression: any, options: any) => any;
export type Operators = Record<string, Operator>;

type Core = typeof import('mingo/core');
interface Mingo {
  Aggregator: typeof import('mingo/aggregator').Aggregator;
  Context: Core['Context'];
  evalExpr: Core['evalExpr'];
  operators: Record<(typeof groups)[number], Operators>;
}

let loaded: Mingo | undefined;

/** Mingo's parts. */
export function mingo(): Mingo {
  loaded ??= {
    Aggregator: require('mingo/aggregator').Aggregator,
    Context: require('mingo/core').Context,
    evalExpr: require('mingo/core').evalExpr,
    operators: Object.fromEntries(
      groups.map((group) => [group, require(`mingo/operators/${group}`)]),
    ) as Mingo['operators'],
  };
  return loaded;
}
