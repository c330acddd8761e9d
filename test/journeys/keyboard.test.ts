// A pupil's first minutes by keyboard alone: into the frame, past the cover, a choice, the way in, and out again.
import type { Frame, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeInBrowser } from '../support/browser.ts';
import { type Journey, startJourney } from '../support/journey.ts';
import type { Lms } from '../support/pages/lms.ts';
import { heading, startCommunity } from '../support/pages/tool.ts';

/** What has the focus in a page or a frame, in a few words. */
const FOCUSED = `(() => {
  const { activeElement: it } = document;
  return (it.labels?.[0]?.innerText ?? it.innerText ?? it.title ?? '').trim().split('\\n')[0];
})()`;

describeInBrowser('by keyboard alone', { timeout: 120_000 }, () => {
  let journey: Journey;
  let page: Page;
  let lms: Lms;

  beforeAll(async () => {
    journey = await startJourney();
    ({ page, lms } = journey);
    const frame = await lms.launch('Ms Adeyemi', 'Physics 8b');
    await startCommunity(frame, { name: 'Physics', template: 'Subject community' });
  });

  afterAll(() => journey?.close());

  /** Presses Tab until something has the focus that is called so; fails after a page full of other things. */
  async function tabTo(place: Page | Frame, name: RegExp, key = 'Tab'): Promise<void> {
    const passed: string[] = [];
    while (passed.length < 30) {
      await page.keyboard.press(key);
      const focused = await place.evaluate<string>(FOCUSED);
      if (name.test(focused)) return;
      passed.push(focused);
    }
    throw new Error(`Nothing called ${name} has the focus; passed: ${passed.join(', ')}`);
  }

  it('a pupil comes in, chooses a name, and asks', async () => {
    const frame = await lms.launch('Jonas Pirc', 'Physics 8b');
    await heading(frame, 'Hello. This is Physics.');
    await page.getByRole('link', { name: 'Open in a new window' }).focus();
    await tabTo(frame, /^Skip to the page$/);
    expect(await frame.getByText('Skip to the page').isVisible()).toBe(true);
    await page.keyboard.press('Enter');
    await tabTo(frame, /^Jonas P\.$/);
    await page.keyboard.press('ArrowDown');
    expect(await frame.evaluate<string>(FOCUSED)).toMatch(/^Member /);
    await tabTo(frame, /^Come in$/);
    await page.keyboard.press('Enter');
    await heading(frame, 'Physics');
    await tabTo(frame, /^Your question$/);
    await page.keyboard.type('Why do magnets stick?');
    await page.keyboard.press('Enter');
    await heading(frame, 'Ask or discuss');
    await tabTo(frame, /^Send it$/);
    await page.keyboard.press('Enter');
    await heading(frame, 'Why do magnets stick?');
  });

  it('the focus leaves the frame both ways', async () => {
    const frame = await lms.launch('Jonas Pirc', 'Physics 8b');
    await heading(frame, 'Physics');
    await page.getByRole('link', { name: 'Open in a new window' }).focus();
    await tabTo(frame, /^Skip to the page$/);
    await tabTo(page, /^Open in a new window$/, 'Shift+Tab');
    await tabTo(page, /^Show what was said since$/);
  });
});
