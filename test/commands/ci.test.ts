// The continuous integration ends with the tests' totals and fails when the tests or the checks do. Played with an npm
// that only prints and ends as told.
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../../src/base/root.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'perennial-ci-'));
  const npm = join(folder, 'npm');
  const lines = [
    '#!/bin/sh',
    'if [ "$1" = test ]; then echo "$TOTAL"; echo "npm error after it" >&2; exit "$TESTS"; fi',
    'echo checked; exit "$CHECKS"',
  ];
  writeFileSync(npm, `${lines.join('\n')}\n`);
  chmodSync(npm, 0o755);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('.ci/run', () => {
  it.each([
    { total: '12 passed, 0 failed', tests: 0, checks: 0, last: '12 passed, 0 failed', passes: true },
    {
      total: '12 passed, 0 failed, 3 skipped',
      tests: 0,
      checks: 0,
      last: '12 passed, 0 failed, 3 skipped',
      passes: true,
    },
    { total: '11 passed, 1 failed', tests: 1, checks: 0, last: '11 passed, 1 failed', passes: false },
    { total: '12 passed, 0 failed', tests: 0, checks: 1, last: '12 passed, 0 failed', passes: false },
    { total: 'nothing at all', tests: 0, checks: 0, last: '0 passed, 1 failed', passes: false },
  ])('tests end with $tests and "$total", checks with $checks: passes is $passes', (one) => {
    const { status, stdout } = spawnSync('bash', [join(ROOT, '.ci', 'run')], {
      encoding: 'utf8',
      cwd: tmpdir(),
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: `${folder}:${process.env.PATH}`,
        TOTAL: one.total,
        TESTS: String(one.tests),
        CHECKS: String(one.checks),
      },
    });
    expect(stdout.trimEnd().split('\n').at(-1)).toBe(one.last);
    expect(status === 0).toBe(one.passes);
  });
});
