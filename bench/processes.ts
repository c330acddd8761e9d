// Starts the measured programs as child processes of their own, and stops them by their handle.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { ROOT } from '../src/base/root.ts';

const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});
const PATIENCE = 60_000;
let nodeArgs: string[] = [];

/** From now on each process writes a CPU profile into this folder when it ends. */
export function profileInto(folder: string): void {
  nodeArgs = ['--cpu-prof', `--cpu-prof-dir=${folder}`];
}

/** A program that runs. */
export interface Program {
  pid: number;
  /** Milliseconds from its start until it answered that it is ready. */
  readyAfter: number;
  stop(): Promise<void>;
}

/** A tool that answers. */
export interface Tool extends Program {
  url: string;
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

function start(file: string, args: string[], env: Record<string, string>, output: 'pipe' | 'ignore'): ChildProcess {
  const { MONGODB_URI: _, DATA_DIR: __, ...inherited } = process.env;
  const child = spawn(process.execPath, [...nodeArgs, join(ROOT, file), ...args], {
    cwd: ROOT,
    env: { ...inherited, ...env },
    stdio: ['ignore', output, 'inherit'],
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), 20_000);
  await once(child, 'exit');
  clearTimeout(late);
}

/** Stops whatever still runs. */
export async function stopAll(): Promise<void> {
  await Promise.all([...running].map(stop));
}

/** Starts our tool in production mode and waits until it says that it is ready. */
export async function startOurs(env: Record<string, string>): Promise<Tool> {
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const settings = {
    NODE_ENV: 'production',
    ALLOW_INSECURE_HTTP: 'true',
    TRUST_PROXY: 'loopback',
    PORT: String(port),
    PUBLIC_URL: url,
    SECRET: 'a secret of the benchmarks, long enough',
  };
  return startTool('src/server.js', url, '/health/ready', { ...settings, ...env });
}

/** Starts the bare ltijs app. */
export async function startLtijs(env: Record<string, string>): Promise<Tool> {
  const port = await freePort();
  const url = `http://localhost:${port}`;
  return startTool('bench/ltijs-app.mjs', url, '/keys', { NODE_ENV: 'production', PORT: String(port), ...env });
}

async function startTool(file: string, url: string, readyPath: string, env: Record<string, string>): Promise<Tool> {
  const began = performance.now();
  const child = start(file, [], env, 'ignore');
  for (;;) {
    const answer = await fetch(url + readyPath).catch(() => undefined);
    await answer?.arrayBuffer();
    if (answer?.ok) break;
    if (child.exitCode !== null || performance.now() - began > PATIENCE) throw new Error(`${file} did not start`);
    await wait(5);
  }
  return { url, pid: child.pid ?? 0, readyAfter: performance.now() - began, stop: () => stop(child) };
}

/** Runs the embedded database alone (`admin serve-database`); tools in other processes use it by its address. */
export async function serveDatabase(dataDir: string): Promise<Program & { uri: string }> {
  const began = performance.now();
  const child = start('src/admin.js', ['serve-database'], { DATA_DIR: dataDir, LOG_LEVEL: 'warn' }, 'pipe');
  if (!child.stdout) throw new Error('the database has no output');
  const [line] = await once(child.stdout.setEncoding('utf8'), 'data');
  return {
    uri: String(line).trim(),
    pid: child.pid ?? 0,
    readyAfter: performance.now() - began,
    stop: () => stop(child),
  };
}
