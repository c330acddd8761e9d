import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { expectValidHtml } from '../../test/support/html.ts';
import { createOutsideWorld, type OutsideWorld } from '../../test/support/outside-world.ts';

let world: OutsideWorld;
beforeEach(async () => {
  world = await createOutsideWorld();
});
afterEach(() => world.close());

describe('the mail outbox', () => {
  it('shows kept mails with their links to administrators, newest first, and logs each look', async () => {
    const queue = (subject: string, text: string) =>
      world.mails.queue({ school: world.school._id, to: 'a@b.example', subject, text });
    await queue('First', 'Hello,\n\nhttps://perennial.example/sign-in/abc');
    world.clock.advance(new Date('2026-11-13T09:00:00Z'));
    await queue('Second <b>', 'https://evil.example/ is no link');
    await world.mails.send();
    const administrator = await world.visitor(world.lead, { administrator: true });
    const { text: page } = await administrator.get('/school/mails');
    expect(page.indexOf('Second &lt;b&gt;')).toBeLessThan(page.indexOf('First'));
    expect(page).toContain(
      '<a href="https://perennial.example/sign-in/abc" target="_blank" rel="noopener noreferrer">',
    );
    expect(page).not.toContain('href="https://evil.example');
    await expectValidHtml(page);
    expect(await world.actions()).toContain('mails.read');
  });

  it('is closed to leads, teachers, guests and everybody else', async () => {
    const { visitor } = await world.guest();
    for (const person of [world.teacher, world.lead])
      expect((await (await world.visitor(person)).get('/school/mails')).status).toBe(403);
    expect((await visitor.get('/school/mails')).status).toBe(403);
    expect((await world.anybody.get('/school/mails')).status).toBe(401);
  });

  it('pages by cursor and shows no mail of another school', async () => {
    for (let index = 0; index < 45; index += 1)
      await world.mails.queue({ school: world.school._id, to: 'a@b.example', subject: `Mail ${index}`, text: 'x' });
    await world.mails.queue({ school: 'other', to: 'a@b.example', subject: 'Foreign', text: 'x' });
    await world.mails.send();
    const administrator = await world.visitor(world.lead, { administrator: true });
    const seen = new Set<string>();
    for (let path: string | undefined = '/school/mails'; path; ) {
      const page = await administrator.get(path);
      expect(page.text).not.toContain('Foreign');
      for (const [subject] of page.text.matchAll(/Mail \d+/g)) seen.add(subject);
      path = page.text.match(/href="([^"]+)" rel="next"/)?.[1];
    }
    expect(seen.size).toBe(45);
  });
});
