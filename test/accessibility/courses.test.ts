// The pages around a launch in a real browser: where a course belongs, a learner's first page, the page of a course, the
// school's policy and the notices are held to WCAG 2.2 AA and never scroll sideways.
import type { Express } from 'express';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Launch } from '../../src/lti/index.ts';
import { describeInBrowser } from '../support/browser.ts';
import { createInternalApp, visit } from '../support/internal-app.ts';
import { contextOf, createInternalWorld, type InternalWorld, type Role } from '../support/internal-world.ts';
import { expectAccessible, expectNoSidewaysScroll, screenshots } from '../support/page-checks.ts';
import { openSite, type Site } from '../support/site.ts';

describeInBrowser('the pages around a launch', () => {
  let world: InternalWorld;
  let app: Express;
  let site: Site;

  beforeAll(async () => {
    world = await createInternalWorld();
    app = createInternalApp(world);
    const physics = await world.mappedCourse('8b-2025', 'Lindqvist');
    await world.community('Night Sky', { subject: 'Physics' });
    for (const pupil of ['Ada', 'Ben', 'Cem']) await world.receive('learner', pupil, { context: contextOf('8b-2025') });
    const community = await world.communities.getCommunity(world.school._id, physics);
    await world.member(community, 'Grete Weiss', 'alumnus');
    await world.setPolicy({ tellSomeone: 'Mrs Petrova, room 3' });
    site = await openSite(app);
  });
  afterAll(async () => {
    await site?.close();
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
    const page = await site.open(path === 'course' ? course : (path ?? visitor.to), visitor.cookie);
    expect(await page.locator('h1').count()).toBe(1);
    await screenshots(page, `launch-${name}`);
    await expectAccessible(page);
    await expectNoSidewaysScroll(page);
    await page.close();
  });
});
