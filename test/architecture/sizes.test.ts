// Files and functions stay small enough to be read in one go.
import { describe, expect, it } from 'vitest';
import { functionSizes } from './functions.ts';
import { sourceFiles } from './source.ts';

const code = sourceFiles(['src', 'scripts', 'bench', 'test'], '.ts', '.mjs');
const tests = code.filter(({ path }) => path.endsWith('.test.ts') || path.startsWith('test/'));
const tool = code.filter((file) => !tests.includes(file));
const templates = sourceFiles(['views'], '.ejs');

describe('files', () => {
  it.each([
    { what: 'code', files: tool, limit: 300 },
    { what: 'tests', files: tests, limit: 400 },
    { what: 'templates', files: templates, limit: 120 },
  ])('of $what have at most $limit lines', ({ files, limit }) => {
    const long = files.filter(({ lines }) => lines.length > limit);
    expect(long.map(({ path, lines }) => `${path}: ${lines.length}`)).toEqual([]);
  });

  it('open with a sentence for a newcomer', () => {
    const silent = code.filter(
      ({ path, lines }) => !path.endsWith('.test.ts') && !/^(#!|\/\/ |\/\*\* )/.test(lines[0] ?? ''),
    );
    expect(silent.map(({ path }) => path)).toEqual([]);
  });
});

describe('functions', () => {
  it('have at most 60 lines of their own', () => {
    const long = tool.flatMap(({ path, lines }) =>
      functionSizes(lines)
        .filter(({ size }) => size > 60)
        .map(({ line, size }) => `${path}:${line}: ${size} lines`),
    );
    expect(long).toEqual([]);
  });

  it('are counted without the functions inside them', () => {
    const lines = ['function a() {', '  const b = () => {', '    one();', '    two();', '  };', '  b();', '}'];
    expect(functionSizes(lines)).toEqual([
      { line: 1, size: 3 },
      { line: 2, size: 4 },
    ]);
  });
});
