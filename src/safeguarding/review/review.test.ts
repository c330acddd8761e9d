// Reports, the queue and evidence on a real database and on their pages (SG-03, SG-11, SG-12, SG-13).
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createDiscussionApp, type DiscussionApp } from '../../../test/support/discussion-app.ts';
import { ConflictError, ForbiddenError, NotFoundError } from '../../errors.ts';
import type { ReportReason } from './report.model.ts';

type Who = Parameters<DiscussionApp['as']>[0];
let app: DiscussionApp;
let id: string;
beforeAll(async () => {
  app = await createDiscussionApp();
});
afterAll(() => app.close());
beforeEach(async () => {
  id = await app.thread('mira', {});
});

const reply = async (who: Who, text: string, thread = id) =>
  (await app.discussions.posts.reply(await app.as(who), thread, text)).id;
const report = async (who: Who, post: string, reason: ReportReason = 'unkind', thread = id) =>
  app.review.reports.report(await app.as(who), thread, post, { reason, words: `said by ${who}` });
const sees = async (who: Who, post: string, thread = id) =>
  app.discussions.posts.read(await app.as(who), thread, post).then(
    () => true,
    () => false,
  );
const review = () => `/communities/${app.physics._id}/review`;

describe('a report', () => {
  it('SG-11: of one person hides nothing among members; of two it hides anything, but not from staff and its author', async () => {
    const post = await reply('jonas', 'Unkind');
    await report('mira', post);
    await report('mira', post, 'danger');
    expect(await sees('nika', post)).toBe(true);
    await report('nika', post);
    expect([
      await sees('nika', post),
      await sees('mira', post),
      await sees('jonas', post),
      await sees('staff', post),
    ]).toEqual([false, false, true, true]);
    const [one] = await app.review.reports.listOpen(await app.as('staff'));
    expect(one?.reports.map(({ reason }) => reason)).toEqual(['danger', 'unkind']);
  });

  it('SG-11: of anything by or with an outside adult hides it at once', async () => {
    const open = await app.thread('staff', { open: ['guests'] });
    const byGuest = await reply('guest', 'From outside', open);
    await app.discussions.moderation.decideHold(await app.as('staff'), byGuest, 1, { do: 'approve' });
    await report('mira', byGuest, 'contact', open);
    expect([await sees('mira', byGuest, open), await sees('guest', byGuest, open)]).toEqual([false, true]);
    const withGuest = await reply('jonas', 'To the guest', open);
    await report('guest', withGuest, 'other', open);
    expect([await sees('nika', withGuest, open), await sees('guest', withGuest, open)]).toEqual([false, false]);
  });

  it('SG-11: of a first post hides the whole thread from lists and pages', async () => {
    const { threads, posts } = app.discussions;
    const { thread } = await threads.read(await app.as('jonas'), id);
    const waiting = (await app.counts()).waiting;
    await report('jonas', thread.first);
    await report('nika', thread.first);
    await expect(threads.read(await app.as('jonas'), id)).rejects.toThrow(NotFoundError);
    const listed = async (who: Who) =>
      (await threads.list(await app.as(who), 'any', { limit: 200 })).some(({ _id }) => _id === id);
    expect([await listed('jonas'), await listed('mira'), await listed('staff')]).toEqual([false, true, true]);
    expect((await app.counts()).waiting).toBe(waiting - 1);
    await expect(posts.reply(await app.as('mira'), id, 'But')).rejects.toThrow(ForbiddenError);
    await app.review.reports.decide(await app.as('staff'), thread.first, 'keep');
    expect([await listed('jonas'), (await app.counts()).waiting]).toEqual([true, waiting]);
  });

  it("SG-11: cannot be about one's own post, and freezes what is hidden", async () => {
    const post = await reply('jonas', 'Unkind');
    await expect(report('jonas', post)).rejects.toThrow(ForbiddenError);
    await report('mira', post);
    await report('nika', post);
    const { posts } = app.discussions;
    await expect(posts.edit(await app.as('jonas'), id, post, { text: 'Kind', version: 2 })).rejects.toThrow(
      ForbiddenError,
    );
    await expect(posts.remove(await app.as('jonas'), id, post)).rejects.toThrow(ForbiddenError);
  });

  it('SG-11: is decided by staff or the lead, once, and never by whom it is about', async () => {
    const post = await reply('staff', 'Harsh words');
    await report('mira', post);
    const decide = async (who: Who, lead = false) =>
      app.review.reports.decide(await app.as(who, { lead }), post, 'remove');
    await expect(decide('mira')).rejects.toThrow(ForbiddenError);
    await expect(decide('staff', true)).rejects.toThrow(ForbiddenError);
    expect((await app.review.reports.listOpen(await app.as('staff'))).some((one) => one.post === post)).toBe(false);
    await decide('stranger', true);
    await expect(decide('colleague')).rejects.toThrow(ConflictError);
    expect(await app.actions()).toContain('report.removed');
  });

  it('SG-12: what is taken away, or changed after a report, is kept as evidence', async () => {
    const { posts, moderation } = app.discussions;
    const [changed, gone] = [await reply('jonas', 'First wording'), await reply('jonas', 'Bad words')];
    await report('mira', changed);
    await posts.edit(await app.as('jonas'), id, changed, { text: 'Second wording', version: 1 });
    await report('mira', gone);
    await app.review.reports.decide(await app.as('colleague'), gone, 'remove');
    const kept = async (post: string) =>
      (await moderation.readEvidence(await app.as('staff'), post)).evidence.map(({ text, why }) => [text, why]);
    expect(await kept(changed)).toEqual([['First wording', 'changed_after_report']]);
    expect(await kept(gone)).toEqual([['Bad words', 'removed']]);
    expect((await posts.read(await app.as('mira'), id, gone)).post).toMatchObject({
      state: 'deleted',
      text: '',
      removedBy: 'staff',
    });
  });

  it('two persons who report at the same time make one case', async () => {
    const post = await reply('jonas', 'Unkind');
    const [mira, nika] = await Promise.all([app.as('mira'), app.as('nika')]);
    const said = { reason: 'unkind' as const, words: '' };
    await Promise.all([mira, nika].map((who) => app.review.reports.report(who, id, post, said)));
    const open = (await app.review.reports.listOpen(await app.as('staff'))).filter((one) => one.post === post);
    expect(open.map(({ reports }) => reports.length)).toEqual([2]);
    expect(await sees('mira', post)).toBe(false);
  });

  it('SG-11: takes two steps: a link and a form, and the reporter stands on no page of the reported', async () => {
    const post = await reply('jonas', 'Unkind');
    const nika = await app.visitor('nika');
    const page = await nika.get(`/communities/${app.physics._id}/threads/${id}`);
    const link = page.text.match(new RegExp(`href="([^"]+${post}/report)"`))?.[1] ?? '';
    const form = await nika.get(link);
    expect(form.text).toContain('Whoever wrote it never learns that it was you.');
    expect((await nika.post(link, {})).status).toBe(422);
    const answer = await nika.post(link, { reason: 'unkind', words: 'It hurts' });
    expect(answer.status).toBe(303);
    expect((await nika.get(String(answer.headers.location))).text).toContain('Thank you.');
    const jonas = (await (await app.visitor('jonas')).get(`/communities/${app.physics._id}/threads/${id}`)).text;
    expect(jonas).not.toMatch(/Nika|It hurts/);
    const log = (await app.audit.list(app.school._id)).find(
      ({ action, object }) => action === 'post.reported' && object === post,
    );
    expect(JSON.stringify(log)).not.toContain(app.cast.nika._id);
  });
});

