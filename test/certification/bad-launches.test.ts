// Every launch that must be refused is refused with its code, on a page for people, and leaves nothing behind.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ACCEPTED_BY_LTIJS, type BadLaunch, KNOWN_BAD, MORE_BAD } from './bad-launches.ts';
import { Browser, registerPlatform, validClaims } from './browser.ts';
import { startPlatform, type TestPlatform } from './platform.ts';
import { startTool, type TestTool } from './tool.ts';

let tool: TestTool;
let platform: TestPlatform;

beforeAll(async () => {
  [tool, platform] = await Promise.all([startTool(), startPlatform()]);
  await registerPlatform(tool, platform);
});
afterAll(() => Promise.all([tool.close(), platform.close()]));

async function makeToken(bad: BadLaunch, nonce: string): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const valid = validClaims(platform, tool.url, { nonce });
  const changes = bad.claims?.({ claims: valid, platform, now }) ?? {};
  const claims = validClaims(platform, tool.url, { nonce, ...changes });
  return bad.token ? bad.token({ claims, platform, now }) : platform.sign(claims, bad.header);
}

async function expectRefusal(bad: BadLaunch): Promise<void> {
  const browser = new Browser(tool);
  const { state, nonce } = await browser.login(platform);
  const cookies = browser.cookies.size;
  const shown = await browser.launch({ state, id_token: await makeToken(bad, nonce) });
  expect(shown.code).toBe(bad.code);
  expect(shown.status).toBeGreaterThanOrEqual(400);
  expect(shown.status).toBeLessThan(500);
  expect(shown.html).toContain('<h1');
  expect(browser.cookies.size).toBe(cookies);
  expect(tool.launches).toEqual([]);
  expect(tool.failures).toEqual([]);
}

describe('the twelve known-bad payloads', () => {
  test('are twelve', () => expect(KNOWN_BAD).toHaveLength(12));
  test.each(KNOWN_BAD)('$name: $code ($source)', expectRefusal);
});

describe('what bare ltijs lets in', () => {
  test.each(ACCEPTED_BY_LTIJS)('$name: $code ($source)', expectRefusal);
});

describe('more that must be refused', () => {
  test.each(MORE_BAD)('$name: $code ($source)', expectRefusal);
});

test('no refused launch has left a deployment behind', async () => {
  expect(await tool.count('deployments')).toBe(0);
});
