// The pages of threads in an application: what each person sees, that nothing typed is lost, and every button's way.
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDiscussionApp, type DiscussionApp } from '../../test/support/discussion-app.ts';
import { PUBLIC_URL } from '../../test/support/discussion-world.ts';
import { csrfToken } from '../base/http/security.ts';

let app: DiscussionApp;
let threads: string;
beforeAll(async () => {
  app = await createDiscussionApp();
  threads = `/communities/${app.physics._id}/threads`;
});
afterAll(() => app.close());

const started = async (who: 'mira' | 'staff', form: object = {}) => {
  const answer = await (await app.visitor(who)).post(threads, { title: 'Why is it dim?', text: 'I tried.', ...form });
  expect(answer.status).toBe(303);
  return String(answer.headers.location).split('?')[0] ?? '';
};

describe('asking', () => {
  it('takes one line, and leads to the thread', async () => {
    const mira = await app.visitor('mira');
    const form = await mira.get(`${threads}/new?title=Is+sound+faster+in+warm+air%3F`);
    expect(form.text).toContain('value="Is sound faster in warm air?"');
    expect(form.text).toContain('Who will read this: 3 pupils and 2 staff');
    const answer = await mira.post(threads, { title: 'Is sound faster in warm air?' });
    const page = await mira.get(String(answer.headers.location));
    expect(page.status).toBe(200);
    expect(page.text).toContain('<h1 tabindex="-1">Is sound faster in warm air?</h1>');
    expect(page.text).toContain('no answer yet');
  });

  it('a refused form comes back with 422, what was typed, and a draft is kept', async () => {
    const mira = await app.visitor('mira');
    const answer = await mira.post(threads, { kind: 'discussion', title: 'A talk without a text' });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('<title>Error: ');
    expect(answer.text).toContain('value="A talk without a text"');
    expect(answer.text).toContain('href="#text"');
    expect((await mira.get(`${threads}/new`)).text).toContain('value="A talk without a text"');
    await mira.post(threads, { kind: 'discussion', title: 'A talk', text: 'Now with one' });
    expect((await mira.get(`${threads}/new`)).text).not.toContain('A talk without a text');
  });

  it('SG-04: is not offered to people from outside and refused to them, with the text kept', async () => {
    const guest = await app.visitor('guest');
    expect((await guest.get(threads)).text).not.toContain(`${threads}/new`);
    expect((await guest.get(`${threads}/new`)).status).toBe(403);
    expect((await guest.post(threads, { title: 'Hello' })).status).toBe(403);
  });

  it('AL-02: the test user is shown a page and refused an act', async () => {
    const preview = await app.visitor('stranger', { preview: true, course: 'any' });
    expect((await preview.get(threads)).status).toBe(200);
    expect((await preview.post(threads, { title: 'Hello' })).status).toBe(403);
  });
});

describe('nothing typed is lost', () => {
  it('when the session has ended, the text is shown to be copied', async () => {
    const address = await started('mira');
    const answer = await app.nobody.post(`${address}/posts`, { text: 'Half an hour of <work>' });
    expect(answer.status).toBe(401);
    expect(answer.text).toMatch(/<textarea[^>]*readonly[^>]*>Half an hour of &lt;work&gt;<\/textarea>/);
  });

  it('when the session has run out, it is kept for its owner, and only from a form of that session', async () => {
    const address = await started('mira');
    const token = await app.token('jonas');
    const { sessions } = app.database.connection.collections;
    await sessions?.updateMany({ person: app.cast.jonas._id }, { $set: { endsAt: new Date(0) } });
    const send = (text: string, _csrf: string) =>
      request(app.app)
        .post(`${address}/posts`)
        .set({ Accept: 'text/html', Origin: PUBLIC_URL, Cookie: `__Host-session=${token}` })
        .type('form')
        .send({ text, _csrf });
    const place = `reply:${address.split('/').at(-1)}`;
    const kept = () => app.discussions.drafts.find(app.school._id, app.cast.jonas._id, place);
    expect((await send('Planted', csrfToken('another session'))).status).toBe(401);
    expect(await kept()).toBeNull();
    expect((await send('My own words', csrfToken(token))).status).toBe(401);
    expect(await kept()).toEqual({ text: 'My own words' });
    await app.discussions.drafts.discard(app.school._id, app.cast.jonas._id, place);
  });

  it('when it is saved as a draft, it stands in the form again until it is sent', async () => {
    const address = await started('mira');
    const jonas = await app.visitor('jonas');
    await jonas.post(`${address}/posts`, { text: 'Half a thought', do: 'draft' });
    expect((await jonas.get(address)).text).toContain('>Half a thought</textarea>');
    expect((await (await app.visitor('nika')).get(address)).text).not.toContain('Half a thought');
    await jonas.post(`${address}/posts`, { text: 'A whole thought' });
    expect((await jonas.get(address)).text).not.toContain('Half a thought');
  });

  it('when the reply is refused for another reason, it is kept as a draft', async () => {
    const address = await started('mira');
    const jonas = await app.visitor('jonas');
    const removed = String(address).replace(/[^/]+$/, 'f'.repeat(24));
    expect((await jonas.post(`${removed}/posts`, { text: 'To nowhere' })).status).toBe(404);
    const { drafts } = app.discussions;
    expect(await drafts.find(app.school._id, app.cast.jonas._id, `reply:${'f'.repeat(24)}`)).toEqual({
      text: 'To nowhere',
    });
  });

  it('when another tab was faster, both texts are there', async () => {
    const address = await started('mira');
    const mira = await app.visitor('mira');
    const edit = (await mira.get(address)).text.match(/href="([^"]+\/edit)"/)?.[1] ?? '';
    const change = { title: 'Why is it dim?', version: '1' };
    expect((await mira.post(edit, { ...change, text: 'From the first tab' })).status).toBe(303);
    const late = await mira.post(edit, { ...change, text: 'From the second tab' });
    expect(late.status).toBe(409);
    expect(late.text).toContain('>From the second tab</textarea>');
    expect(late.text).toContain('From the first tab');
    expect(late.text).toContain('name="version" value="2"');
  });
});

