// Memberships: spells begin and end, and band, openness and counters follow from them.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestWorld, type TestWorld } from '../../test/support/factories.ts';

let world: TestWorld;
beforeAll(async () => {
  world = await createTestWorld();
});
afterAll(() => world.close());

const countsOf = async (id: string) => (await world.communities.getCommunity(world.school._id, id)).counts;

describe('memberships', () => {
  it('count each person once, however many courses lead into the community', async () => {
    const physics = await world.community('Physics');
    const mira = await world.member(physics, 'Mira Kovac', 'pupil', { course: 'c1' });
    await world.memberships.begin({
      school: world.school._id,
      community: physics._id,
      person: mira._id,
      band: 'pupil',
      source: 'course',
      course: 'c2',
    });
    expect(await countsOf(physics._id)).toMatchObject({ pupil: 1, staff: 0 });
    await world.memberships.end({ school: world.school._id, person: mira._id, course: 'c1', by: null });
    expect(await countsOf(physics._id)).toMatchObject({ pupil: 1 });
    const left = await world.memberships.end({ school: world.school._id, person: mira._id, course: 'c2', by: null });
    expect(left).toEqual([physics._id]);
    expect(await countsOf(physics._id)).toMatchObject({ pupil: 0 });
    const membership = await world.memberships.find(world.school._id, physics._id, mira._id);
    expect(membership?.spells).toHaveLength(2);
  });

  it('are begun once when the same launch comes twice at the same time', async () => {
    const chess = await world.community('Chess');
    const leo = await world.person('Leo Tanaka');
    const spell = {
      school: world.school._id,
      community: chess._id,
      person: leo._id,
      band: 'pupil' as const,
      source: 'course' as const,
      course: 'c1',
    };
    const results = await Promise.allSettled([1, 2, 3, 4].map(() => world.memberships.begin(spell)));
    expect(results.map((result) => result.status)).toEqual(Array(4).fill('fulfilled'));
    expect(await countsOf(chess._id)).toMatchObject({ pupil: 1 });
  });

  it('of guests end by themselves: at once for everybody who asks, and then in the counters', async () => {
    const art = await world.community('Art');
    const staff = await world.member(art, 'Ms Adeyemi', 'staff');
    const endsAt = new Date(world.clock.now().getTime() + 24 * 3600 * 1000);
    const guest = await world.member(art, 'Dr Weiss', 'guest', { sponsor: staff._id, endsAt });
    expect(await world.memberships.listOpen(world.school._id, guest._id)).toHaveLength(1);
    world.clock.advance(new Date(endsAt.getTime() + 1000));
    expect(await world.memberships.listOpen(world.school._id, guest._id)).toHaveLength(0);
    expect(await countsOf(art._id)).toMatchObject({ guest: 1 });
    expect(await world.memberships.closeEnded()).toBe(1);
    expect(await countsOf(art._id)).toMatchObject({ guest: 0, staff: 1 });
  });

  it('SG-02: tell who of the staff was active last, however many pupils there are', async () => {
    const choir = await world.community('Choir');
    const before = await world.member(choir, 'Mr Osei', 'staff');
    world.clock.advance(new Date(world.clock.now().getTime() + 3_600_000));
    const last = await world.member(choir, 'Ms Moreau', 'staff');
    await world.member(choir, 'Nika Sever', 'pupil');
    const staff = await world.memberships.listStaff(world.school._id, choir._id, 6);
    expect(staff.map(({ person }) => person)).toEqual([last._id, before._id]);
    expect(await world.memberships.listStaff(world.school._id, choir._id, 1)).toHaveLength(1);
  });
});
