import type { Express } from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectValidHtml } from '../../../test/support/html.ts';
import { createInternalApp, visit } from '../../../test/support/internal-app.ts';
import { contextOf, createInternalWorld, type InternalWorld } from '../../../test/support/internal-world.ts';

let world: InternalWorld;
let app: Express;
let physics: string;

beforeAll(async () => {
  world = await createInternalWorld();
  app = createInternalApp(world);
  physics = await world.mappedCourse('physics-2025', 'mr-lindqvist');
  for (const pupil of ['ada', 'ben', 'cem'])
    await world.receive('learner', pupil, { context: contextOf('physics-2025') });
});
afterAll(() => world.close());

const open = (sub: string, id: string, history: string[] = []) =>
  visit(app, world.launch('staff', sub, { context: contextOf(id, { history, title: `Physics ${id}` }) }));

describe('the mapping page', () => {
  it('offers to continue the community of the course it was copied from, with real counts', async () => {
    const teacher = await open('ms-adeyemi', 'copy-1', ['physics-2025']);
    expect(teacher.to).toMatch(/mapping$/);
    const page = await teacher.get(teacher.to);
    expect(page.status).toBe(200);
    await expectValidHtml(page.text);
    expect(page.text).toContain('Continue Physics');
    expect(page.text).toMatch(/value="continue" id="place" checked/);
    expect(page.text).toContain('3 pupils of Physics');
    expect(page.text).toContain('all pupils of Physics copy-1');
    expect(page.text).toContain('looked after by mr-lindqvist Okafor');
  });

  it('continues: whoever waits in the course becomes a member at once, staff get a note, the log an entry', async () => {
    for (const pupil of ['dan', 'eva']) await world.receive('learner', pupil, { context: contextOf('copy-1') });
    const teacher = await open('ms-adeyemi', 'copy-1', ['physics-2025']);
    const answer = await teacher.post(teacher.to, { place: 'continue', last: physics });
    expect([answer.status, answer.headers.location]).toEqual([303, `/communities/${physics}`]);
    const community = await world.communities.getCommunity(world.school._id, physics);
    expect(community.counts).toMatchObject({ pupil: 5, staff: 2 });
    const [entry] = await world.audit.list(world.school._id, { action: 'course.linked' });
    const adeyemi = await world.personOf('ms-adeyemi');
    expect(entry).toMatchObject({ actor: adeyemi._id, community: physics, details: { how: 'continue' } });
    const lindqvist = await world.standing(await world.personOf('mr-lindqvist'), community);
    expect(await world.notes.listFor(lindqvist)).toMatchObject([{ courseTitle: 'Physics copy-1' }]);
    expect(await world.notes.listFor(await world.standing(adeyemi, community))).toEqual([]);
    expect(await world.notes.listFor(await world.standing(await world.personOf('ada'), community))).toEqual([]);
  });

  it('goes on without a question where the teacher of the copy already is staff of its one community', async () => {
    const teacher = await open('mr-lindqvist', 'copy-2', ['physics-2025']);
    expect(teacher.to).toBe(`/communities/${physics}`);
    const [entry] = await world.audit.list(world.school._id, { action: 'course.linked' });
    expect(entry?.details).toEqual({ how: 'copied' });
  });

  it('asks where the history names two communities', async () => {
    await world.mappedCourse('chemistry-2025', 'mr-lindqvist', 'Chemistry');
    const teacher = await open('mr-lindqvist', 'copy-3', ['physics-2025', 'chemistry-2025']);
    expect(teacher.to).toMatch(/mapping$/);
  });

  it('never takes the history of another school’s course', async () => {
    const other = await world.schools.getOrCreateByName('Other School');
    const context = contextOf('copy-4', { history: ['physics-2025'] });
    const teacher = await visit(app, { ...world.launch('staff', 'spy', { context }), school: other });
    const page = await teacher.get(teacher.to);
    expect(page.text).not.toContain('Physics');
    const answer = await teacher.post(teacher.to, { place: 'join', community: physics });
    expect(answer.status).toBe(422);
  });

  it('joins another: the subject’s communities first; one that is closed to staff is not offered', async () => {
    const sky = await world.community('Night Sky', { subject: 'Physics' });
    const secret = await world.community('Secret');
    await world.connection.collection('communities').updateOne({ name: 'Secret' }, { $set: { openToStaff: false } });
    const teacher = await open('ms-novak', '8c');
    const page = await teacher.get(teacher.to);
    const offered = [...page.text.matchAll(/<option value="(\w{24})"/g)].map((found) => found[1]);
    expect(offered.slice(0, 2).sort()).toEqual([sky._id, physics].sort());
    expect(offered).not.toContain(secret._id);
    expect((await teacher.post(teacher.to, { place: 'join', community: secret._id })).status).toBe(422);
    const answer = await teacher.post(teacher.to, { place: 'join', community: sky._id });
    expect(answer.headers.location).toBe(`/communities/${sky._id}`);
  });

  it('joins one of many, found by name or subject without a script; each that is found shows who would read', async () => {
    for (let count = 1; count <= 14; count += 1) await world.community(`Choir ${count}`, { subject: 'Music' });
    const rare = await world.community('Zither', { subject: 'Strings' });
    const teacher = await open('ms-okoro', 'music-7');
    const rowsOf = (text: string) =>
      [...text.matchAll(/<th role="rowheader" scope="row">([^<]+)/g)].map(([, name]) => name);
    const first = await teacher.get(teacher.to);
    await expectValidHtml(first.text);
    expect(rowsOf(first.text)).not.toContain('Zither');
    expect(first.text).toContain('Look for the others by name or subject.');
    for (const find of ['zith', 'STRINGS']) {
      const found = await teacher.get(`${teacher.to}?find=${find}`);
      expect(rowsOf(found.text)).toEqual(['Zither']);
      expect(found.text).toMatch(/value="join" id="place-join" checked/);
      await expectValidHtml(found.text);
    }
    const none = await teacher.get(`${teacher.to}?find=%3Cbagpipes`);
    expect(none.text).toContain('No community fits “&lt;bagpipes”.');
    expect(rowsOf(none.text)).toHaveLength(12);
    const answer = await teacher.post(teacher.to, { place: 'join', community: rare._id });
    expect(answer.headers.location).toBe(`/communities/${rare._id}`);
  });

  it('starts one from a template with a subject of the school’s list or a new one', async () => {
    const teacher = await open('ms-meyer', 'art-7');
    const refused = await teacher.post(teacher.to, {
      place: 'start',
      name: ' ',
      template: 'artists',
      newSubject: 'Arts',
    });
    expect(refused.status).toBe(422);
    await expectValidHtml(refused.text);
    expect(refused.text).toContain('value="Arts"');
    expect(refused.text).toMatch(/value="start" id="place-start" checked/);
    const start = { place: 'start', name: 'Print Room', template: 'artists', subject: '', newSubject: 'Arts' };
    const answer = await teacher.post(teacher.to, start);
    const id = String(answer.headers.location).split('/').at(-1) ?? '';
    const community = await world.communities.getCommunity(world.school._id, id);
    expect(community).toMatchObject({ name: 'Print Room', template: 'artists' });
    expect(community.charter.domain).toContain('art');
    expect((await world.communities.getSubject(world.school._id, community.subject ?? '')).name).toBe('Arts');
    const meyer = await world.personOf('ms-meyer');
    const membership = await world.memberships.find(world.school._id, id, meyer._id);
    expect(membership).toMatchObject({ role: 'facilitator', band: 'staff' });
    expect(membership?.spells.map((spell) => spell.source)).toEqual(['founder', 'course']);
  });

  it('is closed to pupils and to staff who do not teach the course', async () => {
    const course = await world.course('8c');
    const pupil = await visit(app, world.launch('learner', 'ada', { context: contextOf('physics-2025') }));
    expect((await pupil.get(`/courses/${course._id}/mapping`)).status).toBe(403);
    const other = await open('ms-meyer', 'art-7');
    expect((await other.get(`/courses/${course._id}/mapping`)).status).toBe(404);
    expect((await other.post(`/courses/${course._id}/end`)).status).toBe(404);
  });

  it('a big course becomes members by the job, whoever comes first', async () => {
    const context = contextOf('big');
    await world.receive('staff', 'ms-big', { context });
    const course = await world.course('big');
    const people = await Promise.all(Array.from({ length: 70 }, (_, index) => world.person(`Pupil ${index}`)));
    await world.enrolments.openMany(
      course,
      people.map((person) => ({ person: person._id, staff: false })),
    );
    const community = await world.mappedCourse('big', 'ms-big', 'Big');
    const now = await world.communities.getCommunity(world.school._id, community);
    expect(now.counts.pupil).toBeLessThan(70);
    await world.outbox.deliver();
    const then = await world.communities.getCommunity(world.school._id, community);
    expect(then.counts).toMatchObject({ pupil: 70, staff: 1 });
  });
});

