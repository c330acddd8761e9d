import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contextOf, createInternalWorld, type InternalWorld, memberOf } from '../../../test/support/internal-world.ts';

let world: InternalWorld;
let community: string;
const URL_8B = 'https://lms.example/roster/8b';

beforeAll(async () => {
  world = await createInternalWorld();
  community = await world.mappedCourse('8b', 'mr-lindqvist');
  await world.receive('staff', 'mr-lindqvist', { context: contextOf('8b'), roster: { url: URL_8B } });
});
afterAll(() => world.close());

const sync = async (id = '8b') => world.rosters.syncCourse(world.school, await world.course(id));
const counts = async () => (await world.communities.getCommunity(world.school._id, community)).counts;
const snapshot = async () => {
  const read = (name: string) => world.connection.collection(name).find().sort({ _id: 1 }).toArray();
  return Promise.all(['people', 'identities', 'enrolments', 'memberships', 'communities'].map(read));
};
const writesOf = async (act: () => Promise<unknown>): Promise<string[]> => {
  const calls: string[] = [];
  world.connection.set('debug', (collection: string, method: string) => void calls.push(`${collection}.${method}`));
  await act();
  world.connection.set('debug', false);
  return calls.filter((call) => !/\.(find|findOne|countDocuments)$/.test(call) && !call.startsWith('rosterlines'));
};

