// Compiles src to dist when dist is missing or was made from other sources. dist/.source holds a hash of everything
// the result depends on; the new dist is put in place whole, so that a process never starts from half a build.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { capture, ROOT, StepError, say } from './steps.mjs';

const STAMP = '.source';

/** True when dist was made from src as it is now, or when there is only dist (a container without sources). */
export function isBuilt(root = ROOT) {
  if (!existsSync(join(root, 'src'))) return existsSync(join(root, 'dist'));
  try {
    return readFileSync(join(root, 'dist', STAMP), 'utf8') === sourceHash(root);
  } catch {
    return false;
  }
}

/**
 * Compiles src to dist. With `tolerant`, a build with type errors is put in place all the same (it will be tried again
 * next time) and the errors are given back; otherwise they stop the command.
 */
export async function build({ tolerant = false } = {}) {
  say('Building (tsc -p src) …');
  const hash = sourceHash(ROOT);
  const fresh = join(ROOT, `dist.${process.pid}`);
  const old = join(ROOT, `dist.${process.pid}.old`);
  try {
    const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
    const { code, output } = await capture(process.execPath, [tsc, '-p', 'src', '--outDir', fresh]);
    if (code !== 0 && !(tolerant && existsSync(fresh))) {
      throw new StepError(`${output.trim()}\nThe sources do not compile (tsc -p src, see above).`);
    }
    if (code === 0) writeFileSync(join(fresh, STAMP), hash);
    if (existsSync(join(ROOT, 'dist'))) renameSync(join(ROOT, 'dist'), old);
    renameSync(fresh, join(ROOT, 'dist'));
    return code === 0 ? undefined : output.trim();
  } finally {
    for (const left of [fresh, old]) rmSync(left, { recursive: true, force: true });
  }
}

/** A hash of everything the build depends on. */
export function sourceHash(root) {
  const hash = createHash('sha256');
  const add = (path) =>
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(root, path)))
      .update('\0');
  for (const path of ['package-lock.json', 'tsconfig.json']) if (existsSync(join(root, path))) add(path);
  const files = readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|json)$/.test(entry.name) && !entry.name.endsWith('.test.ts'))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(root.length + 1))
    .sort();
  for (const path of files) add(path);
  return hash.digest('hex');
}
