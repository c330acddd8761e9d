// The totals must count what a run really did: see scripts/test.mjs, which prints them.
import { describe, expect, it } from 'vitest';
import type { TestModule } from 'vitest/node';
import { count } from './totals.ts';

type State = 'passed' | 'failed' | 'skipped' | 'pending';

function moduleWith(states: State[], errors = 0): TestModule {
  const suite = { errors: () => Array.from({ length: errors }, () => new Error('broken')) };
  return {
    ...suite,
    children: {
      allTests: () => states.map((state) => ({ result: () => ({ state }) })),
      allSuites: () => [],
    },
  } as unknown as TestModule;
}

describe('the totals of a test run', () => {
  it('counts passed, failed and skipped tests over all files', () => {
    const totals = count([moduleWith(['passed', 'failed']), moduleWith(['passed', 'skipped'])], []);
    expect(totals).toEqual({ passed: 2, failed: 1, skipped: 1 });
  });

  it('counts a test that never ended as failed', () => {
    expect(count([moduleWith(['pending'])], []).failed).toBe(1);
  });

  it('counts a file that could not be loaded and an error outside any test as failed', () => {
    expect(count([moduleWith([], 1)], [{ message: 'stray' }])).toEqual({ passed: 0, failed: 2, skipped: 0 });
  });
});
