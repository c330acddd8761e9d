// Posts on a real database: replies that are held, changes and removals that leave a trace, the accepted answer.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createDiscussionWorld, type DiscussionWorld } from '../../test/support/discussion-world.ts';
import { ConflictError, ForbiddenError, NotFoundError } from '../errors.ts';

type Who = Parameters<DiscussionWorld['as']>[0];
let world: DiscussionWorld;
let id: string;
beforeAll(async () => {
  world = await createDiscussionWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  id = await world.thread('staff', { open: ['guests', 'alumni'] });
});

const reply = async (who: Who, text = 'I measured it.') => world.discussions.posts.reply(await world.as(who), id, text);
const page = async (who: Who) => {
  const standing = await world.as(who);
  const { thread } = await world.discussions.threads.read(standing, id);
  return { thread, ...(await world.discussions.posts.page(standing, thread)) };
};
const texts = async (who: Who) => (await page(who)).posts.map(({ text }) => text);
const edit = async (who: Who, post: string, text: string, version = 1) =>
  world.discussions.posts.edit(await world.as(who), id, post, { text, version });

describe('what people from outside write', () => {
  it('SG-03: is held: its author and staff see it, nobody else does, and it counts nowhere', async () => {
    const before = await world.counts();
    const { held } = await reply('guest', 'A street lamp is wired in a row.');
    expect(held).toBe(true);
    for (const who of ['guest', 'staff', 'colleague'] as const) expect(await texts(who)).toHaveLength(2);
    for (const who of ['mira', 'nika', 'alumnus'] as const) expect(await texts(who)).toHaveLength(1);
    expect(await world.counts()).toEqual(before);
    expect((await page('mira')).thread.replies).toBe(0);
  });

  it('SG-03: is shown once staff approve it, and goes back to the queue when it is changed', async () => {
    const { id: post } = await reply('guest', 'First');
    const { moderation } = world.discussions;
    await moderation.decideHold(await world.as('staff'), post, 1, { do: 'approve' });
    expect(await texts('mira')).toContain('First');
    expect((await page('mira')).thread.replies).toBe(1);
    await edit('guest', post, 'Second', 2);
    expect(await texts('mira')).toEqual(['We had one battery.']);
    expect((await page('mira')).thread.replies).toBe(0);
    expect((await moderation.listHeld(await world.as('staff'), 10)).map(({ _id }) => _id)).toContain(post);
  });

  it('SG-03: is decided on once, in the version that staff have read', async () => {
    const { id: post } = await reply('guest', 'First');
    await edit('guest', post, 'Second', 1);
    const { moderation } = world.discussions;
    await expect(moderation.decideHold(await world.as('staff'), post, 1, { do: 'approve' })).rejects.toThrow(
      ConflictError,
    );
    await moderation.decideHold(await world.as('staff'), post, 2, { do: 'approve' });
    await expect(
      moderation.decideHold(await world.as('colleague'), post, 3, { do: 'refuse', reason: 'no' }),
    ).rejects.toThrow(ConflictError);
    expect(await world.actions()).toContain('hold.approved');
  });

  it('SG-03: its author reads what staff ask for, and pupils decide nothing', async () => {
    const { id: post } = await reply('guest', 'Write to me');
    const { moderation } = world.discussions;
    await expect(moderation.decideHold(await world.as('mira'), post, 1, { do: 'approve' })).rejects.toThrow(
      NotFoundError,
    );
    await moderation.decideHold(await world.as('staff'), post, 1, {
      do: 'ask',
      reason: 'Please leave your address out.',
    });
    expect((await page('guest')).posts.at(-1)).toMatchObject({
      state: 'held',
      asked: 'Please leave your address out.',
    });
    expect(await moderation.countHeld(await world.as('staff'), 99)).toBe(
      (await moderation.listHeld(await world.as('staff'), 99)).filter(({ asked }) => asked === null).length,
    );
    await edit('guest', post, 'Ask me here', 1);
    expect((await page('guest')).posts.at(-1)).toMatchObject({ asked: null, text: 'Ask me here' });
  });

  it('SG-16: is answered by a mail that holds none of it', async () => {
    const { id: post } = await reply('guest', 'Secret of the lamps');
    await world.discussions.moderation.decideHold(await world.as('staff'), post, 1, { do: 'approve' });
    await world.mails.send();
    const [mail] = await world.mails.listKept(world.school._id);
    expect(mail?.to).toBe(world.cast.guest.email);
    expect(mail?.text).toContain(`/threads/${id}#post-${post}`);
    expect(mail?.text).not.toContain('Secret');
  });

  it('SG-02: stops when the last member of staff has been away for 14 in-session days, and begins again on return', async () => {
    await reply('mira', 'Before the holidays');
    await world.database.connection
      .collection('memberships')
      .updateMany({ band: 'staff' }, { $set: { activeAt: new Date('2026-10-01') } });
    await expect(page('guest')).rejects.toThrow(ForbiddenError);
    await expect(reply('guest')).rejects.toThrow(ForbiddenError);
    await expect(reply('mira')).rejects.toThrow(ForbiddenError);
    expect(await texts('mira')).toContain('Before the holidays');
    expect(await world.discussions.threads.list(await world.as('guest'), 'any')).toEqual([]);
    await world.as('staff');
    expect(await texts('guest')).toContain('Before the holidays');
  });
});

