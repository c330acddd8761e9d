// Floods: keys, registrations with wrong invitations, logins and launches. A school that launches at once is none.
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Limits } from '../../src/base/http/limits.ts';
import { AppError } from '../../src/errors.ts';
import { expectValidHtml } from '../support/html.ts';
import { Browser, registerPlatform } from './browser.ts';
import { startPlatform, type TestPlatform } from './platform.ts';
import { startTool, type TestTool } from './tool.ts';

const HERE = '127.0.0.1';
let tool: TestTool;
let platform: TestPlatform;
let browser: Browser;

beforeEach(async () => {
  [tool, platform] = await Promise.all([startTool(), startPlatform()]);
  await registerPlatform(tool, platform);
  browser = new Browser(tool);
});
afterEach(() => Promise.all([tool.close(), platform.close()]));

/** Uses a limit up; returns how many it let through. */
async function useUp(name: Parameters<Limits['count']>[0], key: string): Promise<number> {
  for (let count = 0; ; count += 1) {
    try {
      await tool.limits.count(name, key);
    } catch (error) {
      expect(error).toBeInstanceOf(AppError);
      return count;
    }
  }
}
const refused = { status: 429, code: 'rate_limited' };

test.each([
  ['keys', '/lti/keys'],
  ['register', '/lti/register?invite=wrong&openid_configuration=https://lms.example/c'],
  ['lti', '/lti/login'],
  ['lti', '/lti/launch'],
] as const)('too many %s from one address: %s says when to come again', async (name, path) => {
  await useUp(name, 'another address');
  expect((await browser.send(path)).status).not.toBe(429);
  await useUp(name, HERE);
  const shown = await browser.send(path);
  expect(shown).toMatchObject(refused);
  expect(Number(shown.headers.get('retry-after'))).toBeGreaterThan(0);
  await expectValidHtml(shown.html);
});

test('logins that never finish are kept nowhere', async () => {
  for (let count = 0; count < 20; count += 1) expect((await browser.startLogin(platform)).status).toBe(302);
  expect(await tool.count('usedlogins')).toBe(0);
});

test('3,000 pupils behind one address launch within a minute; a launch costs no command for being counted', async () => {
  expect(await useUp('lti', HERE)).toBeGreaterThanOrEqual(3 * 3000);
  expect(await tool.count('limits')).toBe(0);
});
