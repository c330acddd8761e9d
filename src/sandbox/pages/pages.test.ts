// The sandbox's pages in a real browser: connecting a tool, launching people, editing a roster, travelling in time.
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeInBrowser, launchBrowser } from '../../../test/support/browser.ts';
import { expectValidHtml } from '../../../test/support/html.ts';
import { createTestTool, type TestTool } from '../../../test/support/lti-tool.ts';
import { expectAccessible, expectNoSidewaysScroll, screenshots } from '../../../test/support/page-checks.ts';
import { createMovableClock } from '../../base/clock.ts';
import { createSandbox, type Sandbox } from '../index.ts';

const NOVEMBER = new Date('2026-11-12T09:40:00Z');

describeInBrowser.each(['moodle', 'canvas'] as const)('the pages of the sandbox as %s', (profile) => {
  let sandbox: Sandbox;
  let tool: TestTool;
  let context: BrowserContext;
  let page: Page;
  let url: string;
  let closeServer: () => Promise<void>;
  const told: Date[] = [];

  const check = async (name: string) => {
    if (profile === 'canvas') return;
    await expectValidHtml(await (await context.request.get(page.url())).text());
    await expectAccessible(page);
    await expectNoSidewaysScroll(page);
    await screenshots(page, `sandbox-${profile}-${name}`);
  };
  const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true });

  beforeAll(async () => {
    const clock = createMovableClock(NOVEMBER);
    sandbox = createSandbox({ profile, clock, onAdvance: async (to) => void told.push(to) });
    const server = await sandbox.listen();
    ({ url, close: closeServer } = server);
    tool = await createTestTool();
    context = await launchBrowser();
    page = await context.newPage();
  });
  afterAll(async () => {
    await context.close();
    await tool.close();
    await closeServer();
  });

  it('adds a tool by its registration address and activates it', async () => {
    await page.goto(url);
    await check('connection-empty');
    await page.getByLabel('Paste the registration URL').fill(`${tool.url}/register?invite=abc`);
    await button('Add tool').click();
    await page.waitForURL(`${url}/connection`);
    await page.getByText('waits for the administrator').waitFor();
    await button('Activate Test tool').click();
    await page.getByText('The tool is active.').waitFor();
    await check('connection');
  });

  it('launches whoever is chosen in the frame', async () => {
    await page.goto(url);
    await page.getByText('Choose a person of this course').waitFor();
    await button('Nika Sever').click();
    await page.frameLocator('iframe[name=tool]').getByText('"name":"Nika Sever"').waitFor();
    await page.getByText('Signed in as Nika Sever, pupil').waitFor();
  });

  it('launches in a window of its own, and tells what was said', async () => {
    const [opened] = await Promise.all([
      context.waitForEvent('page'),
      page.getByRole('link', { name: 'Open in a new window' }).click(),
    ]);
    await opened.getByText('"document_target":"window"').waitFor();
    await opened.close();
    await page.reload();
    await page
      .getByText(/launch +platform → tool +LtiResourceLinkRequest, pupil/)
      .first()
      .waitFor();
    await page.frameLocator('iframe[name=tool]').getByText('"name":"Nika Sever"').waitFor();
    await check('course');
  });

  if (profile === 'canvas') canvasOnly();
  else whatBothShare();

  function canvasOnly() {
    it('keeps values for the tool in its frame and sizes it', async () => {
      const frame = page.frame({ name: 'tool' });
      const ask = (message: object, target: string) =>
        frame?.evaluate(
          `new Promise((resolve) => {
          addEventListener('message', ({ data, origin }) => resolve({ ...data, origin }), { once: true });
          ${target}.postMessage(${JSON.stringify({ message_id: 'one', ...message })}, ${JSON.stringify(url)});
        })`,
        );
      const storage = `parent.frames['post_message_forwarding']`;
      await ask({ subject: 'lti.put_data', key: 'state', value: 'secret' }, storage);
      const answer = {
        subject: 'lti.get_data.response',
        message_id: 'one',
        key: 'state',
        value: 'secret',
        origin: url,
      };
      expect(await ask({ subject: 'lti.get_data', key: 'state' }, storage)).toEqual(answer);
      const capabilities = await ask({ subject: 'lti.capabilities' }, 'parent');
      expect(JSON.stringify(capabilities)).toContain('{"subject":"lti.put_data","frame":"post_message_forwarding"}');
      await frame?.evaluate(`parent.postMessage({ subject: 'lti.frameResize', height: 333 }, '*')`);
      await page.locator('iframe[name=tool][style*="333px"]').waitFor();
    });
  }

  // Nothing of this depends on the product.
  function whatBothShare() {
    it('edits the roster', async () => {
      await page.getByRole('link', { name: 'Who is in this course' }).click();
      const jonas = page.getByRole('row', { name: /Jonas Pirc/ });
      await jonas.getByRole('button', { name: 'Suspend' }).click();
      await jonas.getByText('suspended').waitFor();
      await page.getByLabel('Person').selectOption({ label: 'Leo Tanaka' });
      await button('Enrol').click();
      await page.getByRole('row', { name: /Leo Tanaka pupil active/ }).waitFor();
      await check('people');
      const course = sandbox.school.course('Physics 8b');
      expect(sandbox.school.enrolmentOf(sandbox.school.person('Jonas Pirc'), course)?.status).toBe('suspended');
    });

    it('copies a course', async () => {
      await page.goto(`${url}/courses/24`);
      await button('Copy this course').click();
      await page.getByText('This is the copy.').waitFor();
      expect(sandbox.school.course('History 9 copy').history).toEqual([24, 14]);
    });

    it('travels in time and tells the tool', async () => {
      await page.getByText('Thursday 12 November 2026', { exact: true }).waitFor();
      await button('Next week').click();
      await page.getByText('Thursday 19 November 2026', { exact: true }).waitFor();
      await button('End of school year').click();
      await page.getByText('Friday 16 July 2027', { exact: true }).waitFor();
      await button('Next school year').click();
      await page.getByText('A new school year has begun.').waitFor();
      await page.getByText('Wednesday 1 September 2027', { exact: true }).waitFor();
      expect(told.map((date) => date.toISOString().slice(0, 10))).toEqual(['2026-11-19', '2027-07-16', '2027-09-01']);
    });

    it('speaks German', async () => {
      await button('Deutsch').click();
      await page.getByText('Starten als', { exact: true }).waitFor();
      expect(await page.locator('html').getAttribute('lang')).toBe('de');
      await check('german');
    });

    it('says so where there is nothing', async () => {
      expect((await page.goto(`${url}/courses/999`))?.status()).toBe(404);
      await check('error');
    });
  }
});
