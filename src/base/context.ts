// Contexts that follow a call through its promises (AsyncLocalStorage). From its first use on, each makes every promise of
// the process dearer, until it is switched off again.
import type { AsyncLocalStorage } from 'node:async_hooks';

const users = new WeakMap<AsyncLocalStorage<unknown>, number>();

/** Runs a body that uses the context; with the last body that runs, the context is switched off. */
export async function whileUsed<T>(context: AsyncLocalStorage<unknown>, body: () => Promise<T>): Promise<T> {
  const count = (by: 1 | -1): number => {
    const now = (users.get(context) ?? 0) + by;
    users.set(context, now);
    return now;
  };
  count(1);
  try {
    return await body();
  } finally {
    if (count(-1) === 0) context.disable();
  }
}