describe('the page of a thread', () => {
  it('says who will read, and changes with the audience', async () => {
    const address = await started('staff', { open: ['guests', 'alumni'] });
    const page = (await (await app.visitor('mira')).get(address)).text;
    expect(page).toContain('3 pupils, 2 staff, 1 guest and 1 alumnus');
    expect(page).toContain('Question, with guests and alumni');
    const guest = (await (await app.visitor('guest')).get(address)).text;
    expect(guest).toContain('A member of staff reads it first.');
  });

  it('SG-05: shows people from outside no full name of a pupil, in no part of the page', async () => {
    const address = await started('staff', { open: ['guests'] });
    await (await app.visitor('mira')).post(`${address}/posts`, { text: 'I measured it.' });
    const guest = (await (await app.visitor('guest')).get(address)).text;
    expect(guest).toContain('I measured it.');
    expect(guest).not.toMatch(/Kovac|Mira|course-year/);
    expect(guest).not.toContain(app.cast.mira.email ?? 'no address');
    const staff = (await (await app.visitor('staff')).get(address)).text;
    expect(staff).toContain('Mira Kovac');
  });

  it('SG-03: shows a held reply to its author and to staff, who decide on it there', async () => {
    const address = await started('staff', { open: ['guests'] });
    const guest = await app.visitor('guest');
    await guest.post(`${address}/posts`, { text: 'As in a street lamp' });
    expect((await guest.get(address)).text).toContain('As in a street lamp');
    expect((await (await app.visitor('mira')).get(address)).text).not.toContain('street lamp');
    const staff = await app.visitor('staff');
    const page = (await staff.get(address)).text;
    expect(page).toContain('Held: only staff and its author see it.');
    const hold = page.match(/action="([^"]+\/hold)"/)?.[1] ?? '';
    expect((await staff.post(hold, { do: 'approve', version: '1', from: 'thread' })).status).toBe(303);
    expect((await (await app.visitor('mira')).get(address)).text).toContain('street lamp');
    expect(await app.actions()).toContain('post.read');
  });

  it('SG-02: is closed to people from outside and read-only for the others without active staff', async () => {
    const address = await started('staff', { open: ['guests'] });
    await app.database.connection
      .collection('memberships')
      .updateMany({ band: 'staff' }, { $set: { activeAt: new Date('2026-10-01') } });
    expect((await (await app.visitor('guest')).get(address)).status).toBe(403);
    const mira = await app.visitor('mira');
    const page = (await mira.get(address)).text;
    expect(page).toContain('No member of staff has been here for a while.');
    expect(page).not.toContain('name="text"');
    const late = await mira.post(`${address}/posts`, { text: 'Written meanwhile' });
    expect(late.status).toBe(403);
    expect((await (await app.visitor('staff')).get(address)).status).toBe(200);
    expect((await mira.get(address)).text).toContain('>Written meanwhile</textarea>');
  });

  it('what is removed leaves a line, an accepted answer its mark', async () => {
    const address = await started('mira');
    const jonas = await app.visitor('jonas');
    await jonas.post(`${address}/posts`, { text: 'Half the current' });
    const mira = await app.visitor('mira');
    const accept = (await mira.get(address)).text.match(/action="([^"]+\/accept)"/)?.[1] ?? '';
    await mira.post(accept);
    expect((await jonas.get(address)).text).toContain('says: this answered it');
    const remove = (await jonas.get(address)).text.match(/action="([^"]+\/remove)"/)?.[1] ?? '';
    await jonas.post(remove);
    const page = (await mira.get(address)).text;
    expect(page).toContain('Its author removed this.');
    expect(page).not.toContain('Half the current');
    expect(page).not.toContain('this answered it');
  });

  it('SG-09: a pupil wishes, staff open, the pupil closes it again', async () => {
    const address = await started('mira', { wish: 'guests' });
    const staff = await app.visitor('staff');
    expect((await staff.get(address)).text).toContain('Its author would like people from outside to help.');
    await staff.post(`${address}/open`, { kinds: 'guests' });
    expect((await (await app.visitor('guest')).get(address)).status).toBe(200);
    await (await app.visitor('mira')).post(`${address}/narrow`, { kinds: 'guests' });
    expect((await (await app.visitor('guest')).get(address)).status).toBe(404);
  });

  it('a quotation stands in the form, and Markdown never becomes foreign HTML', async () => {
    const address = await started('mira', { text: 'One <script>alert(1)</script> *two*' });
    const jonas = await app.visitor('jonas');
    const page = (await jonas.get(address)).text;
    expect(page).toContain('<em>two</em>');
    expect(page).not.toContain('<script>alert');
    const quote = page.match(/href="([^"]+quote=[^"#]+)/)?.[1] ?? '';
    expect((await jonas.get(quote)).text).toContain('&gt; One &lt;script&gt;');
  });

  it("addresses that do not exist, or are somebody else's, look the same", async () => {
    const jonas = await app.visitor('jonas');
    for (const path of [
      `${threads}/nothing`,
      `${threads}/nothing/posts/none/edit`,
      '/communities/none/threads',
      `${threads}?before=yesterday`,
    ])
      expect([path, (await jonas.get(path)).status]).toEqual([path, 404]);
    const refused = await (await app.visitor('stranger')).get(threads);
    expect([refused.status, refused.text.includes('Alder Lane School')]).toEqual([404, true]);
  });
});
