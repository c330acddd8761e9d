// Threads on a real database: starting them, letting people from outside in, and finding them in lists.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createDiscussionWorld, type DiscussionWorld, YEAR_8, YEAR_9 } from '../../test/support/discussion-world.ts';
import { ForbiddenError, NotFoundError } from '../errors.ts';

let world: DiscussionWorld;
beforeAll(async () => {
  world = await createDiscussionWorld();
});
afterAll(() => world.close());

const titles = async (
  who: Parameters<DiscussionWorld['as']>[0],
  shelf: 'any' | 'waiting' | 'question' | 'discussion' | 'mine' = 'any',
) => (await world.discussions.threads.list(await world.as(who), shelf, { limit: 100 })).map(({ title }) => title);

describe('starting a thread', () => {
  it('counts it, its first post, and that it waits for an answer', async () => {
    const before = await world.counts();
    await world.thread('mira', { title: 'Counted?' });
    await world.thread('mira', { title: 'Talked about', kind: 'discussion' });
    expect(await world.counts()).toEqual({
      threads: before.threads + 2,
      posts: before.posts + 2,
      waiting: before.waiting + 1,
    });
  });

  it('SG-04: is not for people from outside, nor for who is no member', async () => {
    for (const who of ['guest', 'alumnus', 'stranger'] as const) await expect(world.thread(who, {})).rejects.toThrow();
  });

  it('SG-09: in a class is for those of that class only', async () => {
    await expect(world.thread('nika', { course: YEAR_8 })).rejects.toThrow(NotFoundError);
    await world.thread('mira', { title: 'Only year 8', course: YEAR_8 });
    expect(await titles('jonas')).toContain('Only year 8');
    expect(await titles('staff')).toContain('Only year 8');
    for (const who of ['nika', 'guest', 'alumnus', 'stranger'] as const)
      expect([who, await titles(who)]).not.toEqual([who, expect.arrayContaining(['Only year 8'])]);
  });

  it('SG-09: with people from outside from the start is for staff only', async () => {
    await expect(world.thread('mira', { open: ['guests'] })).rejects.toThrow(ForbiddenError);
    await world.thread('staff', { title: 'With guests', open: ['guests'] });
    expect(await titles('guest')).toEqual(['With guests']);
    expect(await titles('alumnus')).toEqual([]);
  });

  it('SG-09: of a class is never opened', async () => {
    await expect(world.thread('mira', { course: YEAR_8, wish: ['guests'] })).rejects.toThrow();
    const id = await world.thread('mira', { course: YEAR_8 });
    await expect(world.discussions.threads.open(await world.as('staff'), id, ['guests'])).rejects.toThrow();
  });
});

describe('opening a thread later', () => {
  let id: string;
  beforeEach(async () => {
    id = await world.thread('mira', { title: 'Opened later', wish: ['guests'] });
  });
  const open = async (who: 'staff' | 'jonas' | 'mira', kinds: ('guests' | 'alumni')[]) =>
    world.discussions.threads.open(await world.as(who), id, kinds);

  it("SG-09: needs the author's wish and a member of staff", async () => {
    await expect(open('jonas', ['guests'])).rejects.toThrow(ForbiddenError);
    await expect(open('mira', ['guests'])).rejects.toThrow(ForbiddenError);
    await expect(open('staff', ['alumni'])).rejects.toThrow(ForbiddenError);
    await open('staff', ['guests']);
    expect((await world.discussions.threads.read(await world.as('guest'), id)).thread.wish).toEqual([]);
    await expect(world.discussions.threads.read(await world.as('alumnus'), id)).rejects.toThrow(NotFoundError);
    expect(await world.actions()).toContain('thread.opened');
  });

  it('SG-09: shows outsiders the first post and what is written from then on', async () => {
    const { posts, threads } = world.discussions;
    const pass = () => world.clock.advance(new Date(world.clock.now().getTime() + 1000));
    await posts.reply(await world.as('jonas'), id, 'before');
    pass();
    await open('staff', ['guests']);
    pass();
    await posts.reply(await world.as('jonas'), id, 'after');
    const seen = async (who: 'guest' | 'nika') => {
      const standing = await world.as(who);
      const { thread } = await threads.read(standing, id);
      return (await posts.page(standing, thread)).posts.map(({ text }) => text);
    };
    expect(await seen('guest')).toEqual(['We had one battery.', 'after']);
    expect(await seen('nika')).toEqual(['We had one battery.', 'before', 'after']);
  });

  it('SG-09: is taken back at once by its author or by staff', async () => {
    await open('staff', ['guests']);
    await world.discussions.threads.narrow(await world.as('mira'), id, ['guests']);
    await expect(world.discussions.threads.read(await world.as('guest'), id)).rejects.toThrow(NotFoundError);
    const found = await world.discussions.threads.list(await world.as('guest'), 'any');
    expect(found.map(({ _id }) => _id)).not.toContain(id);
    await expect(world.discussions.threads.narrow(await world.as('jonas'), id, ['guests'])).rejects.toThrow(
      ForbiddenError,
    );
  });
});

describe('lists', () => {
  it('SG-17: hold exactly what each person may read, whatever the list', async () => {
    await world.thread('mira', { title: 'Hidden one' });
    const all = await world.database.connection.collection('threads').find({ community: world.physics._id }).toArray();
    for (const who of ['mira', 'jonas', 'nika', 'staff', 'guest', 'alumnus', 'stranger'] as const) {
      const standing = await world.as(who);
      const readable: string[] = [];
      for (const { _id } of all) {
        const read = await world.discussions.threads.read(standing, String(_id)).catch(() => null);
        if (read) readable.push(String(_id));
      }
      const listed = (await world.discussions.threads.list(standing, 'any', { limit: 200 })).map(({ _id }) => _id);
      expect([who, listed.sort()]).toEqual([who, readable.sort()]);
    }
  });

  it("show what waits, questions, discussions and one's own", async () => {
    await world.thread('nika', { title: 'Nika asks' });
    await world.thread('nika', { title: 'Nika talks', kind: 'discussion', course: YEAR_9 });
    expect(await titles('nika', 'waiting')).toContain('Nika asks');
    expect(await titles('nika', 'question')).not.toContain('Nika talks');
    expect(await titles('nika', 'discussion')).toContain('Nika talks');
    expect(await titles('nika', 'mine')).toEqual(['Nika talks', 'Nika asks']);
  });

  it('go on at a cursor without losing or repeating a thread', async () => {
    const standing = await world.as('staff');
    const whole = (await world.discussions.threads.list(standing, 'any', { limit: 100 })).map(({ _id }) => _id);
    const paged: string[] = [];
    for (let before: { at: Date; id: string } | undefined; ; ) {
      const page = await world.discussions.threads.list(standing, 'any', { limit: 3, ...(before ? { before } : {}) });
      paged.push(...page.map(({ _id }) => _id));
      const last = page.at(-1);
      if (!last) break;
      before = { at: last.activeAt, id: last._id };
    }
    expect(paged).toEqual(whole);
  });
});
