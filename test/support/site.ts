// An application as one visitor's browser sees it: on a port of its own, signed in by the cookie of a session.
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { launchBrowser } from './browser.ts';

export interface Site {
  origin: string;
  /** Opens a page as whoever has this cookie (`name=value`). */
  open(path: string, cookie: string): Promise<Page>;
  close(): Promise<void>;
}

/** Serves an application and opens a browser beside it. */
export async function openSite(app: RequestListener): Promise<Site> {
  const server = createServer(app).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  const browser = await launchBrowser();
  return {
    origin,
    async open(path, cookie) {
      const [name = '', value = ''] = cookie.split('=');
      await browser.clearCookies();
      const place = { domain: 'localhost', path: '/', secure: true, httpOnly: true, sameSite: 'None' as const };
      await browser.addCookies([{ name, value, ...place }]);
      const page = await browser.newPage();
      await page.goto(origin + path);
      return page;
    },
    async close() {
      await browser.close();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
