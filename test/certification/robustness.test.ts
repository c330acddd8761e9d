// What must never stop the process or answer a 5xx: odd methods, types, names, sizes, and platforms that do not answer.
import { request } from 'node:http';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { Browser, loginOf, registerPlatform, validClaims } from './browser.ts';
import { newKey, startPlatform, type TestPlatform } from './platform.ts';
import { startTool, type TestTool } from './tool.ts';

let tool: TestTool;
let platform: TestPlatform;
const rejections: unknown[] = [];
const note = (reason: unknown) => rejections.push(reason);

beforeAll(async () => {
  process.on('unhandledRejection', note);
  [tool, platform] = await Promise.all([startTool(), startPlatform()]);
  await registerPlatform(tool, platform);
});
beforeEach(() => {
  tool.launches.length = 0;
});
afterAll(async () => {
  await Promise.all([tool.close(), platform.close()]);
  process.off('unhandledRejection', note);
  expect(rejections).toEqual([]);
  expect(tool.failures).toEqual([]);
});

const FORM = 'application/x-www-form-urlencoded';

test.each([
  ['GET', undefined, undefined, 405, 'method_wrong'],
  ['PUT', FORM, 'state=x', 405, 'method_wrong'],
  ['DELETE', undefined, undefined, 405, 'method_wrong'],
  ['POST', 'application/json', '{"state":{"$ne":null}}', 415, 'content_type_wrong'],
  ['POST', 'text/plain', 'state=x', 415, 'content_type_wrong'],
  ['POST', `${FORM}; charset=utf-16`, 'state=x', 415, 'content_type_wrong'],
  ['POST', 'multipart/form-data; boundary=x', '--x--', 415, 'content_type_wrong'],
  ['POST', FORM, 'state=[', 403, 'state_unknown'],
  ['POST', FORM, 'state=%5B&id_token=x', 403, 'state_unknown'],
  ['POST', FORM, 'state[$ne]=x&id_token[$gt]=', 403, 'state_unknown'],
  ['POST', FORM, 'state=a&state=b', 400, 'request_invalid'],
  ['POST', FORM, '__proto__=x&constructor=y&state=[', 403, 'state_unknown'],
  ['POST', FORM, '', 403, 'state_unknown'],
  ['POST', FORM, `id_token=${'x'.repeat(300_000)}`, 413, 'request_too_large'],
  ['POST', FORM, Array.from({ length: 200 }, (_, at) => `f${at}=1`).join('&'), 413, 'request_too_large'],
  ['POST', FORM, 'ltik=abc&state=x', 403, 'state_unknown'],
])('/lti/launch by %s of %s %#', async (method, type, body, status, code) => {
  const init = {
    method,
    ...(body === undefined ? {} : { body }),
    ...(type ? { headers: { 'content-type': type } } : {}),
  };
  expect(await new Browser(tool).send('/lti/launch', init)).toMatchObject({ status, code });
});

test.each([
  'iss[$ne]=x&client_id[$ne]=y&login_hint=1&target_link_uri=z',
  'iss=a&iss=b',
  'iss=%00&login_hint=%00&target_link_uri=%00',
  '%',
])('/lti/login?%s', async (query) => {
  const browser = new Browser(tool);
  expect((await browser.send(`/lti/login?${query}`)).status).toBeGreaterThanOrEqual(400);
  expect((await browser.send('/lti/login', { form: new URLSearchParams(query) })).status).toBeLessThan(500);
});

test('the routes that ltijs has beside the launch are closed', async () => {
  const browser = new Browser(tool);
  for (const path of ['/lti/', '/lti/unused-login', '/lti/unused-keys', '/lti/launch/x', '/lti/launch%00']) {
    expect((await browser.send(path, { form: { state: '[' } })).status).toBe(404);
  }
});

test('a Bearer header or an ltik in the address changes nothing', async () => {
  const browser = new Browser(tool);
  const { state, nonce } = await browser.login(platform);
  const id_token = await platform.sign(validClaims(platform, tool.url, { nonce }));
  const headers = { authorization: 'Bearer abc' };
  const shown = await browser.send('/lti/launch?ltik=abc', { form: { state, id_token }, headers });
  expect(shown).toMatchObject({ status: 302, location: '/home' });
});

test('none of ltijs’ headers arrive: the frame stays possible', async () => {
  const shown = await new Browser(tool).open(platform);
  const names = [...shown.headers.keys()];
  expect(names.filter((name) => name.startsWith('cross-origin') || name.startsWith('access-control'))).toEqual([]);
  expect(shown.headers.getSetCookie().every((cookie) => cookie.startsWith('__Host-perennial'))).toBe(true);
});

test('a client that goes away in the middle of the form does no harm', async () => {
  const sending = request(`${tool.url}/lti/launch`, {
    method: 'POST',
    headers: { 'content-type': FORM, 'content-length': 1000 },
  });
  const ended = new Promise((resolve) => sending.on('error', resolve));
  sending.write('state=');
  sending.destroy(new Error('gone'));
  await ended;
  expect(await new Browser(tool).open(platform)).toMatchObject({ status: 302 });
});

test('a key set that hangs or fails is no way in, and no end: 424, later 302', async () => {
  const slow = await startPlatform('client-slow');
  await registerPlatform(tool, slow);
  slow.keySet = 'hangs';
  const browser = new Browser(tool);
  expect(await browser.open(slow)).toMatchObject({ status: 424, code: 'platform_unreachable' });
  slow.keySet = 'fails';
  expect(await browser.open(slow)).toMatchObject({ status: 424, code: 'platform_unreachable' });
  slow.keySet = 'answers';
  expect(await browser.open(slow)).toMatchObject({ status: 302 });
  await slow.close();
});

test('keys are fetched once, and once more when the platform has a new one', async () => {
  const rotating = await startPlatform('client-rotating');
  await registerPlatform(tool, rotating);
  const browser = new Browser(tool);
  for (let count = 0; count < 5; count += 1) expect(await browser.open(rotating)).toMatchObject({ status: 302 });
  expect(rotating.keyRequests).toBe(1);
  rotating.keys.push(newKey());
  expect(await browser.open(rotating)).toMatchObject({ status: 302 });
  expect(rotating.keyRequests).toBe(2);
  for (let count = 0; count < 20; count += 1) {
    const { state, nonce } = await browser.login(rotating);
    const id_token = await rotating.sign(validClaims(rotating, tool.url, { nonce }), { kid: `made-up-${count}` });
    expect(await browser.launch({ state, id_token })).toMatchObject({ status: 403, code: 'key_unknown' });
  }
  expect(rotating.keyRequests).toBeLessThanOrEqual(7);
  rotating.keySet = 'fails';
  expect(await browser.open(rotating)).toMatchObject({ status: 302 });
  await rotating.close();
});

test('twelve thousand characters of login hint go on without the check for cookies', async () => {
  const form = { ...loginOf(platform, tool.url), lti_message_hint: 'x'.repeat(12_000) };
  expect((await new Browser(tool).send('/lti/login', { form })).location).toContain(platform.issuer);
});
