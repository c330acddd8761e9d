// What makes a fresh clone run: one process at a time installs or builds, what is there is not done again, what is
// stale is, and a Node.js that is too old is told so in one line.
import { execFile, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isBuilt, sourceHash } from '../../scripts/build.mjs';
import { findChromium } from '../../scripts/chromium.mjs';
import { isInstalled } from '../../scripts/install.mjs';
import { ROOT } from '../../src/base/root.ts';

const exec = promisify(execFile);
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'perennial-setup-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(path: string, content: string | object): void {
  const file = join(folder, path);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
}

describe('the lock', () => {
  const LOCK = pathToFileURL(join(ROOT, 'scripts', 'lock.mjs')).href;

  // Reads, waits and writes: without the lock two processes would lose each other's step.
  const step = () =>
    exec(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        `import { readFileSync, writeFileSync } from 'node:fs';
       import { withLock } from '${LOCK}';
       await withLock('lock', async () => {
         const count = Number(readFileSync('count', 'utf8'));
         await new Promise((resolve) => setTimeout(resolve, 20));
         writeFileSync('count', String(count + 1));
       });`,
      ].map(String),
      { cwd: folder },
    );

  it('lets one process at a time pass', async () => {
    write('count', '0');
    await Promise.all([step(), step(), step(), step()]);
    expect(readFileSync(join(folder, 'count'), 'utf8')).toBe('4');
  });

  it('is taken over from an owner that died', async () => {
    write('count', '0');
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    write('lock', { host: hostname(), pid });
    await Promise.all([step(), step(), step()]);
    expect(readFileSync(join(folder, 'count'), 'utf8')).toBe('3');
  });

  it('is taken over from an owner on another machine that has stood still', async () => {
    write('count', '0');
    write('lock', { host: 'elsewhere', pid: 1 });
    utimesSync(join(folder, 'lock'), new Date(0), new Date(0));
    await step();
    expect(readFileSync(join(folder, 'count'), 'utf8')).toBe('1');
  });
});

describe('packages', () => {
  const locked = { '': {}, 'node_modules/a': { version: '1.0.0' }, 'node_modules/b': { version: '2.0.0', dev: true } };

  it('count as installed in the locked versions only', () => {
    write('package-lock.json', { packages: locked });
    expect(isInstalled({ root: folder })).toBe(false);
    write('node_modules/.package-lock.json', { packages: locked });
    expect(isInstalled({ root: folder })).toBe(true);
    write('package-lock.json', { packages: { ...locked, 'node_modules/a': { version: '1.0.1' } } });
    expect(isInstalled({ root: folder })).toBe(false);
  });

  it('for development are not needed to run what is built', () => {
    write('package-lock.json', { packages: locked });
    write('node_modules/.package-lock.json', { packages: { 'node_modules/a': { version: '1.0.0' } } });
    expect(isInstalled({ root: folder, dev: false })).toBe(true);
    expect(isInstalled({ root: folder, dev: true })).toBe(false);
  });

  it('of other platforms may be missing', () => {
    const other = { 'node_modules/c-win32-x64': { version: '1.0.0', optional: true } };
    write('package-lock.json', { packages: { ...locked, ...other } });
    write('node_modules/.package-lock.json', { packages: locked });
    expect(isInstalled({ root: folder })).toBe(true);
  });
});

describe('the build', () => {
  it('is stale when a source changed, and not when only a test did', () => {
    write('src/a.ts', 'export const a = 1;');
    expect(isBuilt(folder)).toBe(false);
    write('dist/.source', sourceHash(folder));
    expect(isBuilt(folder)).toBe(true);
    write('src/a.test.ts', 'it');
    expect(isBuilt(folder)).toBe(true);
    write('src/b/c.ts', 'export const c = 1;');
    expect(isBuilt(folder)).toBe(false);
  });

  it('is enough where there are no sources', () => {
    write('dist/server.js', '');
    expect(isBuilt(folder)).toBe(true);
  });
});

describe('Chromium', () => {
  it('is the one that CHROMIUM names, else the first on PATH', () => {
    write('bin/chromium', '');
    chmodSync(join(folder, 'bin', 'chromium'), 0o755);
    const found = join(folder, 'bin', 'chromium');
    expect(findChromium({ PATH: `/nowhere:${join(folder, 'bin')}` })).toBe(found);
    expect(findChromium({ CHROMIUM: found, PATH: '' })).toBe(found);
    expect(findChromium({ CHROMIUM: join(folder, 'none'), PATH: join(folder, 'bin') })).toBeUndefined();
    expect(findChromium({ PATH: '' })).toBeUndefined();
  });
});

describe('Node.js', () => {
  const check = (version: string) => {
    const pretend = `Object.defineProperty(process.versions, 'node', { value: '${version}' });`;
    const script = `${pretend} await import('${pathToFileURL(join(ROOT, 'scripts', 'node-version.mjs')).href}');`;
    return spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  };

  it.each(['18.20.4', '20.18.3', '21.7.0', '22.11.0'])('%s is too old, and told so in one line', (version) => {
    const { status, stderr, stdout } = check(version);
    expect(status).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toMatch(new RegExp(`^Perennial needs Node.js 20\\.19.*${version.replaceAll('.', '\\.')}.*\\n$`));
  });

  it.each(['20.19.0', '22.12.0', '24.1.0'])('%s is new enough', (version) => {
    expect(check(version)).toMatchObject({ status: 0, stderr: '' });
  });
});