describe('the page of a course', () => {
  it('shows communities, roster and end; ended and reopened by its staff, all in the log', async () => {
    const teacher = await open('ms-novak', '8c');
    const course = await world.course('8c');
    const page = await teacher.get(`/courses/${course._id}`);
    await expectValidHtml(page.text);
    expect(page.text).toContain('Night Sky');
    await teacher.post(`/courses/${course._id}/end`);
    expect((await world.course('8c')).endedWhy).toBe('staff');
    await teacher.post(`/courses/${course._id}/reopen`);
    expect((await world.course('8c')).endedAt).toBeNull();
    const log = (await world.audit.list(world.school._id)).map((entry) => entry.action);
    expect(log).toEqual(expect.arrayContaining(['course.ended', 'course.reopened']));
  });

  it('a course can belong to several communities and be taken out of one again', async () => {
    const teacher = await open('ms-novak', '8c');
    await world.receive('learner', 'fin', { context: contextOf('8c') });
    const course = await world.course('8c');
    await teacher.post(`/courses/${course._id}/mapping`, { place: 'join', community: physics });
    const fin = await world.personOf('fin');
    expect(await world.memberships.listOpen(world.school._id, fin._id)).toHaveLength(2);
    await teacher.post(`/courses/${course._id}/unlink`, { community: physics });
    const left = await world.memberships.listOpen(world.school._id, fin._id);
    expect(left.map((one) => one.community)).toEqual([(await world.course('8c')).communities[0]]);
  });
});
