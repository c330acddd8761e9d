// The directions in which code may import, as one small table, and the Biome overrides made from it. Biome's overrides
// replace one another, so that every folder and kind of file gets one with its whole list.
// `node scripts/layers.mjs` writes them to biome.layers.json; test/architecture proves each by a planted violation.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROOT } from './steps.mjs';

export const FEATURES = [
  'schools',
  'people',
  'communities',
  'discussions',
  'practice',
  'meetings',
  'reflection',
  'insights',
  'internal',
  'external',
  'lifelong',
  'map',
  'safeguarding',
  'notifications',
  'search',
];

const TOP = '{server,app,services,config,admin,demo}.ts';
const oneOf = (names) => (names.length === 1 ? names[0] : `{${names.join(',')}}`);

// What a file must not import, and what it is told. The patterns are those of Biome's noRestrictedImports.
const forbid = {
  express: rule(['express', 'express/**'], 'Express belongs to routes: a service or view must work without a request.'),
  database: rule(
    ['mongoose', 'mongoose/**', 'mongodb', '**/base/db/**'],
    'Only models and services know the database.',
  ),
  mongoose: rule(['mongoose', 'mongoose/**', 'mongodb'], 'Routes ask a service; only models know mongoose.'),
  ltijs: rule(['ltijs', 'ltijs/**'], 'ltijs is known to src/lti alone.'),
  services: rule(['**/*.service.ts', '**/*.routes.ts'], 'A view only turns data into a view-model.'),
  routes: rule(['**/*.routes.ts', '**/*.view.ts'], 'Rules and data know neither routes nor views.'),
  upward: rule(['**/*.service.ts', '**/*.routes.ts', '**/*.view.ts'], 'A model is the lowest part of its feature.'),
  lti: rule(['**/lti/**', '!**/lti/index.ts'], 'The protocol is entered through src/lti/index.ts.'),
  ltiAtAll: rule(['**/lti/**'], 'This part knows nothing of the protocol.'),
  sandbox: rule(
    ['**/sandbox/**', './demo/**', '**/demo.ts'],
    'The sandbox LMS and the demo are never part of the tool.',
  ),
  tests: rule(['**/{test,bench,scripts}/**', 'vitest', 'vitest/**'], 'Code of the tool never imports its tests.'),
  others: (own) =>
    rule(
      [
        `**/${oneOf(FEATURES.filter((name) => name !== own))}/**`,
        `!**/${oneOf(FEATURES)}/index.ts`,
        '!**/safeguarding/review/index.ts', // a front door of its own: it stands above discussions, the policy below them
      ],
      'A feature is entered through its index.ts.',
    ),
  features: rule([`**/${oneOf(FEATURES)}/**`], 'This part knows no feature: let services.ts plug it in.'),
  top: (...ups) =>
    rule(
      ups.map((up) => `${up}/${TOP}`),
      'The top of src wires parts together; nothing imports it.',
    ),
  everything: rule(['**'], 'This file is pure and imports nothing.'),
  allButBase: rule(['**', '!**/base/**'], 'URLs stand alone: import nothing here.'),
};

/** The table: folder and kind of file (as Biome's globs), and what it must not import. Later rows win. */
function layers() {
  const { ltijs, lti, sandbox, tests, features, others, top } = forbid;
  const shared = [ltijs, sandbox];
  const rows = [
    row('the top', ['src/*.ts', 'src/seed/**/*.ts'], [...shared, lti, others(), tests]),
    row('the demo', ['src/demo.ts', 'src/demo/**/*.ts'], [ltijs, lti, others(), tests]),
    row('errors', ['src/errors.ts'], [forbid.everything]),
    ...['..', '../..', '../../..', '../../../..'].map((up, depth) =>
      row(
        `base, ${depth + 1} deep`,
        [`src/base/${'*/'.repeat(depth)}*.ts`],
        [...shared, forbid.ltiAtAll, features, tests, top(up)],
      ),
    ),
    row('tests of base', ['src/base/**/*.test.ts'], [...shared, forbid.ltiAtAll, features]),
    row('lti', ['src/lti/**/*.ts'], [sandbox, features, tests, top('..', '../..')]),
    row('tests of lti', ['src/lti/**/*.test.ts'], [features]),
    row('sandbox', ['src/sandbox/**/*.ts'], [ltijs, forbid.ltiAtAll, features, tests, top('..', '../..')]),
    row('tests of sandbox', ['src/sandbox/**/*.test.ts'], [ltijs, features]),
    ...FEATURES.flatMap((name) => {
      const all = [...shared, lti, others(name), tests, top('..', '../..')];
      const { express, database, mongoose, services, routes, upward } = forbid;
      return [
        row(name, [`src/${name}/**/*.ts`], all),
        row(`services of ${name}`, [`src/${name}/**/*.service.ts`], [...all, express, routes]),
        row(`models of ${name}`, [`src/${name}/**/*.model.ts`], [...all, express, upward]),
        row(`views of ${name}`, [`src/${name}/**/*.view.ts`], [...all, express, database, services]),
        row(`routes of ${name}`, [`src/${name}/**/*.routes.ts`], [...all, mongoose]),
        row(`URLs of ${name}`, [`src/${name}/**/paths.ts`], [forbid.allButBase]),
        row(`tests of ${name}`, [`src/${name}/**/*.test.ts`], [...shared, lti, others(name)]),
      ];
    }),
    row('the policy', ['src/safeguarding/policy.ts'], [forbid.everything]),
    row('tests, benchmarks', ['test/**/*.ts', 'bench/**/*.ts'], [rule(['ltijs', 'ltijs/**'], forbid.ltijs.message)]),
    row('tests of the kernel', ['test/{architecture,certification}/**/*.ts'], []),
  ];
  return rows;
}

/** The Biome configuration that enforces the table; biome.json extends it. */
function layerConfig() {
  return { overrides: layers().map(toOverride) };
}

function rule(group, message) {
  return { group, message };
}

function row(name, includes, forbidden) {
  return { name, includes, forbidden };
}

function toOverride({ includes, forbidden }) {
  const level = forbidden.length === 0 ? 'off' : { level: 'error', options: { patterns: forbidden } };
  return { includes, linter: { rules: { style: { noRestrictedImports: level } } } };
}

/** The same as text: one line for each override's files and one for each forbidden group. */
export function layerText() {
  const lines = layerConfig().overrides.map(({ includes, linter }) => {
    const { noRestrictedImports: rules } = linter.rules.style;
    const start = `    { "includes": ${JSON.stringify(includes)}, "linter": { "rules": { "style": { "noRestrictedImports": `;
    if (typeof rules === 'string') return `${start}"${rules}" } } } }`;
    const groups = rules.options.patterns.map((pattern) => `      ${JSON.stringify(pattern)}`).join(',\n');
    return `${start}{ "level": "${rules.level}", "options": { "patterns": [\n${groups}\n    ] } } } } } }`;
  });
  return `{\n  "overrides": [\n${lines.join(',\n')}\n  ]\n}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(join(ROOT, 'biome.layers.json'), layerText());
