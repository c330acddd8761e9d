// Packages that a start does not wait for. Each is loaded when it is first needed, or else by loadTheRest() once the tool
// listens: one at a time, so that requests are answered in between, and soon a first launch finds everything there.
import { createRequire } from 'node:module';
import { setTimeout as pause } from 'node:timers/promises';

/** Loads a package at once, wherever the code is. */
export const require = createRequire(import.meta.url);

// Milliseconds for requests before each package.
const PAUSE = 20;

const waiting = new Set<() => unknown>();

/** A function that gives what `load` gives; it is loaded at the first call, or by loadTheRest(). */
export function later<T>(load: () => T): () => T {
  let loaded: { value: T } | undefined;
  const get = (): T => {
    waiting.delete(get);
    loaded ??= { value: load() };
    return loaded.value;
  };
  waiting.add(get);
  return get;
}

/** Loads what nobody has needed yet. */
export async function loadTheRest(): Promise<void> {
  for (const load of waiting) {
    await pause(PAUSE);
    load();
  }
}
