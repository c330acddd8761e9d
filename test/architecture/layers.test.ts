// The directions of imports hold: each forbidden import, planted in each folder and kind of file, is found, and no
// allowed one is. Written out here and not taken from scripts/layers.mjs, so that an error in its table shows.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { FEATURES, layerText } from '../../scripts/layers.mjs';
import { ROOT } from '../../src/base/root.ts';
import { type Finding, lint } from './planted.ts';

interface Plant {
  path: string;
  refused: string[];
  allowed: string[];
}

const TOP = ['server', 'app', 'services', 'config', 'admin', 'demo'];
const INNER = [
  'ltijs',
  'ltijs/dist/Provider',
  '../sandbox/index.ts',
  '../lti/claims.ts',
  ...TOP.map((n) => `../${n}.ts`),
];
const TESTS = ['vitest', '../../test/support/database.ts', '../../bench/index.ts', '../../scripts/steps.mjs'];

function others(own: string, up = '..'): { inner: string[]; doors: string[] } {
  const rest = FEATURES.filter((name) => name !== own);
  return {
    inner: rest.flatMap((name) => [`${up}/${name}/thing.service.ts`, `${up}/${name}/sub/index.ts`]),
    doors: rest.map((name) => `${up}/${name}/index.ts`),
  };
}

function plantsIn(feature: string): Plant[] {
  const { inner, doors } = others(feature);
  const always = [...INNER, ...inner];
  const plant = (name: string, refused: string[], allowed: string[]): Plant => ({
    path: `src/${feature}/${name}`,
    refused,
    allowed: [...allowed, 'zod', 'node:crypto'],
  });
  const fine = [...doors, '../base/clock.ts', '../errors.ts', '../lti/index.ts', './paths.ts'];
  return [
    plant('index.ts', [...always, ...TESTS], [...fine, './thing.routes.ts', './thing.service.ts', 'express']),
    plant('other.ts', [...always, ...TESTS], [...fine, '../base/db/index.ts']),
    plant(
      'thing.service.ts',
      [...always, ...TESTS, 'express', 'express/lib/router/index.js', './thing.routes.ts', './thing.view.ts'],
      [...fine, './thing.model.ts', './other.service.ts', '../base/db/index.ts', 'mongoose'],
    ),
    plant(
      'thing.model.ts',
      [...always, ...TESTS, 'express', './thing.service.ts', './thing.routes.ts', './thing.view.ts'],
      ['../base/db/index.ts', './other.model.ts', 'mongoose'],
    ),
    plant(
      'thing.view.ts',
      [...always, ...TESTS, 'express', 'mongoose', 'mongodb', './thing.service.ts', './thing.routes.ts'],
      ['../base/http/page.ts', './paths.ts', './other.view.ts'],
    ),
    plant(
      'thing.routes.ts',
      [...always, ...TESTS, 'mongoose', 'mongodb'],
      [...fine, 'express', './thing.service.ts', './thing.view.ts', '../base/http/page.ts'],
    ),
    {
      path: `src/${feature}/paths.ts`,
      refused: [...always, ...doors, ...TESTS, 'express', 'zod', './x.ts'],
      allowed: [],
    },
    plant(
      'thing.test.ts',
      ['ltijs', '../sandbox/index.ts', '../lti/claims.ts', ...inner],
      [...doors, 'vitest', '../../test/support/database.ts', './thing.service.ts'],
    ),
    {
      path: `src/${feature}/sub/thing.service.ts`,
      refused: ['express', '../../app.ts', '../../lti/claims.ts', ...others(feature, '../..').inner],
      allowed: [...others(feature, '../..').doors, '../other.ts', '../../base/clock.ts'],
    },
  ];
}

