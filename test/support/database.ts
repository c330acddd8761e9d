// Gives each test a fresh, empty database: real MongoDB where one can be had, else the embedded engine in memory.
import { type Database, newId, openDatabase } from '../../src/base/db/index.ts';

/** Opens a new empty database; closing it removes it. */
export async function openTestDatabase(): Promise<Database> {
  return openDatabase({ memory: true, name: `test_${newId()}` });
}
