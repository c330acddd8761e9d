// Gives each test a fresh, empty database: real MongoDB where one can be had, else the embedded engine in memory.
// Looked for in this order: MONGODB_URI, a mongod on the PATH, and the binary that mongodb-memory-server has cached
// or can download within ten seconds. What was found is remembered for an hour.
import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { type Database, newId, openDatabase } from '../../src/base/db/index.ts';
import { ROOT } from '../../src/base/root.ts';

const DOWNLOAD_MS = 10_000;
const REMEMBER_MS = 3_600_000;
const memory = join(ROOT, 'node_modules', '.cache', 'perennial', 'mongod.json');

let server: Promise<string | undefined> | undefined;

/** Opens a new empty database; closing it removes it. */
export async function openTestDatabase(): Promise<Database> {
  const uri = await realMongoDb();
  if (!uri) return openDatabase({ memory: true, name: `test_${newId()}` });
  const database = await openDatabase({ mongodbUri: uri, name: `test_${newId()}` });
  const close = async () => {
    await database.connection.dropDatabase();
    await database.close();
  };
  return { ...database, close };
}

/** The address of a real MongoDB, when one can be had; started for this process if need be. */
export function realMongoDb(): Promise<string | undefined> {
  server ??= startServer();
  return server;
}

async function startServer(): Promise<string | undefined> {
  if (process.env.MONGODB_URI) return say('MongoDB at MONGODB_URI', process.env.MONGODB_URI);
  const binary = onPath() ?? (await cachedBinary());
  if (!binary) return say('the embedded database', undefined);
  const { MongoMemoryReplSet } = await import('mongodb-memory-server-core');
  const set = await MongoMemoryReplSet.create({ replSet: { count: 1 }, binary: { systemBinary: binary } });
  process.once('exit', () => void set.stop());
  return say(`MongoDB (${binary})`, set.getUri());
}

function onPath(): string | undefined {
  const files = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'mongod'));
  return files.find((file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

async function cachedBinary(): Promise<string | undefined> {
  if (existsSync(memory) && Date.now() - statSync(memory).mtimeMs < REMEMBER_MS) {
    const { path } = JSON.parse(readFileSync(memory, 'utf8'));
    if (path === undefined || existsSync(path)) return path;
  }
  const path = await download();
  mkdirSync(join(memory, '..'), { recursive: true });
  writeFileSync(memory, JSON.stringify({ path }));
  return path;
}

// In a process of its own, so that a download that takes too long ends.
async function download(): Promise<string | undefined> {
  const script =
    "import('mongodb-memory-server-core').then((m) => m.MongoBinary.getPath()).then((path) => process.stdout.write(path))";
  try {
    const { stdout } = await promisify(execFile)(process.execPath, ['-e', script], { cwd: ROOT, timeout: DOWNLOAD_MS });
    return stdout || undefined;
  } catch {
    return undefined;
  }
}

/** Says once in a run of tests which database they use. */
function say<T>(what: string, result: T): T {
  const marker = join(tmpdir(), `perennial-tests-${process.ppid}`);
  try {
    writeFileSync(marker, what, { flag: 'wx' });
    process.stderr.write(`Tests use ${what}.\n`);
  } catch {
    // Another process of this run has said it.
  }
  return result;
}
