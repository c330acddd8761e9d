// Where the engine of a data folder can be reached, and who may run one there.
// A Unix socket's path may have 100 bytes: for a longer one the socket lies in the temporary folder.
import { createHash, randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { connect, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const LONGEST_PATH = 100;
const SOCKET = 'mongodb.sock';
const ADDRESS = 'mongodb.address';
const IDENTITY = 'database.id';

/** The file that holds the data. */
export const dataFile = (dataDir: string): string => join(dataDir, 'database.lmdb');

/** Makes the data folder and decides where its socket is. */
export function prepareSocket(dataDir: string): string {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const real = realpathSync(dataDir);
  const direct = join(real, SOCKET);
  if (Buffer.byteLength(direct) <= LONGEST_PATH) {
    rmSync(join(real, ADDRESS), { force: true });
    return direct;
  }
  const folder = join(tmpdir(), `perennial-${createHash('sha256').update(real).digest('hex').slice(0, 24)}`);
  privateFolder(folder);
  writeFileSync(join(real, ADDRESS), join(folder, SOCKET), { mode: 0o600 });
  return join(folder, SOCKET);
}

/** A new private folder for the socket of an engine that keeps nothing. */
export function temporarySocket(): string {
  const folder = join(tmpdir(), `perennial-${randomBytes(8).toString('hex')}`);
  privateFolder(folder);
  return join(folder, SOCKET);
}

function privateFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const found = lstatSync(folder);
  if (!found.isDirectory() || (process.getuid && found.uid !== process.getuid())) {
    throw new Error(`The folder ${folder} for the database's socket belongs to somebody else`);
  }
  chmodSync(folder, 0o700);
}

/** Where the socket of a data folder is, whether or not an engine runs. */
export function socketOf(dataDir: string): string {
  const address = join(dataDir, ADDRESS);
  return existsSync(address) ? readFileSync(address, 'utf8').trim() : join(realpathSync(dataDir), SOCKET);
}

/** Does an engine answer there? */
export function isAlive(path: string): Promise<boolean> {
  if (!existsSync(path)) return Promise.resolve(false);
  return new Promise((resolve) => {
    const socket = connect(path);
    const end = (alive: boolean) => {
      socket.destroy();
      resolve(alive);
    };
    socket.once('connect', () => end(true));
    socket.once('error', (error: NodeJS.ErrnoException) =>
      end(error.code !== 'ECONNREFUSED' && error.code !== 'ENOENT'),
    );
  });
}

/** Listens under a name nobody knows yet; `reveal` puts the socket where clients look for it. */
export async function listenHidden(server: Server, path: string): Promise<{ reveal: () => void }> {
  const hidden = join(path, '..', `.${randomBytes(3).toString('hex')}.sock`);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(hidden, resolve);
  });
  chmodSync(hidden, 0o600);
  return { reveal: () => renameSync(hidden, path) };
}

/** The number that tells this data folder from all others; `make` says whether there may be none yet. */
export function identityOf(dataDir: string, make = false): string | undefined {
  const file = join(dataDir, IDENTITY);
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  if (!make) return undefined;
  const identity = randomBytes(12).toString('hex');
  writeFileSync(file, identity, { mode: 0o600 });
  return identity;
}

/** The address drivers connect to. */
export const uriOf = (path: string): string => `mongodb://${encodeURIComponent(path)}/perennial?directConnection=true`;
