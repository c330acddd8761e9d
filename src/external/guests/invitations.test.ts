import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createOutsideWorld, type OutsideWorld } from '../../../test/support/outside-world.ts';

const DAY = 24 * 3600 * 1000;

let world: OutsideWorld;
beforeEach(async () => {
  world = await createOutsideWorld();
});
afterEach(() => world.close());

const invitePath = () => `/communities/${world.physics._id}/guests/invite`;

/** Sends the sponsor's form and tells its answer. */
async function invite(changes: object = {}, person = world.teacher) {
  return (await world.visitor(person)).post(invitePath(), world.form(changes));
}

const waiting = () => world.external.visits.listOpen(world.school._id, 'waiting');
const bandOf = async (person: string) =>
  (await world.memberships.find(world.school._id, world.physics._id, person))?.band;

describe('inviting a guest (SG-04)', () => {
  it('needs a sponsor, a purpose, listed communities, a last day and a note on what was checked', async () => {
    const answer = await invite({ purpose: ' ', communities: [], until: '', vetting: '' });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('<title>Error: Invite a guest · Physics · Perennial</title>');
    for (const field of ['purpose', 'communities', 'until', 'vetting'])
      expect(answer.text).toContain(`<a href="#${field}">`);
    expect(answer.text).toContain('value="Dr Hanna Weiss"');
    expect(await waiting()).toEqual([]);
  });

  it('waits for a second person before any mail is written', async () => {
    expect((await invite()).headers.location).toBe('/guests?done=requested');
    const [invitation] = await waiting();
    expect(invitation).toMatchObject({
      name: 'Dr Hanna Weiss',
      organisation: 'Brookmere Power Grid',
      sponsor: world.teacher._id,
      communities: [world.physics._id],
      lastDay: '2027-07-09',
      asked: world.lead._id,
      person: null,
    });
    expect(invitation?.endsAt).toEqual(new Date('2027-07-09T22:00:00Z'));
    expect(await world.mailTo('h.weiss@grid.example')).toBeUndefined();
    expect(await world.actions()).toContain('guest.requested');
  });

  it.each([
    ['more than twelve months', '2027-11-13'],
    ['a day that has passed', '2026-11-11'],
    ['no day at all', '2027-02-30'],
    ['a day with a time', '2027-02-03T00:00'],
  ])('refuses %s as last day, also from a hand-made form', async (_, until) => {
    expect((await invite({ until })).status).toBe(422);
    expect(await waiting()).toEqual([]);
  });

  it('takes the same date a year on, and today', async () => {
    expect((await invite({ until: '2027-11-12' })).status).toBe(303);
    expect((await invite({ until: '2026-11-12', email: 'other@grid.example' })).status).toBe(303);
  });

  it('lists only communities in which the sponsor is staff', async () => {
    const art = await world.community('Art');
    expect((await invite({ communities: [world.physics._id, art._id] })).status).toBe(422);
    expect((await invite({ communities: 'made-up' })).status).toBe(422);
    await world.member(art, 'Somebody Else', 'staff');
    expect((await invite({ communities: art._id })).status).toBe(422);
    expect(await waiting()).toEqual([]);
  });

  it('is for staff of the community: not for pupils, guests, other teachers or the preview', async () => {
    const pupil = await world.member(world.physics, 'Mira Kovac', 'pupil');
    const other = await world.person('Mr Osei', { staff: true });
    const { visitor } = await world.guest({ email: 'first@grid.example' });
    expect((await invite({}, pupil)).status).toBe(403);
    expect((await invite({}, other)).status).toBe(403);
    expect((await visitor.post(invitePath(), world.form())).status).toBe(403);
    const preview = await world.visitor(world.teacher, { preview: true });
    expect((await preview.post(invitePath(), world.form())).status).toBe(403);
    expect((await world.anybody.post(invitePath(), world.form())).status).toBe(401);
    expect(await waiting()).toEqual([]);
  });

  it('is refused where the school lets nobody in from outside', async () => {
    await world.setPolicy({ outsidersAllowed: false });
    expect((await invite()).status).toBe(404);
  });

  it('is refused where the sponsor is the only approver, and says how to get a second one', async () => {
    await world.setLeads([world.teacher]);
    const page = await (await world.visitor(world.teacher)).get(invitePath());
    expect(page.text).toContain('Your school needs a second person first');
    expect(page.text).not.toContain('name="until"');
    const answer = await invite({ asked: world.teacher._id });
    expect(answer.status).toBe(403);
    expect(answer.text).toContain('no_second_approver');
  });

  it('offers administrators as approvers as soon as a launch has shown them, and never the sponsor', async () => {
    await world.setLeads([world.teacher]);
    const administrator = await world.person('Mr Haddad');
    await world.people.updatePerson(world.school._id, administrator._id, { administrator: true });
    const page = await (await world.visitor(world.teacher)).get(invitePath());
    expect(page.text).toContain('Mr Haddad, administrator');
    expect(page.text).not.toContain(`value="${world.teacher._id}"`);
    expect((await invite({ asked: administrator._id })).status).toBe(303);
  });

  it('takes no header lines in an address and keeps a name on one line', async () => {
    for (const email of ['a@b.example\r\nBcc: c@d.example', 'a@b.example, c@d.example', 'nobody'])
      expect((await invite({ email })).status).toBe(422);
    expect((await invite({ name: 'Dr Hanna\r\nBcc: c@d.example' })).status).toBe(303);
    expect((await waiting())[0]?.name).toBe('Dr Hanna Bcc: c@d.example');
  });

  it('keeps one open invitation for an address, also when the form is sent twice at once', async () => {
    const answers = await Promise.all([invite(), invite()]);
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 422]);
    expect((await invite({ email: 'H.Weiss@Grid.example ' })).status).toBe(422);
    expect(await waiting()).toHaveLength(1);
  });

  it('adds a new partner once for two guests who are invited at once', async () => {
    const answers = await Promise.all([invite(), invite({ email: 'second@grid.example' })]);
    expect(answers.map(({ status }) => status)).toEqual([303, 303]);
    expect(await world.external.partners.list(world.school._id)).toHaveLength(1);
  });

  it('uses a partner that the school knows, and no partner of another school', async () => {
    const known = await world.external.partners.addPartner(world.school._id, 'x', {
      name: 'Town Library',
      what: 'books',
    });
    const foreign = await world.external.partners.addPartner('other', 'x', { name: 'Foreign', what: '' });
    expect((await invite({ partnerName: '', partner: foreign._id })).status).toBe(422);
    expect((await invite({ partnerName: '', partner: known._id })).status).toBe(303);
    expect((await waiting())[0]).toMatchObject({ partner: known._id, organisation: 'Town Library' });
  });
});

