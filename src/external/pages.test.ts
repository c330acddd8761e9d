import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeInBrowser, launchBrowser } from '../../test/support/browser.ts';
import { createOutsideWorld, type OutsideWorld, type Visitor } from '../../test/support/outside-world.ts';
import { expectAccessible, expectNoSidewaysScroll, screenshots } from '../../test/support/page-checks.ts';

describeInBrowser('the pages of the outside dimension', () => {
  let world: OutsideWorld;
  let server: Server;
  let browser: BrowserContext;
  const visitors: Record<string, Visitor> = {};
  const paths: Record<string, string> = {};

  beforeAll(async () => {
    world = await createOutsideWorld();
    const { visitor: guest } = await world.guest();
    const sponsor = await world.visitor(world.teacher);
    const lead = await world.visitor(world.lead, { administrator: true });
    Object.assign(visitors, { guest, sponsor, lead });
    paths.invite = `/communities/${world.physics._id}/guests/invite`;
    await sponsor.post(paths.invite, world.form({ email: 'ines@grid.example', name: 'Ines Okafor' }));
    const [waiting] = await world.external.visits.listOpen(world.school._id, 'waiting');
    await lead.post(`/guests/${waiting?._id}/approve`);
    paths.invitation = (await world.mailTo('ines@grid.example'))?.path ?? '';
    await sponsor.post(paths.invite, world.form({ email: 'paul@grid.example', name: 'Paul Winter' }));
    const [here] = await world.external.visits.listOpen(world.school._id, 'accepted');
    paths.extend = `/guests/${here?._id}/extend`;
    world.asked.push({ icon: 'bud', text: 'Why is the bulb dim?', href: '/x', small: 'Physics, with guests' });
    server = createServer(world.app).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    server?.close();
    await world?.close();
  });

  it.each([
    { name: 'guests', who: 'lead', path: '/guests?done=approved' },
    { name: 'guests-sponsor', who: 'sponsor', path: '/guests' },
    { name: 'partners', who: 'sponsor', path: '/partners' },
    { name: 'guest-invite', who: 'sponsor', path: 'invite' },
    { name: 'guest-extend', who: 'sponsor', path: 'extend' },
    { name: 'guest-home', who: 'guest', path: '/me' },
    { name: 'invitation', who: '', path: 'invitation' },
    { name: 'invitation-signed-in', who: 'sponsor', path: 'invitation' },
    { name: 'mails', who: 'lead', path: '/school/mails' },
    { name: 'sign-in', who: '', path: '/sign-in?sent=yes' },
    { name: 'signed-out', who: '', path: '/sign-out' },
  ])('$name is accessible and fits a narrow screen', { timeout: 60_000 }, async ({ name, who, path }) => {
    const page = await browser.newPage();
    const token = visitors[who]?.token;
    if (token) await page.setExtraHTTPHeaders({ Cookie: `__Host-session=${token}` });
    const { port } = server.address() as AddressInfo;
    const answer = await page.goto(`http://127.0.0.1:${port}${paths[path] ?? path}`);
    expect(answer?.status()).toBe(200);
    await expectAccessible(page);
    await expectNoSidewaysScroll(page);
    await screenshots(page, name);
    await page.close();
  });
});
