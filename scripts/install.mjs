// Answers whether node_modules holds what package-lock.json asks for, and installs it with npm ci when it does not.
// Contents are compared, not times: a fresh clone, a branch switch and an interrupted install are all seen.
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { capture, ROOT, StepError, say } from './steps.mjs';

/** True when every package that is not optional is installed in the locked version. */
export function isInstalled({ dev = true, root = ROOT } = {}) {
  const wanted = packagesOf(join(root, 'package-lock.json'));
  if (!wanted) return existsSync(join(root, 'node_modules'));
  const present = packagesOf(join(root, 'node_modules', '.package-lock.json'));
  if (!present) return false;
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '' || entry.optional || entry.devOptional || entry.peer || (entry.dev && !dev)) return true;
    return present[path]?.version === entry.version;
  });
}

/** Installs the locked packages. No install script is needed: the native parts come prebuilt in their packages. */
export async function install() {
  say('Installing packages (npm ci) …');
  const npm = process.env.npm_execpath;
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  const [program, all] =
    npm && basename(npm).startsWith('npm') && existsSync(npm)
      ? [process.execPath, [npm, ...args]]
      : [process.platform === 'win32' ? 'npm.cmd' : 'npm', args];
  const { code, output } = await capture(program, all);
  if (code !== 0) throw new StepError(`${output.trim()}\nThe packages could not be installed (npm ci, see above).`);
}

function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}
