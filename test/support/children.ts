// The tool and its database as processes of their own, compiled as they are delivered: for tests of several processes,
// of being killed, and of memory. They are stopped by their handle.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { prepare } from '../../scripts/prepare.mjs';
import { ROOT } from '../../src/base/root.ts';
import { freePort } from './free-port.ts';

const PATIENCE = 60_000;
const SECRET = 'a secret of the tests that is long enough';

/** A process that runs. */
export interface Child {
  pid: number;
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

/** A tool that answers at `url`. */
export interface ToolChild extends Child {
  url: string;
}

/** Builds what is not built yet. */
export async function prepareChildren(): Promise<void> {
  await prepare({ dev: true, tolerant: true });
}

/** A new empty folder; `remove` it after the test. */
export function newFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'perennial-children-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Runs a Node program; what it prints on its standard error goes to ours. */
export function startNode(file: string, args: string[], env: Record<string, string>): ChildProcess {
  const { MONGODB_URI: _, DATA_DIR: __, PORT: ___, ...inherited } = process.env;
  return spawn(process.execPath, [join(ROOT, file), ...args], {
    cwd: ROOT,
    env: { ...inherited, NODE_ENV: 'test', LOG_LEVEL: 'fatal', ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
}

/** Stops a process and waits for its end. */
export async function stopNode(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const late = setTimeout(() => child.kill('SIGKILL'), PATIENCE);
  child.kill(signal);
  await once(child, 'exit');
  clearTimeout(late);
}

const handleOf = (child: ChildProcess): Child => ({
  pid: child.pid ?? 0,
  stop: (signal) => stopNode(child, signal),
});

/** Runs the embedded database alone (`admin serve-database`). */
export async function serveDatabase(dataDir: string): Promise<Child & { uri: string }> {
  const child = startNode('dist/admin.js', ['serve-database'], { DATA_DIR: dataDir });
  const [line] = await once(child.stdout as NodeJS.ReadableStream, 'data');
  return { ...handleOf(child), uri: String(line).trim() };
}

/** Starts the tool and waits until it is ready. `PUBLIC_URL` is its own address unless given. */
export async function startToolChild(env: Record<string, string>): Promise<ToolChild> {
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const settings = { PORT: String(port), PUBLIC_URL: url, SECRET, ALLOW_INSECURE_HTTP: 'true' };
  const child = startNode('dist/server.js', [], { ...settings, ...env });
  child.stdout?.resume();
  const end = Date.now() + PATIENCE;
  while (!(await answers(`${url}/health/ready`))) {
    if (child.exitCode !== null || Date.now() > end) throw new Error('the tool did not become ready');
    await wait(20);
  }
  return { ...handleOf(child), url };
}

const answers = (url: string): Promise<boolean> =>
  fetch(url).then(
    async (answer) => (await answer.arrayBuffer()) && answer.ok,
    () => false,
  );

/** Runs an operator's command and returns its result. */
export async function runAdmin(args: string[], env: Record<string, string>): Promise<unknown> {
  const { stdout } = await promisify(execFile)(process.execPath, [join(ROOT, 'dist/admin.js'), ...args, '--json'], {
    cwd: ROOT,
    env: { ...process.env, NODE_ENV: 'test', LOG_LEVEL: 'fatal', SECRET, ALLOW_INSECURE_HTTP: 'true', ...env },
  });
  return JSON.parse(stdout);
}

/** Waits until something is so; fails with what it was at last when it takes too long. */
export async function until<T>(look: () => Promise<T>, isSo: (seen: T) => boolean, patience = PATIENCE): Promise<T> {
  const end = Date.now() + patience;
  for (;;) {
    const seen = await look();
    if (isSo(seen)) return seen;
    if (Date.now() > end) throw new Error(`It did not come about; at last it was ${JSON.stringify(seen)}`);
    await wait(50);
  }
}
