// Runs one of the compiled programs (server, admin, demo) after making the checkout ready:
// `node scripts/run.mjs admin --help` runs dist/admin.js with `--help`.
import './node-version.mjs';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { prepare } from './prepare.mjs';
import { command, ROOT, StepError } from './steps.mjs';

await command(async () => {
  const [name, ...args] = process.argv.slice(2);
  await prepare();
  const file = join(ROOT, 'dist', `${name}.js`);
  if (!existsSync(file)) throw new StepError(`There is no program ${name} (src/${name}.ts).`);
  // The program runs in this very process, so that signals and the exit code are its own.
  process.argv = [process.execPath, file, ...args];
  process.setSourceMapsEnabled(true);
  await import(pathToFileURL(file).href);
});
