// Reads for what every launch and page asks: straight through the driver, because building and casting a mongoose query
// costs more than the question itself. Filters come from typed code; inside `transact` they read in its transaction.
import type { AsyncLocalStorage } from 'node:async_hooks';
import type { ClientSession, Collection, Document, Filter, FindOptions } from 'mongodb';
import type { Connection } from 'mongoose';

/** Plain documents of one collection, as they are stored. */
export interface Reads<T extends Document> {
  one(filter: Filter<T>, options?: FindOptions): Promise<T | null>;
  list(filter: Filter<T>, options?: FindOptions): Promise<T[]>;
  /** One document with what its fields refer to, in one question; each of `joins` is `[as, field, collection]`. */
  joined<J extends Document>(
    filter: Filter<T>,
    joins: readonly [as: keyof J & string, field: string, from: string][],
  ): Promise<(T & { [K in keyof J]: J[K][] }) | null>;
}

type Transactions = AsyncLocalStorage<{ session?: ClientSession }>;

/** The plain reads of a model's collection. */
export function readsOf<T extends Document>(model: { collection: unknown; db: Connection }): Reads<T> {
  const collection = model.collection as Collection<T>;
  const transactions = (model.db as unknown as { base: { transactionAsyncLocalStorage?: Transactions } }).base
    .transactionAsyncLocalStorage;
  const within = <O extends object>(options: O): O => {
    const session = transactions?.getStore()?.session;
    return session ? { ...options, session } : options;
  };
  return {
    one: (filter, options = {}) => collection.findOne(filter, within(options)) as Promise<T | null>,
    list: (filter, options = {}) => collection.find(filter, within(options)).toArray() as unknown as Promise<T[]>,
    async joined(filter, joins) {
      const lookups = joins.map(([as, localField, from]) => ({
        $lookup: { from, localField, foreignField: '_id', as },
      }));
      const [found] = await collection.aggregate([{ $match: filter }, ...lookups], within({})).toArray();
      return (found as never) ?? null;
    },
  };
}
