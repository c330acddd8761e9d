// The three kinds of browser really differ in what a framed tool can keep, and the checks of a page really find faults.
import { existsSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ROOT } from '../../src/base/root.ts';
import { describeInBrowser, type FrameCookies, launchBrowser } from './browser.ts';
import { expectAccessible, expectNoSidewaysScroll, screenshots } from './page-checks.ts';

const servers: Server[] = [];

function serve(host: string, listener: RequestListener): Promise<string> {
  return new Promise((resolve) => {
    const server = createServer(listener).listen(0, host, () => {
      resolve(`http://${host}:${(server.address() as AddressInfo).port}`);
    });
    servers.push(server);
  });
}

function html(body: string): string {
  return `<!doctype html><html lang="en"><head><title>Page</title></head><body><main>${body}</main></body></html>`;
}

/** A tool that sets a partitioned and a plain cookie and shows which come back, and an LMS that frames its pages. */
async function servePair(pages: Record<string, string>): Promise<{ lms: string; tool: string }> {
  const tool = await serve('127.0.0.1', ({ url = '', headers }, response) => {
    if (url === '/set') {
      const plain = 'plain=1; Path=/; Secure; HttpOnly; SameSite=None';
      response.setHeader('set-cookie', [plain.replace('plain', '__Host-part').concat('; Partitioned'), plain]);
      return response.writeHead(302, { location: '/show' }).end();
    }
    response.setHeader('content-type', 'text/html; charset=utf-8');
    return response.end(html(pages[url] ?? `<h1>${headers.cookie ?? 'none'}</h1>`));
  });
  const lms = await serve('localhost', ({ url = '' }, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(html(`<h1>Course</h1><iframe title="Tool" src="${tool}${url}"></iframe>`));
  });
  return { lms, tool };
}

afterAll(() => {
  for (const server of servers) server.close();
});

describeInBrowser('a framed tool', () => {
  const cases: { cookies: FrameCookies; kept: string[] }[] = [
    { cookies: 'allowed', kept: ['__Host-part=1', 'plain=1'] },
    { cookies: 'blocked', kept: ['__Host-part=1'] },
    { cookies: 'refused', kept: ['none'] },
  ];

  it.each(cases)(
    'keeps $kept where its cookies are $cookies, and all in a window of its own',
    async ({ cookies, kept }) => {
      const { lms, tool } = await servePair({});
      const context = await launchBrowser({ cookies });
      const page = await context.newPage();
      await page.goto(`${lms}/set`);
      const framed = await page.frameLocator('iframe').locator('h1').textContent();
      expect(framed?.split('; ').toSorted()).toEqual(kept);
      await page.goto(`${tool}/set`);
      expect((await page.locator('h1').textContent())?.split('; ').toSorted()).toEqual(['__Host-part=1', 'plain=1']);
      await context.close();
    },
  );
});

describeInBrowser('the checks of a page', () => {
  let context: BrowserContext;
  let page: Page;
  let lms: string;

  beforeAll(async () => {
    ({ lms } = await servePair({
      '/good': '<h1>Good</h1><p>Enough to read.</p>',
      '/unlabelled': '<h1>Form</h1><input type="text">',
      '/dark': '<style>@media (prefers-color-scheme: dark) { p { color: #eee } }</style><h1>Dark</h1><p>Pale.</p>',
      '/wide': '<h1>Wide</h1><div class="plank" style="width: 900px">x</div>',
      '/table': '<h1>Table</h1><div style="overflow-x: auto" tabindex="0"><div style="width: 900px">x</div></div>',
    }));
    context = await launchBrowser({ cookies: 'blocked' });
    page = await context.newPage();
  });

  afterAll(() => context.close());

  it('find nothing wrong with a good page and its frame', async () => {
    await page.goto(`${lms}/good`);
    await expectAccessible(page);
    await expectNoSidewaysScroll(page);
  });

  it('find a field without a label inside a frame of another origin', async () => {
    await page.goto(`${lms}/unlabelled`);
    await expect(expectAccessible(page)).rejects.toThrow(/label \(light\)[\s\S]*iframe.*> input/);
  });

  it('find weak contrast that only dark colours have', async () => {
    await page.goto(`${lms}/dark`);
    await expect(expectAccessible(page)).rejects.toThrow(/color-contrast \(dark\)/);
  });

  it('find what sticks out sideways, and name it', async () => {
    await page.goto(`${lms}/wide`);
    await expect(expectNoSidewaysScroll(page)).rejects.toThrow(/div\.plank/);
    expect(page.viewportSize()?.width).toBe(1280);
  });

  it('let a wide table scroll in a box of its own', async () => {
    await page.goto(`${lms}/table`);
    await expectNoSidewaysScroll(page);
  });
});

describe('screenshots', () => {
  it('are not taken unless they are asked for', async () => {
    vi.stubEnv('SCREENSHOTS', '');
    await screenshots({} as Page, 'never');
    expect(existsSync(join(ROOT, 'test-output', 'screenshots', 'never-360-light.png'))).toBe(false);
    vi.unstubAllEnvs();
  });
});
