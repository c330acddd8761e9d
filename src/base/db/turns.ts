// One after the other, where many would change the same document at once: of transactions that meet, all but the first
// would do their work in vain and begin again.
const last = new Map<string, Promise<unknown>>();

/** Runs the body when all that came before it under this key, in this process, are through. */
export async function inTurn<T>(key: string, body: () => Promise<T>): Promise<T> {
  const mine = (last.get(key) ?? Promise.resolve()).then(body);
  const through = mine.catch(() => undefined);
  last.set(key, through);
  try {
    return await mine;
  } finally {
    if (last.get(key) === through) last.delete(key);
  }
}
