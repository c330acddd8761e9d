import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { expectValidHtml } from '../../../test/support/html.ts';
import { createOutsideWorld, type OutsideWorld } from '../../../test/support/outside-world.ts';
import { invitationModel } from './invitation.model.ts';

let world: OutsideWorld;
beforeEach(async () => {
  world = await createOutsideWorld();
});
afterEach(() => world.close());

const may = async (person: Parameters<OutsideWorld['standing']>[0], action: 'community.read' | 'members.list') =>
  world.access.ask(await world.standing(person, world.physics), action);

describe('a guest (SG-04)', () => {
  it('sees the listed communities and no other, no member list, no guests, no partners', async () => {
    const { person, visitor } = await world.guest();
    const art = await world.community('Art');
    expect(await may(person, 'community.read')).toMatchObject({ allowed: true });
    expect(await may(person, 'members.list')).toMatchObject({ allowed: false, reason: 'not_for_outsiders' });
    const elsewhere = await world.standing(person, art);
    expect(world.access.can(elsewhere, 'community.read')).toBe(false);
    for (const path of ['/guests', '/partners', `/communities/${world.physics._id}/guests/invite`])
      expect((await visitor.get(path)).status).toBe(403);
  });

  it('is out at once on the last day’s midnight, before any job has run', async () => {
    const { person } = await world.guest();
    world.clock.advance(new Date('2027-07-09T21:59:00Z'));
    expect(await world.memberships.listOpen(world.school._id, person._id)).toHaveLength(1);
    world.clock.advance(new Date('2027-07-09T22:00:00Z'));
    expect(await world.memberships.listOpen(world.school._id, person._id)).toEqual([]);
    expect(await may(person, 'community.read')).toMatchObject({ allowed: false });
    expect(await world.external.visits.listOpen(world.school._id, 'accepted')).toEqual([]);
    expect(await world.external.visits.listOver(world.school._id)).toHaveLength(1);
    const counted = async () =>
      (await world.communities.getCommunity(world.school._id, world.physics._id)).counts.guest;
    expect(await counted()).toBe(1);
    await world.external.visits.tidy();
    expect(await counted()).toBe(0);
  });

  it('is out at once when the school ends the visit, with every session and link', async () => {
    const { person, id, visitor } = await world.guest();
    expect((await visitor.get('/me')).status).toBe(200);
    await world.anybody.post('/sign-in', { email: person.email ?? '' });
    const link = (await world.mailTo(person.email ?? ''))?.path ?? '';
    const sponsor = await world.visitor(world.teacher);
    expect((await sponsor.post(`/guests/${id}/end`)).headers.location).toBe('/guests?done=ended');
    expect((await visitor.get('/me')).status).toBe(401);
    expect(await world.memberships.listOpen(world.school._id, person._id)).toEqual([]);
    expect((await world.anybody.post(link)).status).toBe(404);
    expect((await world.communities.getCommunity(world.school._id, world.physics._id)).counts.guest).toBe(0);
    expect((await sponsor.post(`/guests/${id}/end`)).status).toBe(409);
    expect(await world.actions()).toContain('guest.ended');
  });

  it('is refused while outsiders are off or the sponsor is no longer staff (SG-02)', async () => {
    const { person } = await world.guest();
    await world.setPolicy({ outsidersAllowed: false });
    expect(await may(person, 'community.read')).toMatchObject({ allowed: false, reason: 'outsiders_off' });
    await world.setPolicy({ outsidersAllowed: true });
    await world.memberships.end({ school: world.school._id, person: world.teacher._id, by: null });
    expect(await may(person, 'community.read')).toMatchObject({ allowed: false, reason: 'no_sponsor' });
  });

  it('cannot end or read guests’ matters; pupils cannot either', async () => {
    const { id, visitor } = await world.guest();
    const pupil = await world.visitor(await world.member(world.physics, 'Mira Kovac', 'pupil'));
    for (const somebody of [visitor, pupil]) {
      expect((await somebody.post(`/guests/${id}/end`)).status).toBe(403);
      expect((await somebody.get('/guests')).status).toBe(403);
    }
    expect(await world.external.visits.listOpen(world.school._id, 'accepted')).toHaveLength(1);
  });

  it('keeps the visit of another sponsor when one is ended', async () => {
    const { person, id } = await world.guest();
    const other = await world.member(world.physics, 'Mr Osei', 'staff');
    const form = world.form({ until: '2026-12-18' });
    await (await world.visitor(other)).post(`/communities/${world.physics._id}/guests/invite`, form);
    const [second] = await world.external.visits.listOpen(world.school._id, 'waiting');
    await (await world.visitor(world.lead)).post(`/guests/${second?._id}/approve`);
    await world.anybody.post((await world.mailTo('h.weiss@grid.example'))?.path ?? '');
    const membership = async () => (await world.memberships.listOpen(world.school._id, person._id))[0];
    expect(await membership()).toMatchObject({ sponsor: world.teacher._id });
    await (await world.visitor(world.teacher)).post(`/guests/${id}/end`);
    expect(await membership()).toMatchObject({ sponsor: other._id, until: new Date('2026-12-18T23:00:00Z') });
  });

  it('is told to pupils by organisation, purpose, sponsor and end, and by nothing else (SG-05)', async () => {
    const { person } = await world.guest();
    const facts = await world.external.visits.listFacts(world.school._id, world.physics._id, [person._id]);
    expect(facts).toEqual([
      {
        person: person._id,
        organisation: 'Brookmere Power Grid',
        purpose: 'Answers questions about the power grid',
        sponsor: world.teacher._id,
        endsAt: new Date('2027-07-09T22:00:00Z'),
      },
    ]);
  });
});

