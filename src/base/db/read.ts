// Reads for what every launch and page asks: straight through the driver, because building and casting a mongoose query
// costs more than the question itself. Filters come from typed code; inside `transact` they read in its transaction.
import type { Collection, Document, Filter, FindOptions } from 'mongodb';
import { currentSession } from './transaction.ts';

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

/** The plain reads of a model's collection. */
export function readsOf<T extends Document>(model: { collection: unknown }): Reads<T> {
  const collection = model.collection as Collection<T>;
  const within = <O extends object>(options: O): O => {
    const session = currentSession();
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
