// The operator's command line as an operator runs it: real processes on a folder of their own.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../../src/base/root.ts';

const ADMIN = join(ROOT, 'dist', 'admin.js');
const SERVER = join(ROOT, 'dist', 'server.js');

let folder: string;
let served: ChildProcess | undefined;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'perennial-admin-'));
});
afterAll(() => {
  served?.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

interface Ran {
  code: number;
  stdout: string;
  stderr: string;
}

function run(file: string, args: string[], env: Record<string, string> = {}): Promise<Ran> {
  const settings = { PATH: process.env.PATH ?? '', DATA_DIR: join(folder, 'data'), ...env };
  return new Promise((resolve) => {
    execFile(process.execPath, [file, ...args], { env: settings }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? 1 : 0, stdout, stderr });
    });
  });
}
const admin = (...args: string[]): Promise<Ran> => run(ADMIN, args);

describe('the command line', () => {
  it('lists the commands of the contract that exist, and none that does not', async () => {
    const { code, stdout } = await admin('--help');
    expect(code).toBe(0);
    const names = [
      'invite-platform',
      'add-platform',
      'appoint',
      'platforms',
      'seed',
      'serve-database',
      'backup',
      'restore',
      'sync-rosters',
      'run-jobs',
    ];
    for (const name of names) expect(stdout).toMatch(new RegExp(`^  ${name} `, 'm'));
    for (const later of ['measure', 'export-person', 'erase-person']) expect(stdout).not.toContain(later);
  });

  it('prints a one-time address as the only line on stdout', async () => {
    const { code, stdout } = await admin('invite-platform', '--name', 'Moodle', '--school', 'Alder Lane School');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^http:\/\/localhost:3000\/lti\/register\?invite=[\w-]{20,}\n$/);
  });

  it('says what is missing or unknown in one line, with an exit code of its own', async () => {
    for (const args of [['invite-platform'], ['no-such-command'], ['seed', '--communities', '3', '--unknown', '1']]) {
      const { code, stdout, stderr } = await admin(...args);
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toMatch(/^perennial: .+\n$/);
    }
    const wrong = await admin('seed', '--communities', 'many', '--members', '3', '--posts', '3');
    expect(wrong.code).not.toBe(0);
    expect(wrong.stderr).toContain('--communities');
  });

  it('seeds the same school for the same numbers, and moves it by backup and restore', async () => {
    const seeded = await admin('seed', '--communities', '2', '--members', '12', '--posts', '40', '--json');
    expect(JSON.parse(seeded.stdout)).toMatchObject({ communities: 2, members: 12, posts: 40 });
    const file = join(folder, 'school.backup');
    expect((await admin('backup', file)).code).toBe(0);
    expect(existsSync(file)).toBe(true);
    const refused = await admin('restore', file);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('not empty');
    const other = { DATA_DIR: join(folder, 'other') };
    const restored = await run(ADMIN, ['restore', file, '--json'], other);
    expect(restored.code).toBe(0);
    expect(JSON.parse(restored.stdout).documents).toBeGreaterThan(50);
    expect((await run(ADMIN, ['run-jobs', '--once'], other)).code).toBe(0);
  });

  it('serves the database alone and prints its connection string when it is ready', async () => {
    const env = { PATH: process.env.PATH ?? '', DATA_DIR: join(folder, 'Served Here') };
    const engine = spawn(process.execPath, [ADMIN, 'serve-database'], { env });
    served = engine;
    const ended = new Promise<number | null>((resolve) => engine.once('exit', resolve));
    const [line] = await new Promise<string[]>((resolve) =>
      createInterface(engine.stdout).once('line', (...lines) => resolve(lines)),
    );
    expect(line).toMatch(/^mongodb:\/\/[\w.%-]+\.sock\/perennial\?directConnection=true$/);
    const invited = await run(ADMIN, ['invite-platform', '--name', 'Canvas'], { MONGODB_URI: line ?? '' });
    expect(invited.code).toBe(0);
    engine.kill('SIGTERM');
    expect(await ended).toBe(0);
  });
});

describe('npm start', () => {
  const refused: [env: Record<string, string>, line: RegExp][] = [
    [{ NODE_ENV: 'production' }, /^perennial: PUBLIC_URL: .*plain http.*\n$/],
    [
      { NODE_ENV: 'production', PUBLIC_URL: 'https://a.example', CLOCK: '2026-01-01T00:00:00Z' },
      /^perennial: CLOCK: .*\n$/,
    ],
    [{ PORT: 'x' }, /^perennial: PORT: .*\n$/],
  ];
  it.each(refused)('refuses %j with one clear line', async (env, line) => {
    const { code, stdout, stderr } = await run(SERVER, [], env);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(line);
  });
});
