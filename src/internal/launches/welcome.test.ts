import type { Express } from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectValidHtml } from '../../../test/support/html.ts';
import { createInternalApp, visit } from '../../../test/support/internal-app.ts';
import { contextOf, createInternalWorld, type InternalWorld } from '../../../test/support/internal-world.ts';
import { needsWelcome } from './first-entry.ts';

let world: InternalWorld;
let app: Express;
let physics: string;

beforeAll(async () => {
  world = await createInternalWorld();
  world.school = await world.setPolicy({ tellSomeone: 'Mrs Petrova, room 3' });
  app = createInternalApp(world);
  physics = await world.mappedCourse('8b', 'mr-lindqvist');
});
afterAll(() => world.close());

const pupil = (sub: string, more = {}) =>
  visit(app, world.launch('learner', sub, { context: contextOf('8b'), ...more }));

describe('the first page', () => {
  it('SG-15 tells who can read what one writes, whom to tell, and what is measured', async () => {
    const nika = await pupil('Nika');
    expect(nika.to).toBe(`/communities/${physics}/welcome`);
    const page = await nika.get(nika.to);
    expect(page.status).toBe(200);
    await expectValidHtml(page.text);
    for (const words of [
      'Who can read what I write?',
      'Teachers of Physics',
      'not the internet',
      'Mrs Petrova, room 3',
    ])
      expect(page.text).toContain(words);
    expect(page.text).toContain('Nothing is shown about you alone');
    expect(page.text).toMatch(/data-band="pupil"[^>]*>1</);
  });

  it('SG-10 a name is chosen, never typed: first name and initial, or the alias', async () => {
    const tom = await pupil('Tom');
    const page = await tom.get(tom.to);
    expect(page.text).toContain('Tom O.');
    expect(page.text).toMatch(/Member \d[A-Z]/);
    expect(page.text).not.toContain('Okafor');
    expect((await tom.post(tom.to, { name: 'Superman' })).status).toBe(422);
    const answer = await tom.post(tom.to, { name: 'alias' });
    expect(answer.headers.location).toBe(`/communities/${physics}?first`);
    const person = await world.personOf('Tom');
    expect((await world.memberships.find(world.school._id, physics, person._id))?.nameChoice).toBe('alias');
    expect((await pupil('Tom')).to).toBe(`/communities/${physics}`);
  });

  it('SG-10 whose name the platform does not tell has the alias alone', async () => {
    const silent = await pupil('x1', { name: undefined });
    const page = await silent.get(silent.to);
    expect(page.text).not.toContain('value="short"');
    expect((await silent.post(silent.to, { name: 'short' })).status).toBe(422);
  });

  it('is for learners: staff and the student view are not asked', async () => {
    const community = await world.communities.getCommunity(world.school._id, physics);
    const teacher = await world.standing(await world.personOf('mr-lindqvist'), community);
    expect(needsWelcome(teacher)).toBe(false);
    expect(needsWelcome(await world.standing(await world.personOf('Nika'), community))).toBe(true);
    const preview = await visit(app, world.launch('testUser', 'student-view', { context: contextOf('8b') }));
    expect(preview.to).toBe(`/communities/${physics}`);
    expect((await preview.get(`/communities/${physics}/welcome`)).headers.location).toBe(`/communities/${physics}`);
    const other = await world.community('Other');
    expect((await preview.get(`/communities/${other._id}/welcome`)).status).toBe(404);
  });
});

describe('pages instead of content', () => {
  it('a pupil waits kindly until the course is open, and is led in then', async () => {
    await world.receive('staff', 'ms-novak', { context: contextOf('9a') });
    const early = await visit(app, world.launch('learner', 'early', { context: contextOf('9a') }));
    const page = await early.get(early.to);
    expect(page.status).toBe(200);
    await expectValidHtml(page.text);
    expect(page.text).toContain('has not opened this for Course 9a yet');
    const community = await world.mappedCourse('9a', 'ms-novak', 'Biology');
    expect((await early.get(early.to)).headers.location).toBe(`/communities/${community}`);
    expect((await early.get(`/courses/${(await world.course('8b'))._id}/waiting`)).status).toBe(404);
  });

  it.each(['observer', 'none'] as const)('%s: a notice, no session, nobody written down', async (role) => {
    const people = await world.connection.collection('people').countDocuments();
    const { default: request } = await import('supertest');
    const launch = world.launch(role, `${role}-1`, { returnUrl: 'https://lms.example/course/1', locale: 'de-DE' });
    const answer = await request(app).post('/launch').send(launch);
    expect(answer.status).toBe(200);
    await expectValidHtml(answer.text);
    expect(answer.headers['set-cookie']).toBeUndefined();
    expect(answer.headers['content-language']).toBe('de');
    expect(answer.headers['content-security-policy']).toContain("frame-ancestors 'self' https://lms.example");
    expect(answer.text).toContain('Zurück zum Kurs');
    expect(await world.connection.collection('people').countDocuments()).toBe(people);
  });
});
