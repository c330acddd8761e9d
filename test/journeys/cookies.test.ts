// A launch in the three kinds of browser, in both profiles: third-party cookies allowed, blocked (our partitioned cookie
// still works), and refused, where the tool opens in a window of its own.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeInBrowser, type FrameCookies, launchBrowser } from '../support/browser.ts';
import { createLms, type Lms } from '../support/pages/lms.ts';
import { look } from '../support/pages/look.ts';
import { enter, heading, press, startCommunity } from '../support/pages/tool.ts';
import { startTool, type TestTool } from '../support/tool.ts';

describeInBrowser('a launch in three kinds of browser', () => {
  describe.each(['moodle', 'canvas'] as const)('from %s', { timeout: 120_000 }, (profile) => {
    let tool: TestTool;
    let lms: Lms;

    beforeAll(async () => {
      tool = await startTool({ profile });
    });

    afterAll(() => tool?.close());

    /** Does something in a browser of that kind. */
    async function inBrowser(cookies: FrameCookies, body: () => Promise<void>): Promise<void> {
      const context = await launchBrowser({ cookies });
      context.setDefaultTimeout(30_000);
      lms = createLms(context.pages()[0] ?? (await context.newPage()), tool);
      await body().finally(() => context.close());
    }

    it('stays in the frame where all cookies are kept, and so do its forms', () =>
      inBrowser('allowed', async () => {
        const frame = await lms.launch('Ms Adeyemi', 'Physics 8b');
        await startCommunity(frame, { name: 'Physics', template: 'Subject community', subject: 'Physics' });
      }));

    it('stays in the frame where third-party cookies are blocked', () =>
      inBrowser('blocked', async () => {
        const frame = await lms.launch('Jonas Pirc', 'Physics 8b');
        await enter(frame, 'Physics', /^Jonas P/);
      }));

    it('goes on in a new window where no cookie is kept, after one press of a button', () =>
      inBrowser('refused', async () => {
        await lms.signIn('Mira Kovač', 'Physics 8b');
        const frame = await lms.rawFrame();
        await heading(frame, 'One more step');
        await look(frame, `cookies-new-window-${profile}`);
        expect(await frame.getByRole('button').count()).toBe(1);
        const opened = lms.page.context().waitForEvent('page');
        await press(frame, 'Open Perennial');
        const window = await opened;
        await enter(window, 'Physics', /^Member /);
        expect(new URL(window.url()).origin).toBe(tool.toolUrl);
        await look(window, `cookies-window-${profile}`);
      }));
  });
});
