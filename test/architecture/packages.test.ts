// The packages fit together: one MongoDB driver for all our code, the pinned ltijs, and a lock file npm ci accepts.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { entryFor, missingFrom } from '../../scripts/lockfile.mjs';
import { ROOT } from '../../src/base/root.ts';

interface Package {
  version: string;
  dependencies?: Record<string, string>;
}

function read(path: string): Package {
  return JSON.parse(readFileSync(join(ROOT, path), 'utf8'));
}

const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'));

describe('the MongoDB driver', () => {
  const copies = Object.keys(packages).filter((path) => path.endsWith('node_modules/mongodb'));

  // ltijs' mongoose stays unconnected; the memory server only starts a mongod for the tests.
  const STRANGERS = ['node_modules/ltijs/', 'node_modules/mongodb-memory-server-core/'];

  it('is there once, besides those that no code of ours meets', () => {
    const ours = copies.filter((path) => !STRANGERS.some((stranger) => path.startsWith(stranger)));
    expect(ours).toEqual(['node_modules/mongodb']);
  });

  it('is the same for mongoose, for agenda and for us', () => {
    const from = (path: string) => createRequire(join(ROOT, path)).resolve('mongodb/package.json');
    const ours = from('package.json');
    expect(from('node_modules/mongoose/package.json')).toBe(ours);
    expect(from('node_modules/@agendajs/mongo-backend/package.json')).toBe(ours);
  });

  it("is of mongoose's own range", () => {
    const range = read('node_modules/mongoose/package.json').dependencies?.mongodb ?? '';
    const { version } = read('node_modules/mongodb/package.json');
    expect(satisfies(version, range), `mongodb ${version} for mongoose's ${range}`).toBe(true);
  });

  it.each([
    ['7.8.0', '~7.8', true],
    ['7.8.3', '~7.8.1', true],
    ['7.9.0', '~7.8', false],
    ['7.9.0', '^7.8.0', true],
    ['8.0.0', '^7.8.0', false],
    ['7.7.9', '^7.8.0', false],
    ['7.8.0', '7.8.0', true],
  ])('%s fits the range %s: %s', (version, range, fits) => expect(satisfies(version, range)).toBe(fits));
});

describe('ltijs', () => {
  it('is exactly the version whose gaps the guard covers', () => {
    expect(read('node_modules/ltijs/package.json').version).toBe('5.9.9');
    expect(read('package.json').dependencies?.ltijs).toBe('5.9.9');
  });
});

describe('the lock file', () => {
  it('holds the packages of every platform', () => {
    expect(missingFrom(packages), 'run: node scripts/lockfile.mjs').toEqual([]);
  });

  it('names no registry', () => {
    expect(Object.keys(packages).filter((path) => packages[path].resolved)).toEqual([]);
  });

  it('finds a platform package that npm left out, also beside its parent', () => {
    const tree = {
      'node_modules/a': { optionalDependencies: { 'a-linux-x64': '1.0.0', 'a-win32-x64': '1.0.0' }, dev: true },
      'node_modules/a/node_modules/a-linux-x64': { version: '1.0.0' },
    };
    expect(missingFrom(tree)).toEqual([{ name: 'a-win32-x64', version: '1.0.0', dev: true }]);
  });

  it('reads system, processor and C library from a platform package', () => {
    const entry = entryFor({ name: '@a/cli-linux-arm64-musl', version: '1.0.0', dev: true });
    expect(entry).toEqual({
      version: '1.0.0',
      cpu: ['arm64'],
      dev: true,
      libc: ['musl'],
      optional: true,
      os: ['linux'],
    });
  });
});

// The ranges that packages use for their driver: exact, ~ and ^.
function satisfies(version: string, range: string): boolean {
  const numbers = (text: string) => text.replace(/^[~^]/, '').split('.').map(Number);
  const [major = 0, minor = 0, patch = 0] = numbers(version);
  const [wantedMajor = 0, wantedMinor = 0, wantedPatch = 0] = numbers(range);
  if (major !== wantedMajor) return false;
  if (range.startsWith('^')) return minor > wantedMinor || (minor === wantedMinor && patch >= wantedPatch);
  if (minor !== wantedMinor) return false;
  return range.startsWith('~') ? patch >= wantedPatch : patch === wantedPatch;
}