describe('the second yes (SG-04)', () => {
  const decide = async (person = world.lead, options = {}, act = 'approve', form = {}) => {
    const [invitation] = await waiting();
    return (await world.visitor(person, options)).post(`/guests/${invitation?._id}/${act}`, form);
  };

  it('sends a link in the guest’s language, without text that people wrote', async () => {
    await invite({ language: 'de', name: 'Hanna <b>Weiss' });
    expect((await decide()).headers.location).toBe('/guests?done=approved');
    const mail = await world.mailTo('h.weiss@grid.example');
    expect(mail?.subject).toBe('Einladung: Alder Lane School');
    expect(mail?.text).toContain('Ms Adeyemi von der Schule Alder Lane School');
    expect(mail?.text).toContain('Du weißt nicht, warum du das bekommen hast?');
    expect(mail?.path).toMatch(/^\/invitations\/[\w-]{43}$/);
    for (const text of ['Hanna', 'power grid', 'Physics', 'Lindqvist']) expect(mail?.text).not.toContain(text);
    expect(await world.actions()).toContain('guest.approved');
  });

  it('never comes from the sponsor, even a sponsor who is lead and administrator', async () => {
    await world.setLeads([world.teacher, world.lead]);
    await invite();
    const answer = await decide(world.teacher, { administrator: true });
    expect(answer.status).toBe(403);
    expect(answer.text).toContain('own_guest');
    expect((await decide(world.teacher, { administrator: true }, 'refuse', { reason: 'x' })).status).toBe(403);
    expect(await waiting()).toHaveLength(1);
  });

  it('comes from leads and administrators alone', async () => {
    await invite();
    const other = await world.person('Mr Osei', { staff: true });
    const pupil = await world.member(world.physics, 'Mira Kovac', 'pupil');
    expect((await decide(other)).status).toBe(403);
    expect((await decide(pupil)).status).toBe(403);
    expect((await decide(other, { administrator: true })).status).toBe(303);
  });

  it('is given once, whoever decides at the same time', async () => {
    await invite();
    const [invitation] = await waiting();
    const visitor = await world.visitor(world.lead);
    const path = `/guests/${invitation?._id}/approve`;
    const answers = await Promise.all([visitor.post(path), visitor.post(path)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 409]);
    await world.mails.send();
    expect(await world.mails.listKept(world.school._id)).toHaveLength(1);
  });

  it('can be a no, with a reason for the sponsor alone; the address is forgotten', async () => {
    await invite();
    expect((await decide(world.lead, {}, 'refuse', { reason: ' ' })).status).toBe(422);
    expect((await decide(world.lead, {}, 'refuse', { reason: 'Not this year' })).status).toBe(303);
    const [over] = await world.external.visits.listOver(world.school._id);
    expect(over).toMatchObject({ state: 'refused', email: null, refusal: 'Not this year' });
    const other = await world.person('Mr Osei', { staff: true });
    expect((await (await world.visitor(world.teacher)).get('/guests')).text).toContain('Not this year');
    expect((await (await world.visitor(other)).get('/guests')).text).not.toContain('Not this year');
    expect((await invite()).status).toBe(303);
  });

  it('is refused when the ground is gone: outsiders off, the sponsor no longer staff, the day over', async () => {
    await invite({ until: '2026-11-20' });
    await world.setPolicy({ outsidersAllowed: false });
    expect((await decide()).status).toBe(403);
    await world.setPolicy({ outsidersAllowed: true });
    world.clock.advance(new Date('2026-11-21T09:00:00Z'));
    expect((await decide()).status).toBe(409);
    await invite({ email: 'other@grid.example' });
    await world.memberships.end({ school: world.school._id, person: world.teacher._id, by: null });
    const [, other] = await waiting();
    const answer = await (await world.visitor(world.lead)).post(`/guests/${other?._id}/approve`);
    expect(answer.status).toBe(403);
    expect(await world.external.visits.listOpen(world.school._id, 'sent')).toEqual([]);
  });

  it('knows no guest of another school', async () => {
    await invite();
    const [invitation] = await waiting();
    const school = await world.schools.getSchool(await world.schools.getOrCreateByName('Other School'));
    const seen = { registration: 'other', sub: 'x', staff: true, name: { full: 'Mr Foreign' } };
    const { person } = await world.people.personOfLaunch(school, seen, true);
    const token = await world.sessions.begin({
      school: school._id,
      person: person._id,
      language: 'en',
      launch: {
        registration: 'other',
        platformOrigin: 'https://other.example',
        course: null,
        courseTitle: null,
        returnUrl: null,
        administrator: true,
        preview: false,
      },
    });
    const foreign = world.visitorOf({ headers: { 'set-cookie': `__Host-session=${token};` } } as never);
    for (const act of ['approve', 'end', 'extend'])
      expect((await foreign.post(`/guests/${invitation?._id}/${act}`, world.form())).status).toBe(404);
    expect((await foreign.get('/guests')).text).not.toContain('Hanna');
    expect(await waiting()).toHaveLength(1);
  });
});