describe('a roster', () => {
  it('makes its people members: a pupil is a pupil, staff are staff but not active by it (SG-02)', async () => {
    world.client.rosters.set(URL_8B, [
      memberOf('mr-lindqvist', {}, 'staff'),
      memberOf('ms-adeyemi', {}, 'staff'),
      memberOf('ada'),
      memberOf('ben', { name: undefined }),
      memberOf('ada'),
      memberOf('parent', {}, 'observer'),
      memberOf('student-view', {}, 'testUser'),
      memberOf('gone', { status: 'inactive' }),
      memberOf('deleted', { status: 'deleted' }),
    ]);
    expect(await sync()).toBe('complete');
    expect(await counts()).toMatchObject({ pupil: 2, staff: 2 });
    const adeyemi = await world.personOf('ms-adeyemi');
    const membership = await world.memberships.find(world.school._id, community, adeyemi._id);
    expect(membership).toMatchObject({ band: 'staff', activeAt: null });
    const subs = await world.connection.collection('identities').distinct('sub');
    expect(subs.sort()).toEqual(['ada', 'ben', 'mr-lindqvist', 'ms-adeyemi']);
    expect(await world.connection.collection('rosterlines').countDocuments()).toBe(0);
  });

  it('that has not changed writes only when it was read', async () => {
    expect(await writesOf(() => sync())).toEqual(['courses.updateOne']);
  });

  it('never demotes whom a launch made staff, and ends the course spell of whom it does not hold', async () => {
    world.client.rosters.set(URL_8B, [
      memberOf('mr-lindqvist'),
      memberOf('ada'),
      memberOf('ben', { status: 'inactive' }),
    ]);
    await sync();
    const lindqvist = await world.personOf('mr-lindqvist');
    const mine = await world.memberships.find(world.school._id, community, lindqvist._id);
    expect(mine).toMatchObject({ band: 'staff', open: true });
    expect(await counts()).toMatchObject({ pupil: 1, staff: 1 });
    const ben = await world.personOf('ben');
    expect(ben.state).toBe('here');
    expect((await world.memberships.find(world.school._id, community, ben._id))?.open).toBe(false);
    world.client.rosters.set(URL_8B, [memberOf('mr-lindqvist', {}, 'staff'), memberOf('ada'), memberOf('ben')]);
    await sync();
    expect(await counts()).toMatchObject({ pupil: 2, staff: 1 });
  });

  it('keeps given and family names where they are told, and guesses only where they are not', async () => {
    const parts = { given: 'Anna Maria', family: 'Novak' };
    const told = memberOf('anna', { name: 'Anna Maria Novak', ...parts });
    const nameOf = async () => (await world.personOf('anna')).name;
    const { name: full } = told;
    world.client.rosters.set(URL_8B, [memberOf('anna', { name: full })]);
    await sync();
    expect(await nameOf()).toEqual({ full, given: 'Anna', family: '' });
    world.client.rosters.set(URL_8B, [told]);
    await sync();
    expect(await nameOf()).toEqual({ full, ...parts });
    expect(await writesOf(() => sync())).toEqual(['courses.updateOne']);
    world.client.rosters.set(URL_8B, [
      memberOf('anna', { name: full }),
      memberOf('only', { name: undefined, ...parts }),
    ]);
    await sync();
    expect(await nameOf()).toEqual({ full, ...parts });
    expect((await world.personOf('only')).name).toEqual({ full, ...parts });
    world.client.rosters.set(URL_8B, [memberOf('mr-lindqvist', {}, 'staff'), memberOf('ada'), memberOf('ben')]);
    await sync();
  });

  it('keeps whoever came by a launch while it was read', async () => {
    const read = world.client.readRoster;
    world.client.readRoster = async (...given) => {
      await read(...given);
      await world.receive('learner', 'late', { context: contextOf('8b') });
    };
    await sync();
    world.client.readRoster = read;
    const late = await world.personOf('late');
    expect((await world.memberships.find(world.school._id, community, late._id))?.open).toBe(true);
    await sync();
    expect((await world.memberships.find(world.school._id, community, late._id))?.open).toBe(false);
  });

  it('a page that fails changes nothing, whatever came before it', async () => {
    const before = await snapshot();
    const pupils = Array.from({ length: 120 }, (_, index) => memberOf(`new-${index}`));
    world.client.rosters.set(URL_8B, [...pupils, memberOf('mr-lindqvist', {}, 'staff')]);
    world.client.failures.set(URL_8B, { page: 2, status: 500 });
    expect(await sync()).toBe('failed');
    expect(await snapshot()).toEqual(before);
    expect(await world.connection.collection('rosterlines').countDocuments()).toBe(0);
    world.client.failures.clear();
    expect(await sync()).toBe('complete');
    expect(await counts()).toMatchObject({ pupil: 120, staff: 1 });
  });

  it('is read for a course that nobody has mapped yet, too: its people wait there', async () => {
    const url = 'https://lms.example/roster/9a';
    await world.receive('staff', 'ms-novak', { context: contextOf('9a'), roster: { url } });
    world.client.rosters.set(url, [memberOf('ms-novak', {}, 'staff'), memberOf('fin'), memberOf('gia')]);
    expect(await sync('9a')).toBe('complete');
    expect(await world.enrolments.count(await world.course('9a'))).toEqual({ learners: 2, staff: 1 });
    const id = await world.mappedCourse('9a', 'ms-novak', 'Biology');
    expect((await world.communities.getCommunity(world.school._id, id)).counts).toMatchObject({ pupil: 2, staff: 1 });
  });

  it('is skipped where the course has ended', async () => {
    const context = contextOf('past', { endsAt: new Date('2026-07-01T00:00:00Z') });
    await world.receive('staff', 'ms-novak', { context, roster: { url: 'https://lms.example/roster/past' } });
    expect(await sync('past')).toBe('ended');
  });

  it('AL-01 ends its course when it has answered 403, 404 or 410 for 14 days of school time', async () => {
    const url = 'https://lms.example/roster/lost';
    await world.receive('staff', 'ms-novak', { context: contextOf('lost'), roster: { url } });
    const step = async (days: number, status: number | null) => {
      world.clock.advance(new Date(world.clock.now().getTime() + days * 24 * 3600 * 1000));
      if (status === null) world.client.failures.delete(url);
      else world.client.failures.set(url, { page: 0, status });
      return sync('lost');
    };
    expect(await step(0, 404)).toBe('gone');
    expect(await step(10, 500)).toBe('failed');
    expect(await step(1, null)).toBe('complete');
    expect(await step(1, 403)).toBe('gone');
    expect(await step(13, 410)).toBe('gone');
    expect(await step(1, 404)).toBe('ended');
    expect(await world.course('lost')).toMatchObject({ endedWhy: 'roster_gone' });
    const [entry] = await world.audit.list(world.school._id, { action: 'course.ended' });
    expect(entry).toMatchObject({ actor: null, details: { why: 'roster_gone' } });
  });
});

describe('a platform that refuses a token', () => {
  it('AL-01 says nothing about a course: none ends by it', async () => {
    world.client.failures.set(URL_8B, { page: 0, status: 403, code: 'token_refused' });
    expect(await sync()).toBe('failed');
    expect((await world.course('8b')).goneSince).toBeNull();
    world.client.failures.clear();
  });
});

describe('reading on request', () => {
  it('reads each roster that a launch found stale once, in the order of asking', async () => {
    await world.rounds.runRequested();
    world.clock.advance(new Date(world.clock.now().getTime() + 25 * 3600 * 1000));
    await world.receive('learner', 'ada', { context: contextOf('8b'), roster: { url: URL_8B } });
    await world.receive('learner', 'ben', { context: contextOf('8b'), roster: { url: URL_8B } });
    expect(await world.rounds.runRequested()).toBe(1);
    expect(await world.rounds.runRequested()).toBe(0);
    expect((await world.course('8b')).syncRequestedAt).toBeNull();
  });
});
