// Compiles the database to plain JavaScript, so that a test can start it as a process of its own.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../src/base/root.ts';

/** Compiles and returns the path of the engine's module. */
export function compileEngine(): string {
  const folder = join(ROOT, 'node_modules', '.cache', 'perennial', `engine-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  const config = join(folder, 'tsconfig.json');
  const source = join(ROOT, 'src');
  writeFileSync(
    config,
    JSON.stringify({
      extends: join(source, 'tsconfig.json'),
      compilerOptions: {
        rootDir: source,
        outDir: join(folder, 'js'),
        sourceMap: false,
        types: ['node'],
        typeRoots: [join(ROOT, 'node_modules/@types')],
      },
      files: [join(source, 'base/db/embedded/engine.ts')],
      include: [],
    }),
  );
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
  execFileSync(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', config], { cwd: ROOT });
  return join(folder, 'js/base/db/embedded/engine.js');
}
