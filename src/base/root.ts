// Where the repository's folders lie, seen from src/ and from dist/ alike.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The absolute path of the repository's top folder. */
export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
