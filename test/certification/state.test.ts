// A login is used once, by the browser that began it: replays, other browsers, several tabs at once.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createCrypt } from '../../src/base/crypt.ts';
import { expectValidHtml } from '../support/html.ts';
import { Browser, registerPlatform, validClaims } from './browser.ts';
import { startPlatform, type TestPlatform } from './platform.ts';
import { startTool, type TestTool } from './tool.ts';

let tool: TestTool;
let platform: TestPlatform;
let other: TestPlatform;

beforeAll(async () => {
  [tool, platform, other] = await Promise.all([startTool(), startPlatform(), startPlatform('client-2')]);
  await registerPlatform(tool, platform);
  await registerPlatform(tool, other);
});
beforeEach(() => {
  tool.launches.length = 0;
});
afterAll(() => Promise.all([tool.close(), platform.close(), other.close()]));

async function prepared(browser: Browser, at = platform) {
  const { state, nonce } = await browser.login(at);
  return { state, id_token: await at.sign(validClaims(at, tool.url, { nonce })) };
}

test('of 20 concurrent replays exactly one succeeds', async () => {
  const browser = new Browser(tool);
  const form = await prepared(browser);
  const shown = await Promise.all(Array.from({ length: 20 }, () => browser.launch(form)));
  expect(shown.filter(({ status }) => status === 302)).toHaveLength(1);
  expect(shown.filter(({ code }) => code === 'state_used')).toHaveLength(19);
  expect(tool.launches).toHaveLength(1);
});

test('a launch sent again later is refused, with its cookie and without', async () => {
  const browser = new Browser(tool);
  const form = await prepared(browser);
  const cookies = new Map(browser.cookies);
  expect(await browser.launch(form)).toMatchObject({ status: 302 });
  expect(await browser.launch(form)).toMatchObject({ status: 409, code: 'state_used' });
  for (const [name, value] of cookies) browser.cookies.set(name, value);
  expect(await browser.launch(form)).toMatchObject({ status: 409, code: 'state_used' });
});

test('what the platform has signed uses the login up, also when it is refused; anything else writes nothing', async () => {
  const before = await tool.count('usedlogins');
  const browser = new Browser(tool);
  const { state, id_token } = await prepared(browser);
  expect(await browser.launch({ state, id_token: `${id_token.slice(0, -6)}AAAAAA` })).toMatchObject({ status: 403 });
  expect(await tool.count('usedlogins')).toBe(before);
  expect(await browser.launch({ state, id_token })).toMatchObject({ status: 302 });

  const begun = await browser.login(platform);
  const target = 'https://purl.imsglobal.org/spec/lti/claim/target_link_uri';
  const foreign = { nonce: begun.nonce, [target]: 'https://elsewhere.example/' };
  const refused = { state: begun.state, id_token: await platform.sign(validClaims(platform, tool.url, foreign)) };
  expect(await browser.launch(refused)).toMatchObject({ code: 'target_foreign' });
  expect(await browser.launch(refused)).toMatchObject({ code: 'state_used' });
});

test('another browser cannot finish a launch, and does not spoil it', async () => {
  const browser = new Browser(tool);
  const form = await prepared(browser);
  expect(await new Browser(tool).launch(form)).toMatchObject({ status: 403, code: 'cookie_missing' });
  const stranger = new Browser(tool);
  await stranger.login(platform);
  expect(await stranger.launch(form)).toMatchObject({ status: 403, code: 'cookie_missing' });
  expect(await browser.launch(form)).toMatchObject({ status: 302 });
});

test('the cookie of another login is no proof', async () => {
  const browser = new Browser(tool);
  const form = await prepared(browser);
  const first = [...browser.cookies].find(([name]) => name.includes('login')) as [string, string];
  await prepared(browser);
  const second = [...browser.cookies].findLast(([name]) => name.includes('login')) as [string, string];
  browser.cookies.set(first[0], second[1]);
  expect(await browser.launch(form)).toMatchObject({ status: 403, code: 'cookie_missing' });
});

test('two tabs launch at once without disturbing each other', async () => {
  const browser = new Browser(tool);
  const [left, right] = [await prepared(browser), await prepared(browser, other)];
  expect(await browser.launch(right)).toMatchObject({ status: 302 });
  expect(await browser.launch(left)).toMatchObject({ status: 302 });
  expect(new Set(tool.launches.map(({ registration }) => registration)).size).toBe(2);
});

test('a message of one platform does not answer the login of another', async () => {
  const browser = new Browser(tool);
  const { state, nonce } = await browser.login(platform);
  const id_token = await other.sign(validClaims(other, tool.url, { nonce }));
  expect(await browser.launch({ state, id_token })).toMatchObject({ status: 403, code: 'issuer_wrong' });
});

test.each([
  ['missing', undefined],
  ['never issued', 'A'.repeat(43)],
  ['sealed by another', createCrypt('the secret of another tool').seal('{}', 'lti-login')],
  ['odd', '['],
  ['an operator', '{"$ne":null}'],
  ['endless', 'A'.repeat(5000)],
])('a state that is %s is refused', async (_name, state) => {
  const browser = new Browser(tool);
  const { id_token } = await prepared(browser);
  const form: Record<string, string> = state === undefined ? { id_token } : { state, id_token };
  expect(await browser.launch(form)).toMatchObject({ status: 403, code: 'state_unknown' });
});

test('the platform’s own refusal is shown, and writes nothing, for nobody has signed it', async () => {
  const browser = new Browser(tool);
  const { state } = await browser.login(platform);
  const before = await tool.count('usedlogins');
  const form = { state, error: 'login_required', error_description: 'No <b>session</b>' };
  const shown = await browser.launch(form);
  expect(shown).toMatchObject({ status: 403, code: 'platform_refused' });
  await expectValidHtml(shown.html);
  expect(shown.html).toContain('login_required');
  expect(shown.html).not.toContain('<b>session</b>');
  expect(await tool.count('usedlogins')).toBe(before);
});

test('a refusal speaks the launch’s language, and leads back to the platform only', async () => {
  const browser = new Browser(tool);
  const presentation = 'https://purl.imsglobal.org/spec/lti/claim/launch_presentation';
  const own = `${platform.issuer}/course?id=1`;
  const german = await browser.open(platform, { nonce: 'x', [presentation]: { locale: 'de_AT', return_url: own } });
  expect(german.html).toContain('<html lang="de"');
  expect(german.html).toContain(`${own}&amp;lti_errormsg=`);
  expect(german.headers.get('content-security-policy')).toContain(`frame-ancestors 'self' ${platform.issuer}`);
  const foreign = { locale: 'fr', return_url: 'https://elsewhere.example/' };
  const english = await browser.open(platform, { nonce: 'x', [presentation]: foreign });
  expect(english.html).toContain('<html lang="en"');
  expect(english.html).not.toContain('elsewhere.example');
});
