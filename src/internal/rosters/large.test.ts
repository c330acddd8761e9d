// A course of 10,000: pages of 50 are staged, a page that fails changes nothing, and a complete roster is applied in
// batches that never hold more than a few hundred people in memory.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { contextOf, createInternalWorld, type InternalWorld, memberOf } from '../../../test/support/internal-world.ts';

const URL_BIG = 'https://lms.example/roster/big';
const MEMBERS = 10_000;

let world: InternalWorld;
let community: string;

beforeAll(async () => {
  world = await createInternalWorld();
  community = await world.mappedCourse('big', 'mr-lindqvist');
  await world.receive('staff', 'mr-lindqvist', { context: contextOf('big'), roster: { url: URL_BIG } });
  const members = Array.from({ length: MEMBERS }, (_, index) => memberOf(`pupil-${index}`));
  world.client.rosters.set(URL_BIG, [memberOf('mr-lindqvist', {}, 'staff'), ...members]);
});
afterAll(() => world.close());

const sync = async () => world.rosters.syncCourse(world.school, await world.course('big'));
const size = (name: string) => world.connection.collection(name).countDocuments();

it('10,000 members with a page that fails change nothing, then arrive all at once', async () => {
  world.client.failures.set(URL_BIG, { page: 150, status: 502 });
  expect(await sync()).toBe('failed');
  expect(await Promise.all(['people', 'identities', 'memberships', 'enrolments', 'rosterlines'].map(size))).toEqual([
    1, 1, 1, 1, 0,
  ]);
  world.client.failures.clear();
  expect(await sync()).toBe('complete');
  const { counts } = await world.communities.getCommunity(world.school._id, community);
  expect(counts).toMatchObject({ pupil: MEMBERS, staff: 1 });
  expect(await world.enrolments.count(await world.course('big'))).toEqual({ learners: MEMBERS, staff: 1 });
  const aliases = await world.connection.collection('memberships').distinct('alias', { community });
  expect(aliases).toHaveLength(MEMBERS + 1);
}, 300_000);
