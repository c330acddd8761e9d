// Reads the repository's own files for the tests of its rules.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ROOT } from '../../src/base/root.ts';

export interface SourceFile {
  path: string;
  lines: string[];
}

/** The files below the folders whose names end as given, with their lines. */
export function sourceFiles(folders: string[], ...endings: string[]): SourceFile[] {
  return folders
    .flatMap((folder) => list(join(ROOT, folder)))
    .flatMap((file) => {
      const path = relative(ROOT, file);
      if (!endings.some((ending) => path.endsWith(ending))) return [];
      return [{ path, lines: readFileSync(file, 'utf8').trimEnd().split('\n') }];
    });
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .toSorted();
  } catch {
    return [];
  }
}
