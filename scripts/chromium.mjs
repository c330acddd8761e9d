// Finds the system's Chromium for the tests in a real browser, and installs it where that is possible without asking
// (as root, with apt-get). `node scripts/chromium.mjs` prints its path.
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { capture, say } from './steps.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The path of a Chromium: the one CHROMIUM names, else the first on PATH; undefined when there is none. */
export function findChromium(env = process.env) {
  if (env.CHROMIUM) return executable(env.CHROMIUM) ? env.CHROMIUM : undefined;
  const folders = (env.PATH ?? '').split(delimiter).filter(Boolean);
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find(executable);
}

/** Finds or installs a Chromium; gives back its path, or the reason why there is none. */
export async function ensureChromium() {
  const found = findChromium();
  if (found) return { path: found };
  if (process.env.CHROMIUM) return { reason: `CHROMIUM names ${process.env.CHROMIUM}, which cannot be run` };
  if (process.platform !== 'linux' || process.getuid?.() !== 0) {
    return { reason: 'no Chromium on PATH, and only root on Linux can install one (or set CHROMIUM)' };
  }
  say('Installing Chromium for the browser tests (apt-get) …');
  const options = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
  const wait = ['-o', 'DPkg::Lock::Timeout=300'];
  let output = '';
  // A list that cannot be renewed need not stop the install: what is known may do.
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', 'chromium', 'fonts-urw-base35']]) {
    const ended = await capture('apt-get', [...wait, ...args], options).catch(({ message }) => ({ output: message }));
    output = ended.output;
  }
  const installed = findChromium();
  return installed ? { path: installed } : { reason: `apt-get could not install chromium: ${lastLine(output)}` };
}

function executable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function lastLine(text) {
  return text.trim().split('\n').at(-1);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(findChromium() ?? '');
