// The other rules that Biome enforces are really on: each is planted once and found.
import { beforeAll, describe, expect, it } from 'vitest';
import { type Finding, lint } from './planted.ts';
import { sourceFiles } from './source.ts';

const PLANTS = [
  { rule: 'noConsole', path: 'src/people/a.ts', content: "console.log('x');\n" },
  { rule: 'noProcessEnv', path: 'src/people/b.ts', content: 'export const port = process.env.PORT;\n' },
  { rule: 'noExplicitAny', path: 'src/people/c.ts', content: 'export const c = (x: any) => x;\n' },
  {
    rule: 'noImportCycles',
    path: 'src/people/d.ts',
    content: "import { e } from './e.ts';\nexport const d = () => e;\n",
  },
  {
    rule: 'noImportCycles',
    path: 'src/people/e.ts',
    content: "import { d } from './d.ts';\nexport const e = () => d;\n",
  },
  { rule: 'useImportType', path: 'src/people/f.ts', content: "import { F } from './types.ts';\nexport type G = F;\n" },
  {
    rule: 'noFloatingPromises',
    path: 'src/people/g.ts',
    content: 'async function later(): Promise<void> {}\nexport function now() {\n  later();\n}\n',
  },
  { rule: 'noDefaultExport', path: 'src/people/h.ts', content: 'export default 1;\n' },
  { rule: 'noEnum', path: 'src/people/i.ts', content: 'export enum I {\n  A = 1,\n}\n' },
  { rule: 'noTsIgnore', path: 'src/people/j.ts', content: '// @ts-ignore: planted\nexport const j = 1;\n' },
  { rule: 'noNonNullAssertion', path: 'src/people/k.ts', content: 'export const k = (x?: string) => x!.length;\n' },
  { rule: 'useThrowOnlyError', path: 'src/people/l.ts', content: "export const l = () => {\n  throw 'x';\n};\n" },
  { rule: 'noUndeclaredDependencies', path: 'src/people/m.ts', content: "import 'left-pad';\n" },
  { rule: 'noUndeclaredDependencies', path: 'src/people/n.ts', content: "import 'supertest';\n" },
  { rule: 'noFocusedTests', path: 'src/people/o.test.ts', content: "it.only('x', () => {});\n" },
  { rule: 'noSkippedTests', path: 'src/people/p.test.ts', content: "describe.skip('x', () => {});\n" },
];

const FREE = [
  { path: 'scripts/a.mjs', content: "console.log(process.env.HOME);\nimport 'vitest';\n" },
  { path: 'src/admin.ts', content: "console.log('x');\n" },
  { path: 'src/config.ts', content: 'export const port = process.env.PORT;\n' },
  { path: 'test/support/a.ts', content: "import 'supertest';\nexport const home = process.env.HOME;\n" },
];

describe('the linter', () => {
  let findings: Finding[] = [];

  beforeAll(async () => {
    findings = await lint(Object.fromEntries([...PLANTS, ...FREE].map(({ path, content }) => [path, content])));
  });

  it.each(PLANTS)('finds $rule in $path', ({ rule, path }) => {
    expect(findings.filter((finding) => finding.path === path).map((finding) => finding.rule)).toContain(rule);
  });

  it.each(FREE)('finds nothing in $path, where it is free', ({ path }) => {
    expect(findings.filter((finding) => finding.path === path)).toEqual([]);
  });
});

describe('the tests', () => {
  const DODGES = /\b(?:it|test|describe)\.(?:only|skip|todo|fails)\b|\bx(?:it|describe)\(/;

  it('leave nothing out', () => {
    const dodges = sourceFiles(['src', 'test', 'bench'], '.test.ts')
      .filter(({ path }) => path !== 'test/architecture/rules.test.ts')
      .flatMap(({ path, lines }) =>
        lines.flatMap((line, index) => (DODGES.test(line) ? [`${path}:${index + 1}`] : [])),
      );
    expect(dodges).toEqual([]);
  });
});