const everyFeature = others('none');
const topFeature = others('none', '.');
const PLANTS: Plant[] = [
  ...FEATURES.flatMap(plantsIn),
  ...['server', 'app', 'services', 'config', 'admin'].map((name) => ({
    path: `src/${name}.ts`,
    refused: ['ltijs', './sandbox/index.ts', './demo/life.ts', './lti/claims.ts', 'vitest', ...topFeature.inner],
    allowed: [...topFeature.doors, './lti/index.ts', './base/clock.ts', './errors.ts', 'express'],
  })),
  {
    path: 'src/demo.ts',
    refused: ['ltijs', './lti/claims.ts', ...topFeature.inner],
    allowed: ['./sandbox/index.ts', './demo/life.ts'],
  },
  {
    path: 'src/demo/life.ts',
    refused: ['ltijs', ...everyFeature.inner],
    allowed: ['../sandbox/index.ts', '../services.ts'],
  },
  { path: 'src/errors.ts', refused: ['express', './config.ts', './base/clock.ts'], allowed: [] },
  {
    path: 'src/base/clock.ts',
    refused: [...INNER, '../lti/index.ts', ...everyFeature.inner, ...everyFeature.doors, ...TESTS],
    allowed: ['../errors.ts', './db/index.ts', 'express', 'mongoose'],
  },
  {
    path: 'src/base/http/page.ts',
    refused: ['ltijs', '../../lti/index.ts', ...TOP.map((n) => `../../${n}.ts`), ...others('none', '../..').doors],
    allowed: ['../../errors.ts', '../server.ts', './app.ts', 'express'],
  },
  {
    path: 'src/base/db/embedded/engine.ts',
    refused: ['ltijs', ...TOP.map((n) => `../../../${n}.ts`), ...others('none', '../../..').doors],
    allowed: ['../../../errors.ts', '../../clock.ts', './server.ts'],
  },
  { path: 'src/base/http/page.test.ts', refused: ['ltijs', '../../people/index.ts'], allowed: ['vitest', './page.ts'] },
  {
    path: 'src/lti/launch.service.ts',
    refused: [
      ...TOP.map((n) => `../${n}.ts`),
      '../sandbox/index.ts',
      ...everyFeature.inner,
      ...everyFeature.doors,
      ...TESTS,
    ],
    allowed: ['ltijs', 'express', '../errors.ts', '../base/db/index.ts', './claims.ts'],
  },
  {
    path: 'src/lti/launch/claims.ts',
    refused: ['../../app.ts', '../../sandbox/index.ts', ...others('none', '../..').doors],
    allowed: ['../kernel/kernel.ts', '../../errors.ts', '../../base/clock.ts'],
  },
  {
    path: 'src/lti/launch.test.ts',
    refused: everyFeature.doors,
    allowed: ['../../test/support/database.ts', 'vitest'],
  },
  {
    path: 'src/sandbox/school.service.ts',
    refused: ['ltijs', '../lti/index.ts', ...TOP.map((n) => `../${n}.ts`), ...everyFeature.doors, ...TESTS],
    allowed: ['../base/clock.ts', './school.model.ts', 'express', 'jose'],
  },
  { path: 'src/sandbox/school.test.ts', refused: ['ltijs', ...everyFeature.doors], allowed: ['vitest'] },
  { path: 'src/safeguarding/policy.ts', refused: ['zod', 'node:fs', './other.ts', '../base/clock.ts'], allowed: [] },
  { path: 'test/journeys/first.test.ts', refused: ['ltijs'], allowed: ['vitest', '../../src/app.ts'] },
];

function content({ refused, allowed }: Plant): string {
  return [...refused, ...allowed].map((source) => `import '${source}';\n`).join('');
}

describe('the directions of imports', () => {
  let findings: Finding[] = [];

  beforeAll(async () => {
    findings = await lint(
      Object.fromEntries(PLANTS.map((plant) => [plant.path, content(plant)])),
      'style/noRestrictedImports',
    );
  });

  it.each(PLANTS.map((plant) => ({ ...plant })))('refuses what $path must not import, and nothing else', (plant) => {
    const lines = new Set(findings.filter(({ path }) => path === plant.path).map(({ line }) => line));
    const found = [...lines].map((line) => [...plant.refused, ...plant.allowed][line - 1]);
    expect(found.toSorted()).toEqual(plant.refused.toSorted());
  });

  it('are those of the table in scripts/layers.mjs', () => {
    expect(readFileSync(join(ROOT, 'biome.layers.json'), 'utf8'), 'run: node scripts/layers.mjs').toBe(layerText());
  });

  it('know every folder of src', () => {
    const folders = readdirSync(join(ROOT, 'src'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
    const known = [...FEATURES, 'base', 'demo', 'lti', 'sandbox', 'seed'];
    expect(folders.map(({ name }) => name).filter((name) => !known.includes(name))).toEqual([]);
  });
});
