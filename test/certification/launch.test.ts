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

test('a refused launch names the school, and whom to ask: pupils a teacher, teachers the administrator', async () => {
  const teacher = await new Browser(tool).open(platform, { nonce: 'another' });
  expect(teacher).toMatchObject({ status: 403, code: 'nonce_mismatch' });
  expect(teacher.html).toContain('Alder Lane School');
  expect(teacher.html).toContain('show this page to whoever administers your learning platform');
  const roles = ['http://purl.imsglobal.org/vocab/lis/v2/membership#Learner'];
  const pupil = await new Browser(tool).open(platform, {
    nonce: 'another',
    'https://purl.imsglobal.org/spec/lti/claim/roles': roles,
  });
  expect(pupil.html).toContain('show this page to a teacher');
});
