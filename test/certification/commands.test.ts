// The operator's commands, and what becomes of deployments under each policy.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { CommandInput } from '../../src/base/command.ts';
import { commands } from '../../src/lti/index.ts';
import { Browser } from './browser.ts';
import { startPlatform, type TestPlatform } from './platform.ts';
import { startTool, type TestTool } from './tool.ts';

const DEPLOYMENT = 'https://purl.imsglobal.org/spec/lti/claim/deployment_id';

let tool: TestTool;
let platform: TestPlatform;

beforeAll(async () => {
  tool = await startTool();
});
beforeEach(async () => {
  platform = await startPlatform();
  tool.launches.length = 0;
  return () => platform.close();
});
afterAll(() => tool.close());

function run(name: string, options: CommandInput['options'] = {}, ...words: string[]): Promise<unknown> {
  const command = commands.find((each) => each.name === name);
  const schools = { getOrCreateByName: async (school: string) => `school of ${school}` };
  const services = { lti: tool.lti, schools, config: { publicUrl: tool.url } };
  return command?.run(services, { options, arguments: words }, () => undefined) ?? Promise.reject(new Error(name));
}

const add = (more: CommandInput['options'] = {}) =>
  run('add-platform', {
    name: 'By hand',
    issuer: platform.issuer,
    'client-id': 'client-1',
    'authorization-endpoint': `${platform.issuer}/auth`,
    'token-endpoint': `${platform.issuer}/token`,
    'jwks-uri': `${platform.issuer}/keys`,
    ...more,
  });
const open = (deployment: string) => new Browser(tool).open(platform, { [DEPLOYMENT]: deployment });
const listed = async () => {
  const all = (await run('platforms')) as { registration: string; issuer: string; deployments: { id: string }[] }[];
  return all.find(({ issuer }) => issuer === platform.issuer);
};

test('a platform added by hand can be launched from, and the operator reads what to enter there', async () => {
  expect(await add({ school: 'Alder Lane' })).toMatchObject({
    school: 'school of Alder Lane',
    initiateLoginUrl: `${tool.url}/lti/login`,
    redirectUris: [`${tool.url}/lti/launch`],
    publicKeysetUrl: `${tool.url}/lti/keys`,
  });
  expect(await open('d-1')).toMatchObject({ status: 302 });
  expect(tool.launches).toMatchObject([{ school: 'school of Alder Lane' }]);
  expect(await listed()).toMatchObject({
    name: 'By hand',
    active: true,
    deployments: [{ deploymentId: 'd-1', status: 'active' }],
  });
});

test('for Canvas the operator also reads where its developer key comes from, and what Canvas calls things', async () => {
  expect(await add({ family: 'canvas' })).toMatchObject({
    developerKeyFromUrl: `${tool.url}/lti/config.json`,
    customParameters: { canvas_term_ends: '$Canvas.term.endAt' },
  });
});

test('a wrong option is named in one line, and a platform is added once', async () => {
  await expect(add({ 'jwks-uri': 'nowhere' })).rejects.toThrow(/^--jwks-uri: /);
  await expect(add({ deployments: 'maybe' })).rejects.toThrow(/^--deployments: /);
  await add();
  await expect(add()).rejects.toMatchObject({ status: 409, code: 'registration_exists' });
});

test('a platform can be switched off and on', async () => {
  await add();
  const registration = (await listed())?.registration ?? '';
  await run('switch-platform', { off: true }, registration);
  await expect(open('d-1')).rejects.toThrow();
  expect(await new Browser(tool).startLogin(platform)).toMatchObject({ code: 'platform_inactive' });
  await run('switch-platform', { on: true }, registration);
  expect(await open('d-1')).toMatchObject({ status: 302 });
  await expect(run('switch-platform', {}, registration)).rejects.toThrow('--on or --off');
  await expect(run('switch-platform', { on: true }, 'nobody')).rejects.toMatchObject({ status: 404 });
});

test('deployments that need approval wait for it, and may join a school of their own', async () => {
  await add({ deployments: 'approve' });
  expect(await open('new')).toMatchObject({ status: 403, code: 'deployment_pending' });
  const id = (await listed())?.deployments[0]?.id ?? '';
  await run('decide-deployment', { allow: true, school: 'Birch Hill' }, id);
  expect(await open('new')).toMatchObject({ status: 302 });
  expect(tool.launches.at(-1)?.school).toBe('school of Birch Hill');
  await run('decide-deployment', { refuse: true }, id);
  expect(await open('new')).toMatchObject({ status: 403, code: 'deployment_refused' });
});

test('where only listed deployments are let in, others leave no trace', async () => {
  await add({ deployments: 'known-only', 'deployment-id': 'listed' });
  expect(await open('other')).toMatchObject({ status: 403, code: 'deployment_unknown' });
  expect(await open('listed')).toMatchObject({ status: 302 });
  expect((await listed())?.deployments).toMatchObject([{ deploymentId: 'listed' }]);
});

test('twenty first launches at once record one deployment', async () => {
  await add();
  const shown = await Promise.all(Array.from({ length: 20 }, () => open('d-1')));
  expect(shown.every(({ status }) => status === 302)).toBe(true);
  expect((await listed())?.deployments).toHaveLength(1);
});

test('keys are rotated by command', async () => {
  const before = await tool.lti.keys.publicKeySet();
  const { kid } = (await run('rotate-keys')) as { kid: string };
  const after = await tool.lti.keys.publicKeySet();
  expect(after.keys.map((key) => key.kid).sort()).toEqual([kid, ...before.keys.map((key) => key.kid)].sort());
});
