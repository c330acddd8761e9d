// The way of a good launch: what the platform is asked, what onLaunch gets, and what becomes of cookies and headers.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Browser, registerPlatform } from './browser.ts';
import { startPlatform, type TestPlatform } from './platform.ts';
import { startTool, type TestTool } from './tool.ts';

let tool: TestTool;
let platform: TestPlatform;

beforeAll(async () => {
  [tool, platform] = await Promise.all([startTool(), startPlatform()]);
  await registerPlatform(tool, platform);
});
afterAll(() => Promise.all([tool.close(), platform.close()]));

test('a teacher opens the tool from a course', async () => {
  const browser = new Browser(tool);
  const shown = await browser.open(platform, { sub: 'teacher-1' });
  expect(shown).toMatchObject({ status: 302, location: '/home', code: undefined });
  expect(tool.launches.at(-1)).toMatchObject({ school: 'school-1', sub: 'teacher-1', roles: { staff: true } });
});
