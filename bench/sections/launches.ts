// Full launches per second, from the login to the first page, beside a bare ltijs app on the same kind of database.
// Both run as processes of their own, one is idle while the other one is measured, and they take turns.
import { join } from 'node:path';
import { inLanes } from '../../src/base/lanes.ts';
import { launch, type Target } from '../launcher.ts';
import { columnsOf, measure, noSamples, perSecond, type Samples } from '../load.ts';
import { cpuOf } from '../machine.ts';
import { CLIENT_ID, type Platform, startPlatform } from '../platform.ts';
import { type Program, serveDatabase, startLtijs, startOurs, type Tool } from '../processes.ts';
import { type Row, rounded, type Section } from '../report.ts';
import { beginCourse, withServices } from '../school.ts';
import type { Settings } from '../settings.ts';

const CONCURRENCIES = [1, 8, 32];
const PUPILS = Array.from({ length: 100 }, (_, index) => `pupil-${index + 1}`);
// Launches of each before anything counts: until then much of the code is interpreted.
const WARM_UP = 2000;
const GOAL = 3;
const PROBE = { '__Host-perennial-cookies': '1' };

interface Contender {
  name: string;
  tool: Tool;
  target: Target;
  /** Processes whose processor time belongs to its launches. */
  pids: number[];
}

/** Where both keep their data: one served engine or MongoDB, or an engine of their own. */
interface Place {
  kind: string;
  ours: Record<string, string>;
  theirs: Record<string, string>;
  pids: number[];
}

/** Measures launches. */
export async function measureLaunches(settings: Settings): Promise<Section> {
  const platform = await startPlatform();
  const place = await openPlace(settings);
  const ours = await startOurTool(place, platform);
  const theirs = await startTheirTool(place, platform);
  const contenders = [ours, theirs];
  for (const { name, target } of contenders) {
    settings.say(`${name}: warming up`);
    await inLanes(8, [...Array(WARM_UP).keys()], launchOf(target, platform));
  }
  const rows: Row[] = [];
  for (const concurrency of CONCURRENCIES) {
    settings.say(`${concurrency} at once`);
    rows.push(...(await compare(contenders, platform, concurrency, settings)));
  }
  rows.push(...(await compareOthers(ours, platform, settings)));
  await Promise.all(contenders.map(({ tool }) => tool.stop()));
  platform.close();
  return { section: 'Launches, login to first page', note: place.kind, rows };
}

async function openPlace({ mongodbUri, database, folder }: Settings): Promise<Place> {
  if (database === 'embedded' && !mongodbUri) {
    const dirs = { ours: join(folder, 'launches-ours'), theirs: join(folder, 'launches-ltijs') };
    const kind = 'each with an embedded database in its process';
    return { kind, ours: { DATA_DIR: dirs.ours }, theirs: { DATA_DIR: dirs.theirs }, pids: [] };
  }
  const served: (Program & { uri: string }) | undefined = mongodbUri
    ? undefined
    : await serveDatabase(join(folder, 'launches'));
  const uri = mongodbUri ?? served?.uri ?? '';
  const named = (name: string) => uri.replace(/^(mongodb(?:\+srv)?:\/\/[^/]+)\/?[^?]*/, `$1/${name}`);
  return {
    kind: served ? 'embedded database in a process of its own' : 'MongoDB at MONGODB_URI',
    ours: { MONGODB_URI: named(`bench_ours_${process.pid}`), DATA_DIR: join(folder, 'tool') },
    theirs: { DATABASE_URL: named(`bench_ltijs_${process.pid}`) },
    pids: served ? [served.pid] : [],
  };
}

async function startOurTool(place: Place, platform: Platform): Promise<Contender> {
  const tool = await startOurs(place.ours);
  const target = {
    login: `${tool.url}/lti/login`,
    launch: `${tool.url}/lti/launch`,
    cookies: PROBE,
    page: '>Physics<',
  };
  const uri = place.ours.MONGODB_URI;
  const where = uri ? { mongodbUri: uri } : { mongodbUri: await socketOf(place.ours.DATA_DIR ?? '') };
  await withServices(where, (services) => beginCourse(services, platform, target, PUPILS));
  return { name: 'Perennial', tool, target, pids: [tool.pid, ...place.pids] };
}

async function socketOf(dataDir: string): Promise<string> {
  return `mongodb://${encodeURIComponent(join(dataDir, 'mongodb.sock'))}/perennial?directConnection=true`;
}

async function startTheirTool(place: Place, platform: Platform): Promise<Contender> {
  const tool = await startLtijs({ ...place.theirs, ISSUER: platform.issuer, CLIENT_ID });
  const target = { login: `${tool.url}/login`, launch: `${tool.url}/`, cookies: {}, page: '<h1>Welcome</h1>' };
  return { name: 'bare ltijs', tool, target, pids: [tool.pid, ...place.pids] };
}

let turn = 0;
const launchOf = (target: Target, platform: Platform) => async (): Promise<void> => {
  turn += 1;
  await launch(target, platform, PUPILS[turn % PUPILS.length] ?? '');
};

/** Measures all contenders in turn at this concurrency; the first is held against the second. */
async function compare(
  contenders: Contender[],
  platform: Platform,
  concurrency: number,
  { rounds, seconds }: Settings,
): Promise<Row[]> {
  const all = contenders.map((contender) => ({ contender, samples: noSamples(), cpu: 0 }));
  for (let round = 0; round < rounds; round += 1) {
    for (const one of all) {
      const before = cpuSum(one.contender.pids);
      await measure(one.samples, concurrency, seconds, launchOf(one.contender.target, platform));
      one.cpu += cpuSum(one.contender.pids) - before;
    }
  }
  const [ours, theirs] = all;
  return all.map((one) => {
    const row = {
      what: `${one.contender.name}, ${concurrency} at once`,
      values: { ...columnsOf(one.samples), 'cpu ms each': rounded(one.cpu / one.samples.durations.length) },
    };
    return one === ours && theirs ? { ...row, ...against(one.samples, theirs.samples) } : row;
  });
}

function against(ours: Samples, theirs: Samples): Pick<Row, 'goal'> {
  const factor = perSecond(ours) / perSecond(theirs);
  return { goal: { text: `${factor.toFixed(2)} times ltijs, goal ${GOAL}`, met: factor >= GOAL } };
}

const cpuSum = (pids: readonly number[]): number => pids.reduce((sum, pid) => sum + cpuOf(pid), 0);

/** Launches with the redirect by which a browser without our cookie is asked, and launches of people never seen. */
async function compareOthers(ours: Contender, platform: Platform, { rounds, seconds }: Settings): Promise<Row[]> {
  const asked = noSamples();
  const fresh = noSamples();
  const without = { ...ours.target, cookies: {} };
  let newcomers = 0;
  const newcomer = async (): Promise<void> => {
    newcomers += 1;
    await launch({ ...ours.target, page: '</html>' }, platform, `new-${newcomers}`);
  };
  for (let round = 0; round < rounds; round += 1) {
    await measure(asked, 8, seconds, launchOf(without, platform));
    await measure(fresh, 8, seconds, newcomer);
  }
  return [
    { what: 'Perennial, 8 at once, with the cookie redirect', values: columnsOf(asked) },
    { what: 'Perennial, 8 at once, pupils never seen before', values: columnsOf(fresh) },
  ];
}
