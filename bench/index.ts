// `npm run bench`: measures the compiled tool in processes of its own and prints the numbers beside their goals.
//   npm run bench                     all sections, as tables
//   npm run bench -- launches pages   some of them
//   npm run bench -- --json           for machines
// Numbers mean something on an idle machine only; the load at the start is part of the result.
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from '../src/base/root.ts';
import { machine } from './machine.ts';
import { profileInto, stopAll } from './processes.ts';
import { printSection, type Section } from './report.ts';
import { measureLaunches } from './sections/launches.ts';
import { measureMap } from './sections/map.ts';
import { measurePages } from './sections/pages.ts';
import { measureStart } from './sections/start.ts';
import { measureWrites } from './sections/writes.ts';
import type { Settings } from './settings.ts';

const SECTIONS: Record<string, (settings: Settings) => Promise<Section>> = {
  launches: measureLaunches,
  pages: measurePages,
  map: measureMap,
  writes: measureWrites,
  start: measureStart,
};

const HELP = `Usage: npm run bench -- [${Object.keys(SECTIONS).join('] [')}] [options]
  --json               print one JSON object
  --seconds N          how long each measurement lasts (4)
  --rounds N           how often each is repeated, in turn with what it is compared to (3)
  --database KIND      of the launches: served (one engine, other process; usual), embedded (engine in the tool)
  --posts A,B,…        sizes of the communities (1000,10000,100000)
  --profile FOLDER     every measured process writes a CPU profile there (slower)
MONGODB_URI: the launches use this MongoDB.`;

function readSettings(): { settings: Settings; chosen: string[]; json: boolean } {
  const text = { type: 'string' } as const;
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: 'boolean' },
      help: { type: 'boolean' },
      seconds: text,
      rounds: text,
      database: text,
      posts: text,
      profile: text,
    },
  });
  const unknown = positionals.find((name) => !(name in SECTIONS));
  if (values.help || unknown) {
    console.error(unknown ? `There is no section ${unknown}.\n${HELP}` : HELP);
    process.exit(unknown ? 2 : 0);
  }
  if (values.profile !== undefined) profileInto(resolve(values.profile));
  const folder = join(ROOT, 'data');
  mkdirSync(folder, { recursive: true });
  const settings = {
    folder,
    seconds: Number(values.seconds ?? 4),
    rounds: Number(values.rounds ?? 3),
    posts: (values.posts ?? '1000,10000,100000').split(',').map(Number),
    database: values.database === 'embedded' ? ('embedded' as const) : ('served' as const),
    mongodbUri: process.env.MONGODB_URI,
    say: (line: string) => console.error(`  ${line}`),
  };
  return { settings, chosen: positionals.length > 0 ? positionals : Object.keys(SECTIONS), json: values.json ?? false };
}

const { settings, chosen, json } = readSettings();
const before = machine();
const sections: Section[] = [];
try {
  for (const name of chosen) {
    console.error(`Measuring ${name} …`);
    const section = await SECTIONS[name]?.(settings);
    if (section) sections.push(section);
    if (section && !json) printSection(section);
  }
} finally {
  await stopAll();
}
if (json) console.log(JSON.stringify({ machine: before, sections }, null, 2));
else console.log(`\n${before.cpus} CPUs (${before.cpu}), Node ${before.node}, load at the start ${before.load}`);
process.exit(0);