describe('changing and removing', () => {
  it('a change in a second tab is refused, and nothing is overwritten', async () => {
    const { id: post } = await reply('mira', 'One');
    await edit('mira', post, 'Two', 1);
    await expect(edit('mira', post, 'Three', 1)).rejects.toThrow(ConflictError);
    expect((await page('mira')).posts.at(-1)).toMatchObject({ text: 'Two', version: 2 });
    await expect(edit('jonas', post, 'Four', 2)).rejects.toThrow(ForbiddenError);
  });

  it('SG-12: leaves a place behind, and a copy for safeguarding where staff removed it', async () => {
    const { posts, moderation } = world.discussions;
    const before = await world.counts();
    const [own, others] = [await reply('mira', 'Mine'), await reply('jonas', 'Unkind words')];
    await posts.remove(await world.as('mira'), id, own.id);
    await expect(posts.remove(await world.as('mira'), id, others.id)).rejects.toThrow(ForbiddenError);
    await posts.remove(await world.as('staff'), id, others.id);
    expect((await page('nika')).posts.map(({ text, removedBy }) => [text, removedBy])).toEqual([
      ['We had one battery.', null],
      ['', 'author'],
      ['', 'staff'],
    ]);
    expect((await moderation.readEvidence(await world.as('staff'), own.id)).evidence).toEqual([]);
    const { evidence } = await moderation.readEvidence(await world.as('colleague'), others.id);
    expect(evidence).toMatchObject([{ text: 'Unkind words', why: 'removed' }]);
    await expect(moderation.readEvidence(await world.as('nika'), others.id)).rejects.toThrow(ForbiddenError);
    expect(await world.counts()).toEqual(before);
  });

  it('SG-13: reading evidence is logged, once a day for each reader', async () => {
    const { id: post } = await reply('jonas', 'Unkind words');
    const { posts, moderation } = world.discussions;
    await posts.remove(await world.as('staff'), id, post);
    for (const who of ['staff', 'staff', 'colleague'] as const)
      await moderation.readEvidence(await world.as(who), post);
    const read = (await world.audit.list(world.school._id)).filter(
      (entry) => entry.action === 'evidence.read' && entry.object === post,
    );
    expect(read.map(({ actor }) => actor).sort()).toEqual([world.cast.staff._id, world.cast.colleague._id].sort());
  });

  it('takes a thread out of the lists when nothing of it is left', async () => {
    const before = await world.counts();
    const lone = await world.thread('mira', { title: 'A mistake' });
    const { threads, posts } = world.discussions;
    const { thread } = await threads.read(await world.as('mira'), lone);
    await posts.remove(await world.as('mira'), lone, thread.first);
    expect(await world.counts()).toEqual(before);
    expect((await threads.list(await world.as('staff'), 'any')).map(({ _id }) => _id)).not.toContain(lone);
    expect((await threads.read(await world.as('jonas'), lone)).thread.title).toBeNull();
  });
});

