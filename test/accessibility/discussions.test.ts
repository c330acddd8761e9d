// The pages of threads, of reports and of the audit log in a real browser: WCAG 2.2 AA in both colour schemes, no
// sideways scroll, valid HTML; and what somebody typed and did not send is still in the form after the frame was closed.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeInBrowser } from '../support/browser.ts';
import { createDiscussionApp, type DiscussionApp } from '../support/discussion-app.ts';
import { expectValidHtml } from '../support/html.ts';
import { expectAccessible, expectNoSidewaysScroll, screenshots } from '../support/page-checks.ts';
import { openSite, type Site } from '../support/site.ts';

describeInBrowser('the pages of threads and of safeguarding', () => {
  let app: DiscussionApp;
  let site: Site;
  const places: Record<string, string> = {};

  beforeAll(async () => {
    app = await createDiscussionApp();
    await app.setPolicy({ tellSomeone: 'Mrs Petrova, room 3' });
    const { posts, moderation } = app.discussions;
    const id = await app.thread('mira', {
      title: 'Why does the bulb get dimmer when I add a second one?',
      wish: ['guests', 'alumni'],
    });
    await app.discussions.threads.open(await app.as('staff'), id, ['guests']);
    const best = await posts.reply(
      await app.as('jonas'),
      id,
      'Nothing gets eaten. I **measured** it:\n\n- one bulb: 0.4 A\n- two bulbs: 0.2 A\n\n`U = R · I`',
    );
    await posts.accept(await app.as('mira'), id, best.id);
    const shown = await posts.reply(
      await app.as('guest'),
      id,
      'Well measured. See https://example.org/a-very-long-address/that-does-not-break-by-itself',
    );
    await moderation.decideHold(await app.as('staff'), shown.id, 1, { do: 'approve' });
    await posts.reply(await app.as('guest'), id, 'Write to me at hanna@example.org');
    const gone = await posts.reply(await app.as('nika'), id, 'Unkind words');
    await posts.remove(await app.as('staff'), id, gone.id);
    const own = await posts.reply(await app.as('mira'), id, 'I see');
    await app.review.reports.report(await app.as('nika'), id, own.id, { reason: 'unkind', words: 'It hurts' });
    await app.thread('nika', { title: 'Is sound faster in warm air?' });
    const community = `/communities/${app.physics._id}`;
    const thread = `${community}/threads/${id}`;
    Object.assign(places, {
      community, thread,
      report: `${thread}/posts/${best.id}/report`,
      edit: `${thread}/posts/${own.id}/edit`,
      evidence: `${community}/review/${gone.id}/evidence`,
    }); // biome-ignore format: one place a line
    site = await openSite(app.app);
  });
  afterAll(async () => {
    await site?.close();
    await app.close();
  });

  type Who = Parameters<DiscussionApp['visitor']>[0];
  async function open(who: Who, path: string, administrator = false): Promise<Page> {
    const token = await app.token(who, { administrator });
    return site.open(path, `__Host-session=${token}`);
  }

  const table: [string, Who, () => string, boolean?][] = [
    ['threads', 'jonas', () => `${places.community}/threads`],
    ['thread-staff', 'staff', () => places.thread ?? ''],
    ['thread-pupil', 'mira', () => `${places.thread}?done=replied`],
    ['thread-guest', 'guest', () => places.thread ?? ''],
    ['new-pupil', 'jonas', () => `${places.community}/threads/new?title=Why`],
    ['new-staff', 'staff', () => `${places.community}/threads/new`],
    ['edit', 'mira', () => places.edit ?? ''],
    ['report', 'nika', () => places.report ?? ''],
    ['review', 'staff', () => `${places.community}/review`],
    ['evidence', 'staff', () => places.evidence ?? ''],
    ['log', 'stranger', () => '/school/log', true],
  ];
  it.each(table)('%s', async (name, who, path, administrator) => {
    const page = await open(who, path(), administrator);
    expect(await page.locator('h1').count()).toBe(1);
    await screenshots(page, `discussions-${name}`);
    await expectAccessible(page);
    await expectNoSidewaysScroll(page);
    await page.close();
    const visitor = await app.visitor(who, { administrator: administrator ?? false });
    await expectValidHtml((await visitor.get(path())).text);
  });

  it('what was typed and not sent is in the form again, and gone once it is sent', async () => {
    const page = await open('jonas', places.thread ?? '');
    await page.getByLabel('Your reply').fill('Half a thought');
    await page.goto(`${site.origin}${places.community}/threads`);
    await page.goto(site.origin + places.thread);
    expect(await page.getByLabel('Your reply').inputValue()).toBe('Half a thought');
    await page.goto(`${site.origin}${places.thread}?done=replied`);
    expect(await page.getByLabel('Your reply').inputValue()).toBe('');
    await page.close();
  });
});
