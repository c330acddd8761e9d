// Loads ltijs without the mongoose that it brings along: it needs that one only for a database of its own, which we do
// not let it have, and it would cost every process ten megabytes and a part of its start.
import { createRequire, Module } from 'node:module';

const load = createRequire(import.meta.url);

/** The package ltijs. */
export function loadLtijs(): typeof import('ltijs') {
  const unused = createRequire(load.resolve('ltijs')).resolve('mongoose');
  const ours = load.resolve('mongoose');
  if (unused !== ours && !load.cache[unused])
    load.cache[unused] = Object.assign(new Module(unused), { exports: {}, loaded: true });
  return load('ltijs');
}
