// Completes package-lock.json after `npm install` against a registry that does not hold the packages of every platform:
// npm then leaves these out, and `npm ci` refuses the file. Run `node scripts/lockfile.mjs` after adding a package.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROOT, say } from './steps.mjs';

const SYSTEMS = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'];
const PROCESSORS = ['arm64', 'arm', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'x64', 'wasm32'];

/** Lists the optional packages that are asked for by a locked package and absent from the lock file. */
export function missingFrom(packages) {
  return Object.entries(packages).flatMap(([path, entry]) =>
    Object.entries(entry.optionalDependencies ?? {})
      .filter(([name]) => !isResolved(packages, path, name))
      .map(([name, version]) => ({ name, version, dev: entry.dev === true })),
  );
}

/** The lock entry of a platform's package: read from its name, as `@biomejs/cli-linux-arm64-musl`. */
export function entryFor({ name, version, dev }) {
  const words = name.split('/').at(-1).split('-');
  const pick = (list) => list.filter((word) => words.includes(word));
  const [cpu] = pick(PROCESSORS);
  const [os] = pick(SYSTEMS);
  const libc = ['musl', 'musleabihf'].some((word) => words.includes(word)) ? 'musl' : undefined;
  const glibc = ['gnu', 'gnueabihf'].some((word) => words.includes(word)) ? 'glibc' : undefined;
  return {
    version,
    ...(cpu ? { cpu: [cpu] } : {}),
    ...(dev ? { dev } : {}),
    ...(libc || glibc ? { libc: [libc ?? glibc] } : {}),
    optional: true,
    ...(os ? { os: [os] } : {}),
  };
}

// Node's own resolution: beside the package, then beside each package around it, then at the top.
function isResolved(packages, path, name) {
  for (let folder = path; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    if (`${folder}${folder ? '/' : ''}node_modules/${name}` in packages) return true;
    if (!folder) return false;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const file = join(ROOT, 'package-lock.json');
  const lock = JSON.parse(readFileSync(file, 'utf8'));
  const missing = missingFrom(lock.packages);
  for (const one of missing) lock.packages[`node_modules/${one.name}`] = entryFor(one);
  const order = ([a], [b]) => (a < b ? -1 : 1);
  lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(order));
  if (missing.length > 0) writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
  say(`${missing.length} platform packages added to package-lock.json`);
}
