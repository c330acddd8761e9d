// Reads custom parameters. A variable that the platform could not fill arrives as its own name ("$Context.id.history")
// and counts as absent; Moodle sends keys in lower case, so ours are.

const UNRESOLVED = /^\$[A-Za-z][\w.]*$/;

/** Custom parameters with a value: keys in lower case, unfilled variables and nulls left out. */
export function readCustom(custom: Record<string, unknown> | undefined): Record<string, string> {
  const read: Record<string, string> = {};
  for (const [key, value] of Object.entries(custom ?? {})) {
    const text = typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
    if (typeof text === 'string' && text !== '' && !UNRESOLVED.test(text)) read[key.toLowerCase()] = text;
  }
  return read;
}

/** The ids in the given comma lists, without empty entries and without repeats. */
export function readIds(custom: Record<string, string>, keys: string[]): string[] {
  const ids = keys.flatMap((key) => custom[key]?.split(',') ?? []).map((id) => id.trim());
  return [...new Set(ids.filter((id) => id !== ''))];
}

/** The first of the given parameters that holds a point in time (ISO 8601). */
export function readTime(custom: Record<string, string>, keys: string[]): Date | undefined {
  for (const key of keys) {
    const time = Date.parse(custom[key] ?? '');
    if (!Number.isNaN(time) && time > 0) return new Date(time);
  }
  return undefined;
}
