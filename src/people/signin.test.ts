import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { expectValidHtml } from '../../test/support/html.ts';
import { createOutsideWorld, type OutsideWorld, PUBLIC_URL } from '../../test/support/outside-world.ts';
import { linkModel } from './link.model.ts';
import { sameSitePath } from './signin.view.ts';

let world: OutsideWorld;
beforeEach(async () => {
  world = await createOutsideWorld();
});
afterEach(() => world.close());

const ask = (email: string) => world.anybody.post('/sign-in', { email });

/** A guest with this address, without the way through an invitation. */
async function guest(email: string) {
  const person = await world.member(world.physics, 'Dr Hanna Weiss', 'guest', { sponsor: world.teacher._id });
  await world.people.updatePerson(world.school._id, person._id, { email });
  return person;
}

describe('signing in by a link (AL-04)', () => {
  it('sends a link in the person’s language and signs in with the button, not by opening the page', async () => {
    const person = await guest('h.weiss@grid.example');
    await world.people.updatePerson(world.school._id, person._id, { language: 'de' });
    expect((await ask(' H.Weiss@Grid.example ')).headers.location).toBe('/sign-in?sent=yes');
    const mail = await world.mailTo('h.weiss@grid.example');
    expect(mail?.subject).toBe('Dein Link zum Anmelden bei Alder Lane School');
    expect(mail?.text).toContain('Du hast ihn nicht verlangt?');
    expect(mail?.path).toMatch(/^\/sign-in\/[\w-]{43}$/);
    const path = mail?.path ?? '';
    const page = await world.anybody.get(path);
    expect(page.headers['set-cookie']).toBeUndefined();
    expect(page.text).toContain('lang="de"');
    await expectValidHtml(page.text);
    const answer = await world.anybody.post(path);
    expect(answer.headers.location).toBe('/me');
    expect((await world.visitorOf(answer).get('/me')).text).toContain('Willkommen, Dr Hanna Weiss');
    expect(await world.actions()).toContain('person.signed_in');
  });

  it('answers the same for an address that nobody has, and writes no mail', async () => {
    await guest('h.weiss@grid.example');
    const [known, unknown] = [await ask('h.weiss@grid.example'), await ask('nobody@grid.example')];
    expect([unknown.status, unknown.headers.location]).toEqual([known.status, known.headers.location]);
    expect(unknown.headers['set-cookie']).toEqual(known.headers['set-cookie']);
    expect(await world.mailTo('nobody@grid.example')).toBeUndefined();
    const page = await world.anybody.get('/sign-in?sent=yes');
    expect(page.text).toContain('If this address belongs to a guest or an alumnus');
    await expectValidHtml(page.text);
  });

  it('is for guests and alumni with an open membership: not for pupils, staff, leavers or those who are gone', async () => {
    const pupil = await world.member(world.physics, 'Mira Kovac', 'pupil');
    const staff = await world.member(world.physics, 'Mr Osei', 'staff');
    const over = await guest('over@grid.example');
    const alumnus = await world.member(world.physics, 'Tom Reyes', 'alumnus');
    const leaver = await world.member(world.physics, 'Leo Tanaka', 'pupil');
    const set = (person: typeof over, email: string, more = {}) =>
      world.people.updatePerson(world.school._id, person._id, { email, ...more });
    await set(pupil, 'pupil@x.example');
    await set(staff, 'staff@x.example');
    await set(alumnus, 'tom@x.example');
    await set(leaver, 'leo@x.example', { state: 'leaving' });
    await world.memberships.end({ school: world.school._id, person: over._id, by: null });
    for (const email of ['pupil@x.example', 'staff@x.example', 'over@grid.example', 'leo@x.example']) {
      expect((await ask(email)).status).toBe(303);
      expect(await world.mailTo(email)).toBeUndefined();
    }
    await ask('tom@x.example');
    expect(await world.mailTo('tom@x.example')).toBeDefined();
  });

  it('works once, also when two use the link at once, and takes other open links along', async () => {
    await guest('h.weiss@grid.example');
    await ask('h.weiss@grid.example');
    const first = (await world.mailTo('h.weiss@grid.example'))?.path ?? '';
    await ask('h.weiss@grid.example');
    const second = (await world.mailTo('h.weiss@grid.example'))?.path ?? '';
    const answers = await Promise.all([world.anybody.post(first), world.anybody.post(first)]);
    expect(answers.filter(({ status }) => status === 303)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 404 || status === 409)).toHaveLength(1);
    expect((await world.anybody.get(second)).status).toBe(404);
  });

  it('ends after thirty minutes of real time, and with the membership', async () => {
    const person = await guest('h.weiss@grid.example');
    await ask('h.weiss@grid.example');
    const path = (await world.mailTo('h.weiss@grid.example'))?.path ?? '';
    const links = linkModel(world.database.connection);
    const link = await links.findOne({ purpose: 'sign-in' }).lean();
    const minutes = ((link?.endsAt.getTime() ?? 0) - Date.now()) / 60_000;
    expect(minutes).toBeGreaterThan(29);
    expect(minutes).toBeLessThanOrEqual(30);
    await links.updateOne({ _id: link?._id ?? '' }, { $set: { endsAt: new Date(Date.now() - 1000) } });
    expect((await world.anybody.post(path)).status).toBe(404);
    await ask('h.weiss@grid.example');
    const fresh = (await world.mailTo('h.weiss@grid.example'))?.path ?? '';
    await world.memberships.end({ school: world.school._id, person: person._id, by: null });
    expect((await world.anybody.get(fresh)).status).toBe(404);
    expect((await world.anybody.post(fresh)).status).toBe(404);
  });

  it('sends one link for each school, which opens that school alone', async () => {
    const here = await guest('both@x.example');
    const otherSchool = await world.schools.getOrCreateByName('Other School');
    const details = { name: 'Dr Hanna Weiss', email: 'both@x.example', organisation: 'Grid', language: 'en' };
    const there = await world.people.createGuest({ school: otherSchool, ...details });
    const spell = { school: otherSchool, community: 'other', person: there._id, band: 'guest' as const };
    await world.memberships.begin({ ...spell, source: 'guest' });
    await ask('both@x.example');
    await world.mails.send();
    const [mail] = await world.mails.listKept(otherSchool);
    expect(mail?.subject).toBe('Your link to sign in at Other School');
    const path = mail?.text.match(/\/sign-in\/\S+/)?.[0] ?? '';
    expect((await world.anybody.post(path, { person: here._id })).status).toBe(404);
    const answer = await world.anybody.post(path);
    const token = String(answer.headers['set-cookie']).match(/__Host-session=([^;]+)/)?.[1] ?? '';
    expect((await world.sessions.find(token))?.session).toMatchObject({ school: otherSchool, person: there._id });
  });

  it('asks as whom where one address is both a guest and an alumnus of a school', async () => {
    const visiting = await guest('both@x.example');
    const alumnus = await world.member(world.physics, 'Hanna Weiss', 'alumnus');
    await world.people.updatePerson(world.school._id, alumnus._id, { email: 'both@x.example' });
    await ask('both@x.example');
    const path = (await world.mailTo('both@x.example'))?.path ?? '';
    const page = await world.anybody.get(path);
    expect(page.text).toContain('Dr Hanna Weiss, guest');
    expect(page.text).toContain('Hanna Weiss, alumnus');
    await expectValidHtml(page.text);
    expect((await world.anybody.post(path)).status).toBe(404);
    const answer = await world.anybody.post(path, { person: visiting._id });
    expect((await world.visitorOf(answer).get('/me')).text).toContain('Welcome, Dr Hanna Weiss');
  });

  it('takes no header lines, and gives an address back that it could not read', async () => {
    const answer = await ask('a@b.example\r\nBcc: c@d.example');
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('Write an e-mail address');
    expect((await ask('<b>x')).text).toContain('&lt;b&gt;x');
  });

  it('stops after ten attempts with one address, whatever is behind it', async () => {
    for (let attempt = 0; attempt < 10; attempt += 1) expect((await ask('nobody@x.example')).status).toBe(303);
    const answer = await ask('nobody@x.example');
    expect(answer.status).toBe(429);
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    expect((await ask('somebody@x.example')).status).toBe(303);
  });

  it('lets a classroom behind one address in', async () => {
    const answers = await Promise.all(Array.from({ length: 40 }, (_, index) => ask(`guest${index}@x.example`)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([303]));
  });
});

