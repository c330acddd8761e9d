import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createOutsideWorld, type OutsideWorld } from '../../../test/support/outside-world.ts';

const EMAIL = 'h.weiss@grid.example';

let world: OutsideWorld;
beforeEach(async () => {
  world = await createOutsideWorld();
});
afterEach(() => world.close());

/** Invites and approves; the path of the link in the mail and the invitation's id. */
async function approved(changes: object = {}): Promise<{ path: string; id: string }> {
  await (await world.visitor(world.teacher)).post(
    `/communities/${world.physics._id}/guests/invite`,
    world.form(changes),
  );
  const [invitation] = await world.external.visits.listOpen(world.school._id, 'waiting');
  const id = invitation?._id ?? '';
  await (await world.visitor(world.lead)).post(`/guests/${id}/approve`);
  return { path: (await world.mailTo(invitation?.email ?? ''))?.path ?? '', id };
}

const stateOf = async (id: string) => (await world.external.visits.get(world.school._id, id)).state;

describe('accepting an invitation (SG-04)', () => {
  it('shows who invites, what for, until when and the rules, and uses nothing up by being opened', async () => {
    const { path, id } = await approved();
    for (let scanner = 0; scanner < 3; scanner += 1) {
      const page = await world.anybody.get(path);
      expect(page.status).toBe(200);
      for (const text of ['Ms Adeyemi invites you', 'Answers questions about the power grid', 'Physics', '9 July 2027'])
        expect(page.text).toContain(text);
      expect(page.text).toContain('Every post of a guest waits for a member of staff.');
      expect(page.headers['set-cookie']).toBeUndefined();
    }
    expect(await stateOf(id)).toBe('sent');
  });

  it('makes a guest with memberships that have an end and a sponsor, and signs in', async () => {
    const { path, id } = await approved();
    const answer = await world.anybody.post(path);
    expect(answer.headers.location).toBe('/me');
    expect(String(answer.headers['set-cookie'])).toMatch(/__Host-session=[\w-]{43}; Path=\/; HttpOnly; Secure/);
    const { person, state } = await world.external.visits.get(world.school._id, id);
    expect(state).toBe('accepted');
    expect(await world.people.getPerson(world.school._id, person ?? '')).toMatchObject({
      state: 'guest',
      band: 'guest',
      email: EMAIL,
      organisation: 'Brookmere Power Grid',
      staff: false,
    });
    expect(await world.memberships.listOpen(world.school._id, person ?? '')).toMatchObject([
      {
        community: world.physics._id,
        band: 'guest',
        sponsor: world.teacher._id,
        until: new Date('2027-07-09T22:00:00Z'),
      },
    ]);
    expect((await world.communities.getCommunity(world.school._id, world.physics._id)).counts.guest).toBe(1);
    expect(await world.actions()).toContain('guest.accepted');
  });

  it('works once, also when two use the link at the same moment', async () => {
    const { path } = await approved();
    const answers = await Promise.all([world.anybody.post(path), world.anybody.post(path)]);
    expect(answers.filter(({ status }) => status === 303)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 404 || status === 409)).toHaveLength(1);
    expect((await world.anybody.get(path)).status).toBe(404);
    expect(await world.people.listByState(world.school._id, 'guest')).toHaveLength(1);
    expect((await world.communities.getCommunity(world.school._id, world.physics._id)).counts.guest).toBe(1);
  });

  it('ends after fourteen days of the school’s clock, and the sponsor can send it again', async () => {
    const { path, id } = await approved();
    world.clock.advance(new Date('2026-11-26T09:05:00Z'));
    expect((await world.anybody.post(path)).status).toBe(404);
    const other = await world.visitor(world.lead);
    expect((await other.post(`/guests/${id}/send-again`)).status).toBe(403);
    const sponsor = await world.visitor(world.teacher);
    expect((await sponsor.get('/guests')).text).toContain('The sponsor can send a new one.');
    expect((await sponsor.post(`/guests/${id}/send-again`)).headers.location).toBe('/guests?done=sent');
    const again = (await world.mailTo(EMAIL))?.path ?? '';
    expect(again).not.toBe(path);
    expect((await world.anybody.post(path)).status).toBe(404);
    expect((await world.anybody.post(again)).status).toBe(303);
    expect((await sponsor.post(`/guests/${id}/send-again`)).status).toBe(409);
  });

  it('stops to work when it is taken back, when outsiders are off, and when the sponsor is no longer staff', async () => {
    const first = await approved();
    await world.setPolicy({ outsidersAllowed: false });
    expect((await world.anybody.post(first.path)).status).toBe(403);
    await world.setPolicy({ outsidersAllowed: true });
    const { _id: physics } = world.physics;
    const staff = { school: world.school._id, person: world.teacher._id, community: physics };
    await world.memberships.end({ ...staff, by: null });
    expect((await world.anybody.post(first.path)).status).toBe(403);
    expect((await world.anybody.get(first.path)).text).toContain('no longer staff there');
    await world.memberships.begin({ ...staff, band: 'staff', source: 'joined' });
    await (await world.visitor(world.teacher)).post(`/guests/${first.id}/end`);
    expect((await world.anybody.post(first.path)).status).toBe(404);
    expect(await stateOf(first.id)).toBe('withdrawn');
    expect(await world.people.listByState(world.school._id, 'guest')).toEqual([]);
  });

  it('enters only communities in which the sponsor is still staff', async () => {
    const art = await world.community('Art');
    const membership = { school: world.school._id, person: world.teacher._id, community: art._id };
    await world.memberships.begin({ ...membership, band: 'staff', source: 'joined' });
    const { path, id } = await approved({ communities: [world.physics._id, art._id] });
    await world.memberships.end({ ...membership, by: null });
    await world.anybody.post(path);
    const { person } = await world.external.visits.get(world.school._id, id);
    const open = await world.memberships.listOpen(world.school._id, person ?? '');
    expect(open.map(({ community }) => community)).toEqual([world.physics._id]);
  });

  it('is not for somebody of the school who tries the link out', async () => {
    const { path, id } = await approved();
    const sponsor = await world.visitor(world.teacher);
    const page = await sponsor.get(path);
    expect(page.text).toContain('You are signed in as Ms Adeyemi');
    expect(page.text).not.toContain('Accept the invitation');
    expect((await sponsor.post(path)).status).toBe(409);
    expect(await stateOf(id)).toBe('sent');
    const out = await sponsor.post(`/sign-out?next=${encodeURIComponent(path)}`);
    expect(out.headers.location).toBe(path);
  });

  it('cannot be guessed, and there is no way in without one', async () => {
    await approved();
    for (const code of ['x', 'a'.repeat(43), '%00', '..%2f..'])
      expect((await world.anybody.get(`/invitations/${code}`)).status).toBe(404);
    const { id } = await approved({ email: 'second@grid.example' });
    expect((await world.anybody.post(`/invitations/${id}`)).status).toBe(404);
    for (const path of ['/guests', '/partners', '/me', '/invitations'])
      expect((await world.anybody.get(path)).status).toBeGreaterThanOrEqual(401);
  });

  it('needs the page: another site cannot accept for a guest', async () => {
    const { path } = await approved();
    const { default: request } = await import('supertest');
    const answer = await request(world.app).post(path).set('Origin', 'https://evil.example').type('form').send({});
    expect(answer.status).toBe(403);
  });

  it('joins a second invitation of the same address to the same guest, and nobody else', async () => {
    const { person } = await world.guest();
    const alumnus = await world.member(world.physics, 'Tom Reyes', 'alumnus');
    await world.people.updatePerson(world.school._id, alumnus._id, { email: 'tom@mail.example' });
    const art = await world.community('Art');
    await world.memberships.begin({
      school: world.school._id,
      person: world.teacher._id,
      community: art._id,
      band: 'staff',
      source: 'joined',
    });
    const second = await approved({ communities: art._id, partnerName: 'Brookmere Arts' });
    await world.anybody.post(second.path);
    expect((await world.external.visits.get(world.school._id, second.id)).person).toBe(person._id);
    expect(await world.memberships.listOpen(world.school._id, person._id)).toHaveLength(2);
    const third = await approved({ email: 'tom@mail.example' });
    await world.anybody.post(third.path);
    const { person: guest } = await world.external.visits.get(world.school._id, third.id);
    expect(guest).not.toBe(alumnus._id);
    expect((await world.people.getPerson(world.school._id, alumnus._id)).state).toBe('alumnus');
  });
});