describe('a longer visit', () => {
  it('needs a new approval and ends within a year of it', async () => {
    const { person, id } = await world.guest();
    const sponsor = await world.visitor(world.teacher);
    const wish = { until: '2027-11-12', vetting: 'Checked again', asked: world.lead._id };
    expect((await sponsor.post(`/guests/${id}/extend`, { ...wish, until: '2027-12-01' })).status).toBe(422);
    expect((await sponsor.post(`/guests/${id}/extend`, { ...wish, asked: world.teacher._id })).status).toBe(422);
    expect((await sponsor.post(`/guests/${id}/extend`, wish)).status).toBe(303);
    const until = async () =>
      (await world.memberships.find(world.school._id, world.physics._id, person._id))?.until?.toISOString();
    expect(await until()).toBe('2027-07-09T22:00:00.000Z');
    const [longer] = await waiting();
    expect((await sponsor.post(`/guests/${longer?._id}/approve`)).status).toBe(403);
    expect((await (await world.visitor(world.lead)).post(`/guests/${longer?._id}/approve`)).status).toBe(303);
    expect(await until()).toBe('2027-11-12T23:00:00.000Z');
    expect(await bandOf(person._id)).toBe('guest');
    expect((await world.mailTo('h.weiss@grid.example'))?.subject).toBe('Your visit at Alder Lane School goes on');
    expect(await world.external.visits.listOpen(world.school._id, 'accepted')).toHaveLength(1);
    world.clock.advance(new Date(Date.parse('2027-11-12T23:00:00Z') + DAY));
    expect(await world.memberships.listOpen(world.school._id, person._id)).toEqual([]);
  });
});
