// A roster of 10,000 members, read by a tool in a process of its own from a real platform in pages of 50. A page that
// fails changes nothing; a complete reading makes everybody a member, and the tool's memory stays bounded.
import { execFileSync } from 'node:child_process';
import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createMovableClock } from '../../src/base/clock.ts';
import { csrfToken } from '../../src/base/http/security.ts';
import { type Browser, createSandbox, type Sandbox } from '../../src/sandbox/index.ts';
import {
  type Child,
  newFolder,
  prepareChildren,
  runAdmin,
  serveDatabase,
  startToolChild,
  type ToolChild,
  until,
} from '../support/children.ts';

const MEMBERS = 10_000;
const MOST_GROWTH = 100;
const NOW = '2026-11-12T09:00:00Z';
const COURSE = 'Physics 8b';
const TEACHER = 'Ms Adeyemi';

const folder = newFolder();
let database: Child & { uri: string };
let client: MongoClient;
let tool: ToolChild;
let sandbox: Sandbox;
let lms: { close(): Promise<void> };
let browser: Browser;

beforeAll(async () => {
  await prepareChildren();
  database = await serveDatabase(folder.path);
  const env = { MONGODB_URI: database.uri, CLOCK: NOW };
  // A small heap: what were kept of the roster would not fit, and garbage is collected instead of counted.
  tool = await startToolChild({ ...env, NODE_OPTIONS: '--max-old-space-size=128 --max-semi-space-size=8' });
  client = await new MongoClient(database.uri).connect();
  sandbox = createSandbox({ profile: 'moodle', toolUrl: tool.url, clock: createMovableClock(new Date(NOW)) });
  lms = await sandbox.listen();
  const invite = await runAdmin(['invite-platform', '--name', 'Load test'], { ...env, PUBLIC_URL: tool.url });
  await sandbox.register(JSON.stringify(invite).match(/http[^"]+/)?.[0] ?? '');
  sandbox.activate();
  sandbox.school.addMembers(COURSE, MEMBERS);
  readInPagesOf50();
  browser = sandbox.browser();
}, 180_000);

afterAll(async () => {
  await client?.close();
  await tool?.stop();
  await lms?.close();
  await database?.stop();
  folder.remove();
}, 120_000);

/** The platform's first page is as long as it was asked for; those after it have 50 members. */
function readInPagesOf50(): void {
  sandbox.misbehave.rosterLink((url) => `<${url.replace(/limit=\d+/, 'limit=50')}>; rel="next"`);
}

const course = () => client.db().collection('courses').findOne();
const countAll = async () => {
  const names = ['people', 'identities', 'enrolments', 'memberships', 'rosterlines', 'audit'];
  const counts = await Promise.all(names.map((name) => client.db().collection(name).countDocuments()));
  return Object.fromEntries(names.map((name, index) => [name, counts[index]]));
};
const rss = (): number =>
  Number(execFileSync('ps', ['-o', 'rss=', '-p', String(tool.pid)], { encoding: 'utf8' })) / 1024;

/** Sends a form as the teacher. */
async function post(path: string, fields: Record<string, string>) {
  const _csrf = csrfToken(browser.jar.list(tool.url)['__Host-session'] ?? '');
  return browser.post(`${tool.url}${path}`, { ...fields, _csrf });
}

it('10,000 members in pages of 50: a failing page changes nothing, then all arrive within 100 MB', async () => {
  sandbox.misbehave.roster({ page: 150, status: 502 });
  const launched = await sandbox.launch(TEACHER, COURSE, { browser });
  expect(launched.status).toBe(200);
  const before = await countAll();
  const failed = await until(course, (seen) => seen?.triedAt !== null && seen?.syncRequestedAt === null, 120_000);
  expect(failed?.syncedAt ?? null).toBeNull();
  expect(await countAll()).toEqual(before);
  expect(before).toMatchObject({ people: 1, rosterlines: 0, memberships: 0 });

  const id = String(failed?._id);
  const start = { place: 'start', name: 'Physics', template: 'subject', subject: '', newSubject: 'Physics' };
  expect((await post(`/courses/${id}/mapping`, start)).status).toBe(200);
  sandbox.misbehave.clear();
  readInPagesOf50();
  const base = rss();
  let most = base;
  await post(`/courses/${id}/sync`, {});
  const look = async () => {
    most = Math.max(most, rss());
    return course();
  };
  await until(look, (seen) => seen?.syncedAt instanceof Date, 240_000);

  const roster = sandbox.school.members(sandbox.school.course(COURSE));
  const listed = [...roster].filter((one) => one.status === 'active' && one.role !== 'testUser');
  const after = await countAll();
  expect(after).toMatchObject({ people: listed.length, enrolments: listed.length, memberships: listed.length });
  expect(after.rosterlines).toBe(0);
  expect(
    await client
      .db()
      .collection('people')
      .countDocuments({ state: { $ne: 'here' } }),
  ).toBe(0);
  expect(most - base, `from ${base.toFixed(0)} to ${most.toFixed(0)} MB`).toBeLessThan(MOST_GROWTH);
}, 300_000);