describe('the accepted answer', () => {
  it('is chosen and taken back by who asked or by staff, and the question stops waiting', async () => {
    id = await world.thread('mira', {});
    const { posts } = world.discussions;
    const answer = await reply('jonas', 'Half the current');
    const before = await world.counts();
    await expect(posts.accept(await world.as('jonas'), id, answer.id)).rejects.toThrow(ForbiddenError);
    await posts.accept(await world.as('mira'), id, answer.id);
    expect((await page('nika')).thread).toMatchObject({ accepted: answer.id, acceptedBy: 'author', stage: 'question' });
    expect((await world.counts()).waiting).toBe(before.waiting - 1);
    await posts.takeBack(await world.as('staff'), id);
    expect((await page('nika')).thread).toMatchObject({ accepted: null, stage: 'waiting' });
    expect((await world.counts()).waiting).toBe(before.waiting);
  });

  it('is one, also when two are chosen at the same time, and none once it is removed', async () => {
    id = await world.thread('mira', {});
    const { posts } = world.discussions;
    const [a, b] = [await reply('jonas', 'A'), await reply('nika', 'B')];
    const before = await world.counts();
    const standings = [await world.as('mira'), await world.as('staff')] as const;
    await Promise.all([posts.accept(standings[0], id, a.id), posts.accept(standings[1], id, b.id)]);
    const { accepted } = (await page('mira')).thread;
    expect([a.id, b.id]).toContain(accepted);
    expect((await world.counts()).waiting).toBe(before.waiting - 1);
    await posts.remove(await world.as('staff'), id, accepted ?? '');
    expect((await page('mira')).thread).toMatchObject({ accepted: null, stage: 'waiting' });
    expect((await world.counts()).waiting).toBe(before.waiting);
  });

  it('cannot be the question itself, a held post, or anything in a discussion', async () => {
    id = await world.thread('mira', {});
    const { posts, threads } = world.discussions;
    const { thread } = await threads.read(await world.as('mira'), id);
    await expect(posts.accept(await world.as('mira'), id, thread.first)).rejects.toThrow(ForbiddenError);
    id = await world.thread('mira', { kind: 'discussion' });
    const talk = await reply('jonas');
    await expect(posts.accept(await world.as('mira'), id, talk.id)).rejects.toThrow(NotFoundError);
  });
});

describe('counters and pages', () => {
  it('count right when many write at the same time', async () => {
    const before = await world.counts();
    const standings = await Promise.all((['mira', 'jonas', 'nika', 'staff'] as const).map((who) => world.as(who)));
    await Promise.all(
      Array.from({ length: 12 }, (_, turn) => world.discussions.posts.reply(standings[turn % 4]!, id, `Reply ${turn}`)),
    );
    expect((await world.counts()).posts).toBe(before.posts + 12);
    expect((await page('mira')).thread.replies).toBe(12);
  });

  it('a long thread is read in pages of fifty, forwards and backwards, with the accepted answer on top', async () => {
    id = await world.thread('mira', {});
    const standing = await world.as('jonas');
    const { posts, threads } = world.discussions;
    let last = '';
    for (let turn = 0; turn < 60; turn += 1) last = (await posts.reply(standing, id, `Reply ${turn}`)).id;
    await posts.accept(await world.as('mira'), id, last);
    const { thread } = await threads.read(standing, id);
    const first = await posts.page(standing, thread);
    expect([first.posts.length, first.accepted?._id, first.previous]).toEqual([50, last, null]);
    const second = await posts.page(standing, thread, { after: first.next! });
    expect([second.posts.length, second.accepted, second.next]).toEqual([11, null, null]);
    const back = await posts.page(standing, thread, { before: second.previous! });
    expect(back.posts.map(({ _id }) => _id)).toEqual(first.posts.map(({ _id }) => _id));
  });
});
