// Two processes of the tool on one served database: nothing that matters lives in a process. A launch goes on at the
// other one, a job runs once, a rate limit counts both, and one that is killed takes nothing with it.
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { csrfToken } from '../../src/base/http/security.ts';
import { Browser, loginOf, validClaims } from '../certification/browser.ts';
import { startPlatform, type TestPlatform } from '../certification/platform.ts';
import type { TestTool } from '../certification/tool.ts';
import {
  type Child,
  newFolder,
  prepareChildren,
  runAdmin,
  serveDatabase,
  startNode,
  startToolChild,
  stopNode,
  type ToolChild,
  until,
} from '../support/children.ts';

const LEARNER = 'http://purl.imsglobal.org/vocab/lis/v2/membership#Learner';
const ROLES = 'https://purl.imsglobal.org/spec/lti/claim/roles';

const folder = newFolder();
let database: Child & { uri: string };
let platform: TestPlatform;
let client: MongoClient;
let first: ToolChild;
let second: ToolChild;

beforeAll(async () => {
  await prepareChildren();
  [database, platform] = await Promise.all([serveDatabase(folder.path), startPlatform()]);
  const env = { MONGODB_URI: database.uri };
  first = await startToolChild(env);
  // Both stand behind one address, as behind a proxy.
  second = await startToolChild({ ...env, PUBLIC_URL: first.url });
  client = await new MongoClient(database.uri).connect();
  const { issuer, clientId } = platform;
  await runAdmin(
    [
      'add-platform',
      ...['--name', 'Test platform', '--issuer', issuer, '--client-id', clientId],
      ...['--authorization-endpoint', `${issuer}/auth`, '--token-endpoint', `${issuer}/token`],
      ...['--jwks-uri', `${issuer}/keys`],
    ],
    env,
  );
}, 180_000);

afterAll(async () => {
  await client?.close();
  await Promise.all([first?.stop(), second?.stop()]);
  await platform?.close();
  await database?.stop();
  folder.remove();
}, 120_000);

/** A whole launch of a learner: the login at one process, the message and the page at another. */
async function launchAcross(at: { login: ToolChild; launch: ToolChild }, sub: string) {
  const browser = new Browser({ url: first.url } as TestTool);
  const asked = await browser.send(`${at.login.url}/lti/login`, { form: loginOf(platform, first.url) });
  const checked = asked.location?.startsWith('/') ? await browser.send(`${at.login.url}${asked.location}`) : asked;
  const parameters = new URL(checked.location ?? '').searchParams;
  const claims = { sub, nonce: parameters.get('nonce'), [ROLES]: [LEARNER] };
  const form = {
    state: parameters.get('state') ?? '',
    id_token: await platform.sign(validClaims(platform, first.url, claims)),
  };
  const sent = await browser.send(`${at.launch.url}/lti/launch`, { form });
  const shown = await browser.send(`${at.launch.url}${sent.location}`);
  return { browser, sent, shown, form };
}

it('a launch begun at one process is finished at the other, once', async () => {
  const { browser, sent, shown, form } = await launchAcross({ login: first, launch: second }, 'nika');
  expect(sent.status).toBe(303);
  expect(shown.status).toBe(200);
  const elsewhere = await browser.send(`${first.url}${sent.location}`);
  expect(elsewhere.status).toBe(200);
  const again = await browser.send(`${first.url}/lti/launch`, { form });
  expect(again.status).toBeGreaterThanOrEqual(400);
  expect(again.code).toBeDefined();
  expect(await client.db().collection('people').countDocuments()).toBe(1);
});

it('a rate limit counts the requests at both processes', async () => {
  const { browser } = await launchAcross({ login: second, launch: first }, 'jonas');
  const csrf = csrfToken(browser.cookies.get('__Host-session') ?? '');
  const write = (tool: ToolChild) =>
    browser.send(`${tool.url}/language/en`, { form: { _csrf: csrf }, headers: { origin: first.url } });
  const answers = await Promise.all(Array.from({ length: 80 }, (_, index) => write(index % 2 ? first : second)));
  const refused = answers.filter(({ status }) => status === 429);
  expect(answers.filter(({ status }) => status === 303)).toHaveLength(60);
  expect(refused).toHaveLength(20);
});

it('a job runs once, whichever process asks for it and whichever is free', async () => {
  const uri = database.uri.replace('/perennial?', '/jobs_test?');
  const workers = ['a', 'b'].map(() => startNode('test/processes/job.mjs', [], { MONGODB_URI: uri }));
  try {
    await Promise.all(workers.map((worker) => once(worker.stdout as NodeJS.ReadableStream, 'data')));
    const db = client.db('jobs_test');
    const jobs = () => db.collection('jobs').find().toArray();
    const runs = () => db.collection('runs').countDocuments();
    // The regular job runs at the start; afterwards it is due in a day.
    const settled = (list: Awaited<ReturnType<typeof jobs>>) =>
      list.length > 0 && list.every((job) => job.lastFinishedAt && !job.lockedAt);
    await until(jobs, settled);
    const before = await runs();
    for (const worker of [...workers, ...workers, ...workers, ...workers, ...workers]) worker.stdin?.write('ask\n');
    await until(runs, (count) => count >= before + 10);
    // What is done is kept nowhere: only the regular job is left.
    await until(jobs, (list) => list.length === 1 && settled(list));
    expect(await runs()).toBe(before + 10);
  } finally {
    await Promise.all(workers.map((worker: ChildProcess) => stopNode(worker, 'SIGKILL')));
  }
});

it('a process that is killed in the middle of requests leaves the other one serving', async () => {
  let killed = false;
  let done = 0;
  const failures: unknown[] = [];
  const caller = async (name: string): Promise<void> => {
    for (let count = 0; !killed || count === 0; count += 1) {
      try {
        await launchAcross({ login: first, launch: second }, `${name}-${count}`);
        done += 1;
      } catch (error) {
        failures.push(error);
      }
    }
  };
  const callers = Array.from({ length: 6 }, (_, index) => caller(`caller-${index}`));
  await until(
    async () => done,
    (count) => count >= 6,
  );
  await second.stop('SIGKILL');
  killed = true;
  await Promise.all(callers);
  expect(failures.length).toBeGreaterThan(0);

  const after = await Promise.all(
    Array.from({ length: 8 }, (_, index) => launchAcross({ login: first, launch: first }, `after-${index}`)),
  );
  expect(after.map(({ shown }) => shown.status)).toEqual(Array(8).fill(200));
  // Whoever was half entered when the process died can come in, and nobody is there twice.
  const halfway = await launchAcross({ login: first, launch: first }, 'caller-0-0');
  expect(halfway.shown.status).toBe(200);
  const people = await client.db().collection('people').countDocuments();
  expect(await client.db().collection('identities').countDocuments()).toBe(people);
});
