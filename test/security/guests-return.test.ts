// SG-04: what a member of staff has ended stays ended, whatever else happens to the same guest.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createOutsideWorld, type OutsideWorld } from '../support/outside-world.ts';

let world: OutsideWorld;
beforeAll(async () => {
  world = await createOutsideWorld();
});
afterAll(() => world.close());

it('SG-04: a guest taken out of a community by its staff does not come back with another visit', async () => {
  const school = world.school._id;
  const choir = await world.community('Choir');
  await world.memberships.begin({ school, community: choir._id, person: world.teacher._id, band: 'staff', source: 'joined' }); // biome-ignore format: one spell
  const { person } = await world.guest();
  await world.memberships.end({ school, person: person._id, community: world.physics._id, by: world.teacher._id });
  world.clock.advance(new Date(world.clock.now().getTime() + 60_000));
  await world.guest({ communities: choir._id });
  const open = await world.memberships.listOpen(school, person._id);
  expect(open.map(({ community }) => community)).toEqual([choir._id]);
  await world.guest({ until: '2027-06-09' });
  const again = await world.memberships.listOpen(school, person._id);
  expect(again.map(({ community }) => community)).toContain(world.physics._id);
});
