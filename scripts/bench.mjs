// `npm run bench`: compiles bench together with src into test-output/bench and runs it there, so that the compiled code
// is what is measured. Arguments go to bench/index.ts: `npm run bench -- --json`.
import './node-version.mjs';
import { existsSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { prepare } from './prepare.mjs';
import { capture, command, ROOT, StepError, say } from './steps.mjs';

await command(async () => {
  await prepare({ dev: true });
  const outDir = join(ROOT, 'test-output', `bench-${process.pid}`);
  process.once('exit', () => rmSync(outDir, { recursive: true, force: true }));
  say('Building the benchmarks …');
  const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  const { code, output } = await capture(process.execPath, [tsc, '-p', 'bench', '--outDir', outDir]);
  if (code !== 0) throw new StepError(`${output.trim()}\nThe benchmarks do not compile (see above).`);
  const file = join(outDir, 'bench', 'index.js');
  if (!existsSync(file)) throw new StepError('There is no bench/index.ts.');
  // The compiled code looks for these beside src (src/base/root.ts).
  for (const name of ['package.json', 'lti-config.json', 'views', 'public', 'locales']) {
    if (existsSync(join(ROOT, name))) symlinkSync(join(ROOT, name), join(outDir, name));
  }
  process.argv = [process.execPath, file, ...process.argv.slice(2)];
  await import(pathToFileURL(file).href);
});
