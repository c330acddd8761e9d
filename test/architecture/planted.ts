// Plants files that break (or keep) the rules into a temporary tree with the project's own Biome configuration, and
// lints them all in one run: a rule counts as enforced only when its violation is really found.
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ROOT } from '../../src/base/root.ts';

/** A line of a planted file, found by Biome to break a rule. */
export interface Finding {
  path: string;
  line: number;
  rule: string;
}

interface Report {
  diagnostics: { category: string; location: { path: string; start: { line: number } } }[];
}

const BIOME = join(ROOT, 'node_modules', '@biomejs', 'biome', 'bin', 'biome');

/** Lints the files (path to content) under the project's rules, or under one of them (as `style/noEnum`). */
export async function lint(files: Record<string, string>, only?: string): Promise<Finding[]> {
  const folder = mkdtempSync(join(tmpdir(), 'perennial-planted-'));
  try {
    for (const name of ['biome.json', 'biome.layers.json', 'package.json'])
      cpSync(join(ROOT, name), join(folder, name));
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    const report: Report = JSON.parse(await runBiome(folder, only ? [`--only=${only}`] : []));
    return report.diagnostics.map(({ category, location }) => ({
      path: location.path,
      line: location.start.line,
      rule: category.slice(category.lastIndexOf('/') + 1),
    }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

// Biome ends with exit code 1 when it finds something, which is what is wanted here.
function runBiome(folder: string, more: string[]): Promise<string> {
  const args = [BIOME, 'lint', '.', '--colors=off', '--max-diagnostics=none', '--reporter=json', ...more];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { cwd: folder, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (stdout.startsWith('{')) resolve(stdout);
      else reject(error ?? new Error(stderr));
    });
  });
}
