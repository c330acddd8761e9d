// A short memory for what every launch asks for (registrations, deployments): many launches, one query.
// Short enough that a change made by another process is seen within seconds.
import { elapsed } from '../base/clock.ts';

/** Remembers loaded values for a few seconds; equal questions asked at once share one load. */
export interface Cache<T> {
  get(key: string, load: () => Promise<T | null>): Promise<T | null>;
  clear(): void;
}

const MAX_ENTRIES = 10_000;

/** Creates a cache; `ttl` in milliseconds. What was not found is asked for again each time. */
export function createCache<T>(ttl = 3000): Cache<T> {
  const entries = new Map<string, { until: number; value: Promise<T | null> }>();

  return {
    async get(key, load) {
      const known = entries.get(key);
      if (known && known.until > elapsed()) return known.value;
      if (entries.size >= MAX_ENTRIES) entries.clear();
      const entry = { until: elapsed() + ttl, value: load() };
      entries.set(key, entry);
      const forget = () => entries.get(key) === entry && entries.delete(key);
      try {
        const value = await entry.value;
        if (value === null) forget();
        return value;
      } catch (error) {
        forget();
        throw error;
      }
    },
    clear: () => entries.clear(),
  };
}
