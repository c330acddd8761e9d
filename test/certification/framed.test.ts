// Launches in a real browser, in the frame of a platform on another site: with cookies, with partitioned cookies only,
// and with none, where the way leads through a new window. The pages of the way are checked for accessibility.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { describeInBrowser, type FrameCookies, launchBrowser } from '../support/browser.ts';
import { expectAccessible, expectNoSidewaysScroll } from '../support/page-checks.ts';
import { loginOf, registerPlatform, validClaims } from './browser.ts';
import { startPlatform, type TestPlatform } from './platform.ts';
import { startTool, type TestTool } from './tool.ts';

const quote = (text: string) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
const form = (action: string, target: string, fields: Record<string, string>) =>
  `<form method="post" action="${quote(action)}" target="${target}">${Object.entries(fields)
    .map(([name, value]) => `<input type="hidden" name="${name}" value="${quote(value)}">`)
    .join('')}</form><script>document.forms[0].submit()</script>`;

describeInBrowser('a launch in a frame', () => {
  let tool: TestTool;
  let keys: TestPlatform;
  let lms: Server;
  let url: string;
  let context: BrowserContext;
  let asked: number;
  let nonce: string | undefined;

  beforeAll(async () => {
    [tool, keys] = await Promise.all([startTool(), startPlatform()]);
    lms = createServer(async (req, res) => {
      const { pathname, searchParams } = new URL(req.url ?? '', url);
      res.setHeader('content-type', 'text/html; charset=utf-8');
      if (pathname !== '/auth') {
        const login = form(`${tool.url}/lti/login`, 'tool', loginOf(keys, tool.url));
        res.end(
          `<!doctype html><html lang="en"><title>Course</title><h1>Course</h1><iframe title="Tool" name="tool" width="360" height="600"></iframe>${login}`,
        );
        return;
      }
      asked += 1;
      const claims = validClaims(keys, tool.url, {
        nonce: nonce ?? searchParams.get('nonce'),
        'https://purl.imsglobal.org/spec/lti/claim/launch_presentation': { return_url: `${url}/course` },
      });
      const message = { state: searchParams.get('state') ?? '', id_token: await keys.sign(claims) };
      res.end(form(searchParams.get('redirect_uri') ?? '', '_self', message));
    });
    await new Promise<void>((resolve) => lms.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(lms.address() as AddressInfo).port}`;
    await registerPlatform(tool, keys, { authorizationEndpoint: `${url}/auth` });
  });
  afterEach(() => context.close());
  afterAll(async () => {
    lms.closeAllConnections();
    lms.close();
    await Promise.all([tool.close(), keys.close()]);
  });

  async function openCourse(cookies: FrameCookies): Promise<Page> {
    asked = 0;
    nonce = undefined;
    context = await launchBrowser({ cookies });
    tool.launches.length = 0;
    return context.newPage();
  }

  test.each(['allowed', 'blocked'] as const)('goes through where third-party cookies are %s', async (cookies) => {
    const page = await openCourse(cookies);
    await page.goto(`${url}/course`);
    await page.frame('tool')?.waitForURL(`${tool.url}/home`);
    expect(tool.launches).toHaveLength(1);
    expect(asked).toBe(1);
  });

  test('goes through a new window where no cookie is kept, and asks the platform once', async () => {
    const page = await openCourse('refused');
    await page.goto(`${url}/course`);
    const frame = page.frameLocator('iframe');
    await frame.getByRole('heading', { level: 1 }).waitFor();
    await expectAccessible(page);
    expect(asked).toBe(0);
    const opened = context.waitForEvent('page');
    await frame.getByRole('button').click();
    const window = await opened;
    await window.waitForURL(`${tool.url}/home`);
    expect(tool.launches).toHaveLength(1);
    expect(asked).toBe(1);
  });

  test('shows in the frame why it was refused, and the way back', async () => {
    const page = await openCourse('blocked');
    nonce = 'another';
    await page.goto(`${url}/course`);
    const frame = page.frameLocator('iframe');
    await frame.getByText('nonce_mismatch').waitFor();
    expect(await frame.getByRole('link', { name: 'Back to your course' }).getAttribute('href')).toContain(
      `${url}/course?lti_errormsg=`,
    );
    await expectAccessible(page);
    await page.goto(`${tool.url}/lti/launch`);
    await expectNoSidewaysScroll(page);
  });
});