describe('the queue', () => {
  it("is for staff and the lead, and counted on the community's home", async () => {
    const { openReviews } = app.review;
    for (const who of ['mira', 'guest', 'alumnus', 'stranger'] as const) {
      expect([who, await openReviews(await app.as(who))]).toEqual([who, 0]);
      expect((await (await app.visitor(who)).get(review())).status).toBeGreaterThanOrEqual(403);
    }
    const before = await openReviews(await app.as('staff'));
    await report('nika', await reply('jonas', 'Unkind'));
    expect(await openReviews(await app.as('staff'))).toBe(before + 1);
    expect(await openReviews(await app.as('stranger', { lead: true }))).toBe(before + 1);
  });

  it('SG-13: shows held and reported posts, and notes the reading once a day', async () => {
    const open = await app.thread('staff', { open: ['guests'] });
    const post = await reply('guest', 'As in a street lamp', open);
    const staff = await app.visitor('staff');
    const page = (await staff.get(review())).text;
    expect(page).toContain('As in a street lamp');
    await staff.get(review());
    const read = (await app.audit.list(app.school._id, { limit: 500 })).filter(
      ({ action, object }) => action === 'post.read' && object === post,
    );
    expect(read).toHaveLength(1);
  });

  it('SG-03: asks for a reason before a change or a refusal, and its author reads it', async () => {
    const open = await app.thread('staff', { open: ['guests'] });
    const post = await reply('guest', 'Write to me', open);
    const staff = await app.visitor('staff');
    const hold = `${review()}/${post}/hold`;
    const refused = await staff.post(hold, { do: 'refuse', version: '1', reason: '' });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain(`href="#reason-${post}"`);
    expect((await staff.post(hold, { do: 'ask', version: '1', reason: 'Leave your address out.' })).status).toBe(303);
    expect((await staff.get(review())).text).not.toContain('Write to me');
    const guest = await app.visitor('guest');
    const address = `/communities/${app.physics._id}/threads/${open}`;
    expect((await guest.get(address)).text).toContain('Staff ask you to change it: Leave your address out.');
    await guest.post(`${address}/posts/${post}/edit`, { text: 'Ask me here', version: '1' });
    expect((await staff.get(review())).text).toContain('Ask me here');
    expect((await staff.post(hold, { do: 'approve', version: '1' })).status).toBe(409);
  });

  it('SG-12: leads to what a removed post said, which nobody else reads', async () => {
    const post = await reply('jonas', 'Bad words');
    await app.discussions.posts.remove(await app.as('staff'), id, post);
    const address = `${review()}/${post}/evidence`;
    expect((await (await app.visitor('colleague')).get(address)).text).toContain('Bad words');
    for (const who of ['mira', 'jonas', 'guest'] as const)
      expect((await (await app.visitor(who)).get(address)).status).toBe(403);
  });
});
