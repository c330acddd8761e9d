// The whole way as one story: a school connects, a class becomes a community, somebody from outside helps, a school year
// turns, and one who left stays. In a browser that blocks third-party cookies, as many do.
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeInBrowser, launchBrowser } from '../support/browser.ts';
import { createLms, type Lms } from '../support/pages/lms.ts';
import { look } from '../support/pages/look.ts';
import { decidePolicy, enter, heading, startCommunity } from '../support/pages/tool.ts';
import { startTool, type TestTool } from '../support/tool.ts';

describeInBrowser('the whole way, in Moodle', { timeout: 180_000 }, () => {
  let tool: TestTool;
  let context: BrowserContext;
  let page: Page;
  let lms: Lms;

  beforeAll(async () => {
    [tool, context] = await Promise.all([startTool({ connect: false }), launchBrowser({ cookies: 'blocked' })]);
    context.setDefaultTimeout(30_000);
    page = context.pages()[0] ?? (await context.newPage());
    lms = createLms(page, tool);
  });

  afterAll(async () => {
    await context?.close();
    await tool?.close();
  });

  it('connects the school by one address', async () => {
    const { schools, lti } = tool.running.services;
    const school = await schools.getOrCreateByName('Alder Lane School');
    const invite = await lti.invites.createInvite({ school, name: 'Sandbox LMS' });
    await lms.open();
    await lms.connect(`${tool.toolUrl}/lti/register?invite=${invite}`);
    await look(page, 'story-connection');
  });

  it('lets the administrator decide once', async () => {
    const frame = await lms.launch('Mrs Petrova', 'Physics 8b');
    await heading(frame, 'What this school decides');
    await look(frame, 'story-policy');
    await decidePolicy(frame, { tell: 'Mrs Petrova, room 12, 555 0100' });
  });

  it('turns a course into a community', async () => {
    const frame = await lms.launch('Ms Adeyemi', 'Physics 8b');
    await heading(frame, 'Where does Physics 8b belong?');
    await look(frame, 'story-mapping');
    await startCommunity(frame, { name: 'Physics', template: 'Subject community', subject: 'Physics' });
    await look(frame, 'story-home-new');
  });

  it('lets a second course join', async () => {
    const frame = await lms.launch('Mr Lindqvist', 'Physics 9');
    await heading(frame, 'Where does Physics 9 belong?');
    await frame.getByRole('radio', { name: 'Join a community' }).check();
    await look(frame, 'story-mapping-second');
    await frame.getByRole('button', { name: 'Link Physics 9' }).click();
    await heading(frame, 'Physics');
  });

  it('welcomes a pupil, who says how to be called', async () => {
    const frame = await lms.launch('Nika Sever', 'Physics 8b');
    await heading(frame, 'Hello. This is Physics.');
    await look(frame, 'story-welcome');
    await enter(frame, 'Physics', /^Nika S/);
    await look(frame, 'story-home-first');
    expect(await frame.getByRole('contentinfo').textContent()).toContain('Mrs Petrova, room 12');
  });
});
