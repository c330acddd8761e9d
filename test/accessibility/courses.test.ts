// The pages around a launch in a real browser: where a course belongs, a learner's first page, the page of a course, the
// school's policy and the notices are held to WCAG 2.2 AA and never scroll sideways.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Express } from 'express';
import type { BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Launch } from '../../src/lti/index.ts';
import { describeInBrowser, launchBrowser } from '../support/browser.ts';
import { createInternalApp, visit } from '../support/internal-app.ts';
import { contextOf, createInternalWorld, type InternalWorld, type Role } from '../support/internal-world.ts';
import { expectAccessible, expectNoSidewaysScroll, screenshots } from '../support/page-checks.ts';

describeInBrowser('the pages around a launch', () => {
  let world: InternalWorld;
  let app: Express;
  let server: Server;
  let origin: string;
  let browser: BrowserContext;

  beforeAll(async () => {
    world = await createInternalWorld();
    app = createInternalApp(world);
    const physics = await world.mappedCourse('8b-2025', 'Lindqvist');
    await world.community('Night Sky', { subject: 'Physics' });
    for (const pupil of ['Ada', 'Ben', 'Cem']) await world.receive('learner', pupil, { context: contextOf('8b-2025') });
    const community = await world.communities.getCommunity(world.school._id, physics);
    await world.member(community, 'Grete Weiss', 'alumnus');
    await world.setPolicy({ tellSomeone: 'Mrs Petrova, room 3' });
    server = createServer(app).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    origin = `http://localhost:${(server.address() as AddressInfo).port}`;
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await new Promise((resolve) => server.close(resolve));
    await world.close();
  });

  const copied = contextOf('8b', { title: 'Physics 8b', history: ['8b-2025'] });
  const table: [string, Role, Partial<Launch>, string?][] = [
    ['mapping', 'staff', { context: copied }],
    ['waiting', 'learner', { context: contextOf('8b') }],
    ['welcome', 'learner', { context: contextOf('8b-2025') }],
    ['course', 'staff', { context: contextOf('8b') }, 'course'],
    ['policy', 'administrator', { context: contextOf('8b') }, '/school/policy'],
  ];
  it.each(table)('%s', async (name, role, more, path) => {
    const visitor = await visit(app, world.launch(role, `${role}-${name}`, more));
    const course = `/courses/${(await world.course('8b'))._id}`;
    const [cookie = '', value = ''] = visitor.cookie.split('=');
    await browser.clearCookies();
    const place = { domain: 'localhost', path: '/', secure: true, httpOnly: true, sameSite: 'None' as const };
    await browser.addCookies([{ name: cookie, value, ...place }]);
    const page = await browser.newPage();
    await page.goto(origin + (path === 'course' ? course : (path ?? visitor.to)));
    expect(await page.locator('h1').count()).toBe(1);
    await screenshots(page, `launch-${name}`);
    await expectAccessible(page);
    await expectNoSidewaysScroll(page);
    await page.close();
  });
});