describe('signing out and the language', () => {
  it('ends the session in the database and in the browser', async () => {
    const visitor = await world.visitor(await guest('h.weiss@grid.example'));
    const answer = await visitor.post('/sign-out');
    expect(answer.headers.location).toBe('/sign-out');
    expect(String(answer.headers['set-cookie'])).toContain('Expires=Thu, 01 Jan 1970');
    expect((await visitor.get('/me')).status).toBe(401);
    const page = await world.anybody.get('/sign-out');
    await expectValidHtml(page.text);
    expect(page.text).toContain('<a href="/sign-in" target="_blank"');
    const alone = await world.anybody.get('/sign-out', { 'Sec-Fetch-Dest': 'document' });
    expect(alone.text).toContain('<a href="/sign-in">');
  });

  it('changes the language for now and for next time, and comes back to the page', async () => {
    const person = await guest('h.weiss@grid.example');
    const visitor = await world.visitor(person);
    expect((await visitor.post('/language/de')).headers.location).toBe('/');
    expect((await visitor.get('/me')).text).toContain('Willkommen');
    expect((await world.people.getPerson(world.school._id, person._id)).language).toBe('de');
    expect((await visitor.post('/language/xx')).status).toBe(404);
  });

  it('leads back into this site only, however an address is spelt', () => {
    expect(sameSitePath(`${PUBLIC_URL}/guests?done=sent#x`, PUBLIC_URL)).toBe('/guests?done=sent');
    expect(sameSitePath('/invitations/abc', PUBLIC_URL)).toBe('/invitations/abc');
    for (const wanted of [
      'https://evil.example/x',
      '//evil.example',
      '/\\evil.example',
      '\\\\evil.example',
      `${PUBLIC_URL}//evil.example`,
      '/.//evil.example',
      `${PUBLIC_URL}.evil.example/`,
      `${PUBLIC_URL}@evil.example/`,
      'javascript:alert(1)',
      'data:text/html,x',
      undefined,
      ['/guests', '/x'],
      `/${'a'.repeat(600)}`,
    ])
      expect(sameSitePath(wanted, PUBLIC_URL)).toBeNull();
  });
});
