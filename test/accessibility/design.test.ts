// The design system and the school map in a real browser: every piece of /style, the error page, and the map of an
// empty, a new and a large school are held to WCAG 2.2 AA and never scroll sideways.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import type { BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { assets } from '../../src/base/http/assets.ts';
import { pages } from '../../src/base/http/page.ts';
import { styleRoutes } from '../../src/base/http/style.routes.ts';
import { LANGUAGES, pickLanguage } from '../../src/base/i18n/index.ts';
import { drawMap, type MapData } from '../../src/map/picture.ts';
import { listMap } from '../../src/map/picture-table.ts';
import { describeInBrowser, launchBrowser } from '../support/browser.ts';
import { expectValidHtml } from '../support/html.ts';
import { largeSchool, newSchool, sampleMap } from '../support/map-samples.ts';
import { expectAccessible, expectNoSidewaysScroll, screenshots } from '../support/page-checks.ts';

const SCHOOLS: Record<string, () => MapData> = {
  empty: () => sampleMap([]),
  new: newSchool,
  large: largeSchool,
};
const PATHS = ['/style', '/style/error', ...Object.keys(SCHOOLS).map((school) => `/map/${school}`)];

describeInBrowser('the design', () => {
  let server: Server;
  let browser: BrowserContext;
  let origin: string;

  beforeAll(async () => {
    server = createServer(designApp()).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    browser = await launchBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    await new Promise((resolve) => server.close(resolve));
  });

  it.each(PATHS)('%s is accessible and fits a narrow screen', async (path) => {
    const page = await browser.newPage();
    const missing: string[] = [];
    page.on('response', (response) => response.status() >= 400 && missing.push(response.url()));
    await page.goto(origin + path);
    await expectAccessible(page);
    await expectNoSidewaysScroll(page);
    await screenshots(page, `design${path.replaceAll('/', '-')}`);
    expect(missing).toEqual([]);
    await page.close();
  });

  it.each(LANGUAGES.flatMap((language) => PATHS.map((path) => [path, language] as const)))(
    '%s is valid HTML in %s',
    async (path, language) => {
      const response = await fetch(`${origin}${path}?language=${language}`);
      await expectValidHtml(await response.text());
    },
  );
});

function designApp(): express.Express {
  const options = { production: false };
  const app = express();
  app.use('/assets', assets(options));
  app.use(pages(options));
  app.use((req, res, next) => {
    res.locals.language = pickLanguage({ chosen: String(req.query.language) });
    next();
  });
  app.use(styleRoutes());
  app.get('/map/:school', (req, res) => {
    const data = SCHOOLS[req.params.school]?.() ?? sampleMap([]);
    const frame = { title: 'Map', head: { kind: 'plain' as const, heading: data.school.name } };
    res.page('map/body', frame, { picture: drawMap(data), rows: listMap(data) });
  });
  return app;
}
