// Makes a checkout ready to run: installs and builds what is missing or stale, and does nothing otherwise.
import { join } from 'node:path';
import { build, isBuilt } from './build.mjs';
import { install, isInstalled } from './install.mjs';
import { withLock } from './lock.mjs';
import { ROOT } from './steps.mjs';

/**
 * Installs packages and builds dist where needed. Gives back the compiler's errors when `tolerant` lets a build with
 * errors pass.
 */
export async function prepare({ dev = false, dist = true, tolerant = false } = {}) {
  const look = () => {
    const built = !dist || isBuilt();
    return { built, installed: isInstalled({ dev: dev || !built }) };
  };
  const { built, installed } = look();
  if (installed && built) return undefined;
  return withLock(join(ROOT, '.setup.lock'), async () => {
    const { built, installed } = look();
    if (!installed) await install();
    return built ? undefined : await build({ tolerant });
  });
}
