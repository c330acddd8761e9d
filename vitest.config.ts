// How Vitest runs the tests: those beside the code and those of the whole in test/, each file in a process of its own.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 2,
    // A journey starts a browser and a database, and the machine may be busy: only a test that hangs takes this long.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
