// Counts a test run for the line that ends `npm test`. A file that could not be loaded and an error outside any test
// count as failures, so that nothing broken can look like success.
import { writeFileSync } from 'node:fs';
import type { SerializedError } from 'vitest';
import type { Reporter, TestModule } from 'vitest/node';

interface Totals {
  passed: number;
  failed: number;
  skipped: number;
}

/** Adds up the outcomes of all tests, broken files and stray errors. */
export function count(modules: readonly TestModule[], errors: readonly SerializedError[]): Totals {
  const totals: Totals = { passed: 0, failed: errors.length, skipped: 0 };
  for (const module of modules) {
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      totals[state === 'pending' ? 'failed' : state] += 1;
    }
    for (const suite of [module, ...module.children.allSuites()]) totals.failed += suite.errors().length;
  }
  return totals;
}

/** The reporter that leaves the totals in the file PERENNIAL_TOTALS names. */
export default class TotalsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[]): void {
    const file = process.env.PERENNIAL_TOTALS;
    if (file) writeFileSync(file, JSON.stringify(count(modules, errors)));
  }
}
