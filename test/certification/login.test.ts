// The login: what is asked of it, how the browser is tested for cookies, and the way through a new window.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectValidHtml } from '../support/html.ts';
import { Browser, loginOf, registerPlatform, validClaims } from './browser.ts';
import { startPlatform, type TestPlatform } from './platform.ts';
import { startTool, type TestTool } from './tool.ts';

let tool: TestTool;
let platform: TestPlatform;

beforeAll(async () => {
  [tool, platform] = await Promise.all([startTool(), startPlatform()]);
  await registerPlatform(tool, platform, { authorizationEndpoint: `${platform.issuer}/auth?tenant=7` });
});
afterAll(() => Promise.all([tool.close(), platform.close()]));

test('sends the browser to the platform with all that the standard asks for', async () => {
  const { parameters, state, nonce } = await new Browser(tool).login(platform);
  expect(Object.fromEntries(parameters)).toEqual({
    tenant: '7',
    scope: 'openid',
    response_type: 'id_token',
    response_mode: 'form_post',
    prompt: 'none',
    client_id: 'client-1',
    redirect_uri: `${tool.url}/lti/launch`,
    login_hint: '42',
    lti_message_hint: '{"cmid":7}',
    state,
    nonce,
  });
  expect(state).toMatch(/^g1\.[\w.-]{200,400}$/);
  expect(nonce).toMatch(/^[\w-]{43}$/);
});

test('takes a GET as well as a POST, and gives each login a cookie of its own', async () => {
  const browser = new Browser(tool);
  const query = new URLSearchParams(loginOf(platform, tool.url));
  const check = await browser.send(`/lti/login?${query}`);
  expect(check.location).toContain('/lti/login?');
  const asked = await browser.send(check.location ?? '');
  expect(asked.location).toContain(`${platform.issuer}/auth?`);
  const [, cookie = ''] = asked.headers.getSetCookie()[0]?.match(/^(__Host-perennial-login-\w{16})=/) ?? [];
  expect(asked.headers.getSetCookie()[0]).toMatch(
    /; Max-Age=600; Path=\/; Expires=[^;]+; HttpOnly; Secure; Partitioned; SameSite=None$/,
  );
  await browser.login(platform);
  expect([...browser.cookies.keys()].filter((name) => name.includes('login'))).toHaveLength(2);
  expect(browser.cookies.has(cookie)).toBe(true);
});

test('asks a browser that has a cookie of ours no second time', async () => {
  const browser = new Browser(tool);
  await browser.login(platform);
  const again = await browser.send('/lti/login', { form: loginOf(platform, tool.url) });
  expect(again.location).toContain(`${platform.issuer}/auth`);
});

test('a frame without cookies gets the way through a new window before the platform is asked', async () => {
  const frame = new Browser(tool, { keepsCookies: false });
  const page = await frame.startLogin(platform);
  expect(page).toMatchObject({ status: 200, code: undefined });
  await expectValidHtml(page.html);
  expect(page.html).toContain('target="_blank"');
  expect(page.headers.get('content-security-policy')).toContain(`frame-ancestors 'self' ${platform.issuer}`);
  expect(page.headers.get('content-security-policy')).toContain(`form-action 'self' ${platform.issuer}`);
  expect([...frame.cookies.keys()]).toEqual([]);

  const fields = [...page.html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g)];
  const form = Object.fromEntries(
    fields.map(([, name, value = '']) => [name, value.replaceAll('&#34;', '"').replaceAll('&amp;', '&')]),
  );
  expect(form).toMatchObject(loginOf(platform, tool.url));
  const window = new Browser(tool);
  const check = await window.send('/lti/login', { form });
  const asked = await window.send(check.location ?? '');
  const parameters = new URL(asked.location ?? '').searchParams;
  const id_token = await platform.sign(validClaims(platform, tool.url, { nonce: parameters.get('nonce') }));
  expect(await window.launch({ state: parameters.get('state') ?? '', id_token })).toMatchObject({ location: '/home' });
});

test('a window that keeps no cookies either is told so', async () => {
  const window = new Browser(tool, { keepsCookies: false });
  const shown = await window.startLogin(platform, { perennial_window: '1' });
  expect(shown).toMatchObject({ status: 403, code: 'cookie_missing' });
});

test.each([
  ['no issuer', { iss: '' }, 400, 'login_invalid'],
  ['no login hint', { login_hint: '' }, 400, 'login_invalid'],
  ['no target', { target_link_uri: '' }, 400, 'login_invalid'],
  ['an unknown issuer', { iss: 'https://unknown.example' }, 403, 'platform_unknown'],
  ['an unknown client', { client_id: 'client-9' }, 403, 'platform_unknown'],
  ['a foreign target', { target_link_uri: 'https://elsewhere.example/' }, 400, 'target_foreign'],
  ['a target of a similar name', { target_link_uri: 'http://localhost.elsewhere.example/' }, 400, 'target_foreign'],
  ['an endless hint', { login_hint: 'x'.repeat(9000) }, 400, 'login_invalid'],
])('a login with %s is refused', async (_name, change, status, code) => {
  const shown = await new Browser(tool).startLogin(platform, change);
  expect(shown).toMatchObject({ status, code });
});

test('a login may leave the client id out only where the issuer has one registration', async () => {
  const { client_id: _left, ...form } = loginOf(platform, tool.url);
  expect((await new Browser(tool).send('/lti/login', { form })).status).toBe(302);
  await registerPlatform(tool, platform, { clientId: 'client-of-another-school', school: 'school-2' });
  expect(await new Browser(tool).send('/lti/login', { form })).toMatchObject({
    status: 400,
    code: 'platform_ambiguous',
  });
});

test('a platform that was switched off is refused at once, also in the middle of a launch', async () => {
  const registration = await registerPlatform(tool, platform, { clientId: 'client-off' });
  const off = { ...platform, clientId: 'client-off' };
  const browser = new Browser(tool);
  const { state, nonce } = await browser.login(off);
  await tool.lti.registrations.setActive(registration._id, false);
  const id_token = await platform.sign(validClaims(off, tool.url, { nonce }));
  expect(await browser.launch({ state, id_token })).toMatchObject({ status: 403, code: 'platform_inactive' });
  expect(await browser.startLogin(off)).toMatchObject({ status: 403, code: 'platform_inactive' });
});
