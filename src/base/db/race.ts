// Two requests can make the same thing at the same moment; the one that comes second finds what the first has made.

/** Runs the body again when a unique index refused it; call it around a transaction, not inside one. */
export async function againOnDuplicate<T>(body: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await body();
    } catch (error) {
      if (!isDuplicate(error) || attempt === 3) throw error;
    }
  }
}

/** Whether a unique index refused a write. */
export const isDuplicate = (error: unknown): boolean => (error as { code?: unknown } | null)?.code === 11_000;
