import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { expectValidHtml } from '../../../test/support/html.ts';
import { createOutsideWorld, type OutsideWorld } from '../../../test/support/outside-world.ts';

let world: OutsideWorld;
beforeEach(async () => {
  world = await createOutsideWorld();
});
afterEach(() => world.close());

describe('the home of a guest', () => {
  it('shows the listed communities, what waits, who invited and what one should know', async () => {
    const { visitor } = await world.guest();
    world.asked.push({ icon: 'bud', text: 'Why is the bulb dim?', href: '/x', small: 'Physics, with guests' });
    const { text: page } = await visitor.get('/me');
    expect(page).toContain('Welcome, Dr Hanna Weiss');
    expect(page).toContain(`<a href="/communities/${world.physics._id}">Physics</a>`);
    for (const text of ['Why is the bulb dim?', 'Ms Adeyemi invited you', 'until Friday 9 July 2027'])
      expect(page).toContain(text);
    expect(page).toContain('your posts wait for a member of staff');
    expect(page).not.toContain('href="/map"');
    await expectValidHtml(page);
  });

  it('names a pupil nowhere (SG-05)', async () => {
    await world.member(world.physics, 'Mira Kovac', 'pupil');
    const { visitor } = await world.guest();
    expect((await visitor.get('/me')).text).not.toMatch(/Mira|Kovac/);
  });

  it('says why a community is shut, without its threads, when no staff are active (SG-02)', async () => {
    await world.member(world.physics, 'Mira Kovac', 'pupil');
    const { visitor } = await world.guest();
    world.asked.push({ icon: 'bud', text: 'Why is the bulb dim?', href: '/x', small: '' });
    world.clock.advance(new Date('2026-12-20T09:00:00Z'));
    const { text: page } = await visitor.get('/me');
    expect(page).toContain('No member of staff has been here for a while.');
    expect(page).not.toContain('Why is the bulb dim?');
    expect(page).not.toContain(`href="/communities/${world.physics._id}"`);
  });

  it('says when the visit is over, and shows nothing else', async () => {
    const { visitor } = await world.guest();
    world.clock.advance(new Date('2027-07-10T09:00:00Z'));
    const { text: page } = await visitor.get('/me');
    expect(page).toContain('Your visit has ended.');
    expect(page).not.toContain('Physics');
    await expectValidHtml(page);
  });

  it('lets a guest go earlier: every way in is shut at once', async () => {
    const { visitor, person, id } = await world.guest();
    const answer = await visitor.post('/me/visit/end');
    expect(answer.headers.location).toBe('/sign-out');
    expect((await visitor.get('/me')).status).toBe(401);
    expect(await world.memberships.listOpen(world.school._id, person._id)).toEqual([]);
    expect(await world.external.visits.get(world.school._id, id)).toMatchObject({ endedBy: person._id });
    expect(await world.actions()).toContain('guest.left');
    const teacher = await world.visitor(world.teacher);
    expect((await teacher.post('/me/visit/end')).status).toBe(409);
  });

  it('is not the home of anybody else', async () => {
    expect((await (await world.visitor(world.teacher)).get('/me')).status).toBe(404);
    expect((await world.anybody.get('/me')).status).toBe(401);
  });
});