describe('the page of guests', () => {
  it('shows address and check to sponsor and approvers alone, and is valid', async () => {
    await world.guest();
    await world.guest({ email: 'over@grid.example', name: 'Ines Okafor' });
    const form = world.form({ email: 'waits@grid.example', name: 'Paul Winter' });
    await (await world.visitor(world.teacher)).post(`/communities/${world.physics._id}/guests/invite`, form);
    const other = await world.person('Mr Osei', { staff: true });
    const seen = async (person: typeof other) => (await (await world.visitor(person)).get('/guests?done=sent')).text;
    for (const person of [world.teacher, world.lead]) expect(await seen(person)).toContain('waits@grid.example');
    const page = await seen(other);
    for (const text of ['Paul Winter', 'Dr Hanna Weiss', 'Ms Adeyemi']) expect(page).toContain(text);
    for (const text of ['grid.example', 'Mr Lindqvist']) expect(page).not.toContain(text);
    expect(page).not.toContain('Approve');
    expect(await seen(world.teacher)).not.toContain('Approve');
    await expectValidHtml(await seen(world.lead));
  });

  it('pages through what is over by cursor, without reading more than it shows', async () => {
    const model = invitationModel(world.database.connection);
    const base = { ...world.form(), school: world.school._id, communities: [], partner: 'p', organisation: 'o' };
    const many = Array.from({ length: 60 }, (_, index) => ({
      ...base,
      _id: `guest-${String(index).padStart(3, '0')}`,
      name: `Guest ${index}`,
      state: 'accepted',
      lastDay: '2026-01-01',
      endsAt: new Date(Date.UTC(2026, 0, 1 + index)),
      sponsor: world.teacher._id,
      requestedAt: world.clock.now(),
    }));
    await model.insertMany(many);
    const visitor = await world.visitor(world.lead);
    const names: string[] = [];
    for (let path: string | undefined = '/guests'; path; ) {
      const page = await visitor.get(path);
      names.push(...[...page.text.matchAll(/scope="row">(Guest \d+)/g)].map((match) => match[1] ?? ''));
      path = page.text.match(/href="([^"]+)" rel="next"/)?.[1]?.replaceAll('&#38;', '&');
    }
    expect(names).toEqual(many.map(({ name }) => name).reverse());
    expect((await visitor.get('/guests?before=nonsense')).status).toBe(404);
  });
});

describe('keeping and forgetting', () => {
  it('forgets the guest a year after the visit and the record three years after (PR-04)', async () => {
    const { person, id } = await world.guest();
    world.clock.advance(new Date('2028-07-01T00:00:00Z'));
    await world.external.visits.tidy();
    expect((await world.people.getPerson(world.school._id, person._id)).name?.full).toBe('Dr Hanna Weiss');
    world.clock.advance(new Date('2028-07-10T00:00:00Z'));
    await world.external.visits.tidy();
    expect(await world.people.getPerson(world.school._id, person._id)).toMatchObject({ state: 'former', name: null });
    expect((await world.external.visits.get(world.school._id, id)).email).toBeNull();
    world.clock.advance(new Date('2030-07-10T00:00:00Z'));
    await world.external.visits.tidy();
    await expect(world.external.visits.get(world.school._id, id)).rejects.toMatchObject({ status: 404 });
  });

  it('lets an invitation that nobody answered lapse, without its address', async () => {
    const form = world.form({ until: '2026-11-20' });
    await (await world.visitor(world.teacher)).post(`/communities/${world.physics._id}/guests/invite`, form);
    world.clock.advance(new Date('2026-11-21T09:00:00Z'));
    await world.external.visits.tidy();
    expect(await world.external.visits.listOver(world.school._id)).toMatchObject([{ state: 'lapsed', email: null }]);
    const again = await (await world.visitor(world.teacher)).post(
      `/communities/${world.physics._id}/guests/invite`,
      world.form(),
    );
    expect(again.status).toBe(303);
  });
});
