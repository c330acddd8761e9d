// `npm test`: makes the checkout ready, runs every test once with Vitest, and ends with the line of totals.
// Extra arguments go to Vitest: `npm test -- src/lti`.
import './node-version.mjs';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureChromium } from './chromium.mjs';
import { prepare } from './prepare.mjs';
import { ROOT, run, StepError, say } from './steps.mjs';

const folder = mkdtempSync(join(tmpdir(), 'perennial-test-'));
const totals = { passed: 0, failed: 0, skipped: 0 };
try {
  const errors = await prepare({ dev: true, tolerant: true });
  const chromium = await ensureChromium();
  if (chromium.reason) say(`Browser tests are skipped: ${chromium.reason}`);

  const file = join(folder, 'totals.json');
  const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=./test/support/report/totals.ts'];
  const code = await run(process.execPath, [vitest, 'run', ...reporters, ...process.argv.slice(2)], {
    env: {
      ...process.env,
      ...(process.stdout.isTTY || process.env.FORCE_COLOR ? {} : { NO_COLOR: '1' }),
      ...(chromium.path ? { CHROMIUM: chromium.path } : {}),
      PERENNIAL_TOTALS: file,
    },
  });
  Object.assign(totals, read(file));
  if (errors) fail(`${errors}\nThe sources do not compile (tsc -p src, see above).`);
  if (totals.passed + totals.failed === 0) fail('No test was run.');
  if (code !== 0 && totals.failed === 0) fail(`Vitest ended with exit code ${code}.`);
} catch (error) {
  fail(error instanceof StepError ? error.message : error.stack);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = totals.failed === 0 ? 0 : 1;
const skipped = totals.skipped > 0 ? `, ${totals.skipped} skipped` : '';
process.stdout.write(`${totals.passed} passed, ${totals.failed} failed${skipped}\n`);

function fail(message) {
  say(message);
  totals.failed += 1;
}

function read(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return {};
  }
}
