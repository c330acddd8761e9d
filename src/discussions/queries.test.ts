// The queries of threads, posts and the queue cost the same however many there are: 100,000 posts lie beside what is read.
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createDiscussionWorld, type DiscussionWorld, YEAR_8 } from '../../test/support/discussion-world.ts';
import { createReview } from '../safeguarding/review/index.ts';

const THREADS = 10_000;
const POSTS_EACH = 10;

let world: DiscussionWorld;
let inside: string;
beforeAll(async () => {
  world = await createDiscussionWorld();
  inside = await world.thread('mira', { title: 'The one that waits' });
  const { connection } = world.database;
  const [school, community, author] = [world.school._id, world.physics._id, world.cast.jonas._id];
  const start = world.clock.now().getTime() - 400 * 24 * 3600 * 1000;
  const times = Array.from({ length: THREADS }, (_, index) => new Date(start + index * 60_000));
  await connection.collection<{ _id: string }>('threads').insertMany(
    times.map((at, index) => ({
      _id: `thread-${index}`, school, community, author, kind: 'question', title: 'x', course: 'another', audience: [], wish: [],
      openedAt: { guests: null, alumni: null }, hidden: false, first: 'x', accepted: null, acceptedBy: null, replies: 9,
      at, activeAt: at, stage: 'waiting', outside: 'none',
    })),
  ); // biome-ignore format: one document
  for (let turn = 0; turn < POSTS_EACH; turn += 1)
    await connection.collection<{ _id: string }>('posts').insertMany(
      times.map((at, index) => ({
        _id: `post-${index}-${turn}`, school, community, thread: `thread-${index}`, author, band: 'pupil', first: turn === 0,
        text: 'x', state: 'shown', version: 1, at, changedAt: null, removedBy: null, asked: null, reported: false,
      })),
    ); // biome-ignore format: one document
}, 240_000);
afterAll(() => world.close());

interface Asked {
  sort?: Record<string, 1 | -1>;
  limit?: number;
}

/** Runs something and returns, for each of its queries, what explain says of it: looked at, returned. */
async function costsOf(work: () => Promise<unknown>): Promise<[number, number][]> {
  const { connection } = world.database;
  const asked: { name: string; filter: object; options: Asked }[] = [];
  const spies = ['threads', 'posts', 'reports'].flatMap((name) => {
    const model = Object.values(connection.models).find((one) => one.collection.name === name);
    if (!model) return [];
    const note = (filter: object, options: Asked = {}) => void asked.push({ name, filter, options });
    return (['find', 'countDocuments'] as const).map((method) => {
      const original = model.collection[method].bind(model.collection) as (filter: object, options: Asked) => unknown;
      const spied = (filter: object, options: Asked) => {
        note(filter, options);
        return original(filter, options);
      };
      return vi.spyOn(model.collection as unknown as Record<string, typeof spied>, method).mockImplementation(spied);
    });
  });
  await work();
  for (const spy of spies) spy.mockRestore();
  const costs: [number, number][] = [];
  for (const { name, filter, options } of asked) {
    let cursor = connection
      .collection(name)
      .find(filter)
      .limit(options.limit ?? 100);
    if (options.sort) cursor = cursor.sort(options.sort);
    const { executionStats } = (await cursor.explain('executionStats')) as {
      executionStats: { totalDocsExamined: number; nReturned: number };
    };
    costs.push([executionStats.totalDocsExamined, executionStats.nReturned]);
  }
  return costs;
}

describe('beside 100,000 posts', () => {
  it('really are so many', async () => {
    expect(await world.database.connection.collection('posts').estimatedDocumentCount()).toBeGreaterThan(100_000);
  });

  it('lists look at no more threads than they show', async () => {
    const { threads } = world.discussions;
    for (const who of ['mira', 'staff', 'guest', 'alumnus'] as const)
      for (const shelf of ['any', 'waiting', 'question', 'discussion', 'mine'] as const) {
        const standing = await world.as(who);
        const costs = await costsOf(() => threads.list(standing, shelf, { limit: 30 }));
        expect(costs.length).toBeGreaterThan(0);
        for (const [examined, returned] of costs) expect([who, shelf, examined]).toEqual([who, shelf, returned]);
      }
    const found = await threads.waitingFor(await world.as('mira'), 4);
    expect(found.map(({ _id }) => _id)).toEqual([inside]);
  });

  it('pages in the middle of a long list cost the same', async () => {
    const standing = await world.as('staff');
    const before = { at: new Date(world.clock.now().getTime() - 397 * 24 * 3600 * 1000), id: 'z' };
    const [[examined, returned] = [0, 0]] = await costsOf(() =>
      world.discussions.threads.list(standing, 'any', { before, limit: 30 }),
    );
    expect(returned).toBe(30);
    expect(examined).toBeLessThanOrEqual(31);
  });

  it('a page of a thread looks at no more posts than it shows', async () => {
    const standing = await world.as('mira');
    const { thread } = await world.discussions.threads.read(standing, inside);
    await world.thread('mira', { course: YEAR_8 });
    const costs = await costsOf(() => world.discussions.posts.page(standing, thread));
    expect(costs).toEqual([[1, 1]]);
  });

  it('the queue and its count look at what waits only', async () => {
    const standing = await world.as('staff');
    const { connection } = world.database;
    const review = createReview({ ...world, connection });
    const costs = await costsOf(async () => {
      await world.discussions.moderation.listHeld(standing, 50);
      await review.reports.listOpen(standing);
      await review.openReviews(standing);
    });
    expect(costs.length).toBeGreaterThanOrEqual(3);
    for (const cost of costs) expect(cost).toEqual([0, 0]);
  });
});
