// `npm run check`: formatter and linter, types, dead code and the layer rules, side by side; prints what is wrong.
import './node-version.mjs';
import { join } from 'node:path';
import { prepare } from './prepare.mjs';
import { capture, command, ROOT, StepError, say } from './steps.mjs';

const bin = (...path) => join(ROOT, 'node_modules', ...path);
const COLORS = `--colors=${process.stderr.isTTY ? 'force' : 'off'}`;
const CHECKS = [
  ['format and lint', bin('@biomejs', 'biome', 'bin', 'biome'), 'ci', '.', '--max-diagnostics=200', COLORS],
  ['types', bin('typescript', 'bin', 'tsc'), '--noEmit', '-p', '.'],
  ['dead code', bin('knip', 'bin', 'knip.js')],
];

await command(async () => {
  await prepare({ dev: true, dist: false });
  const results = await Promise.all(
    CHECKS.map(async ([name, ...args]) => {
      const { code, output } = await capture(process.execPath, args);
      if (code !== 0) say(output.trim());
      say(`${code === 0 ? 'ok    ' : 'FAILED'} ${name}`);
      return code === 0;
    }),
  );
  if (results.includes(false)) throw new StepError('Some checks failed. `npm run fix` puts right what a machine can.');
});
