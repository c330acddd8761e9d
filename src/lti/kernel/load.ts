// Loads ltijs without two packages that it brings along, each of which would cost every process megabytes and a part of
// its start: mongoose, which it needs only for a database of its own, and got, with which it would send requests of its
// own. We let it have neither.
import { createRequire, Module } from 'node:module';

const load = createRequire(import.meta.url);

/** The package ltijs. */
export function loadLtijs(): typeof import('ltijs') {
  leaveOut('mongoose', {});
  leaveOut('got', { extend: () => undefined });
  return load('ltijs');
}

/** Puts `instead` where ltijs would load this package, unless somebody has loaded it from there. */
function leaveOut(name: string, instead: object): void {
  const file = createRequire(load.resolve('ltijs')).resolve(name);
  load.cache[file] ??= Object.assign(new Module(file), { exports: instead, loaded: true });
}
