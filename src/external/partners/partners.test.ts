import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { expectValidHtml } from '../../../test/support/html.ts';
import { createOutsideWorld, type OutsideWorld } from '../../../test/support/outside-world.ts';

let world: OutsideWorld;
beforeEach(async () => {
  world = await createOutsideWorld();
});
afterEach(() => world.close());

describe('partners', () => {
  it('are added by staff, once each, and listed with the communities their guests are in now', async () => {
    const visitor = await world.visitor(world.teacher);
    const add = (name: string, what = 'lends books') => visitor.post('/partners', { name, what });
    expect((await add('Town Library')).headers.location).toBe('/partners?done=added');
    expect((await add('town  LIBRARY')).status).toBe(422);
    const refused = await add('', '');
    expect(refused.status).toBe(422);
    await expectValidHtml(refused.text);
    await world.guest();
    await world.guest({ email: 'second@grid.example', partnerName: 'brookmere power grid' });
    expect(await world.external.partners.listPartners(world.school._id)).toMatchObject([
      { name: 'Brookmere Power Grid', guests: 2, communities: [{ community: world.physics._id, guests: 2 }] },
      { name: 'Town Library', what: 'lends books', guests: 0, communities: [] },
    ]);
    const here = async (community: string) =>
      (await world.external.partners.listOfCommunity(world.school._id, community)).map(({ name }) => name);
    expect(await here(world.physics._id)).toEqual(['Brookmere Power Grid']);
    expect(await here('another')).toEqual([]);
    const page = await visitor.get('/partners?done=added');
    expect(page.text).toContain('2 guests in Physics');
    await expectValidHtml(page.text);
    world.clock.advance(new Date('2027-07-10T09:00:00Z'));
    expect((await world.external.partners.listPartners(world.school._id))[0]).toMatchObject({ guests: 0 });
    expect(await here(world.physics._id)).toEqual([]);
  });

  it('belong to one school and are no business of pupils and guests', async () => {
    await world.external.partners.addPartner('other', 'x', { name: 'Foreign', what: '' });
    expect((await (await world.visitor(world.teacher)).get('/partners')).text).not.toContain('Foreign');
    const pupil = await world.visitor(await world.member(world.physics, 'Mira Kovac', 'pupil'));
    const { visitor } = await world.guest();
    for (const somebody of [pupil, visitor]) {
      expect((await somebody.get('/partners')).status).toBe(403);
      expect((await somebody.post('/partners', { name: 'Mine', what: 'x' })).status).toBe(403);
    }
  });
});
