import type { Express } from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectValidHtml } from '../../test/support/html.ts';
import { createInternalApp, type Visitor, visit } from '../../test/support/internal-app.ts';
import { contextOf, createInternalWorld, type InternalWorld } from '../../test/support/internal-world.ts';
import { schoolCommands } from './commands.ts';

let world: InternalWorld;
let app: Express;
let admin: Visitor;
let petrova: string;

const POLICY = '/school/policy';
const GOOD = {
  learnersAreMinors: 'yes',
  outsidersAllowed: 'yes',
  timeZone: 'Europe/Ljubljana',
  yearStartsIn: '9',
  tellSomeone: 'Mrs Petrova, room 3',
  'from-1': '2026-09-01',
  'to-1': '2027-01-29',
};

beforeAll(async () => {
  world = await createInternalWorld();
  app = createInternalApp(world);
  await world.receive('staff', 'Petrova');
  petrova = (await world.personOf('Petrova'))._id;
  admin = await visit(app, world.launch('administrator', 'Admin'));
});
afterAll(() => world.close());

const stored = () => world.schools.getSchool(world.school._id);

describe('the policy page', () => {
  it('shows the decisions and the staff who can be named as lead', async () => {
    const page = await admin.get(POLICY);
    expect(page.status).toBe(200);
    await expectValidHtml(page.text);
    expect(page.text).toContain('Petrova Okafor');
    expect(page.text).toContain('Europe/Ljubljana');
  });

  it('writes what was decided, and the log says who decided', async () => {
    const answer = await admin.post(POLICY, { ...GOOD, leads: [petrova] });
    expect(answer.headers.location).toBe(`${POLICY}?done=saved`);
    const { policy, leads, policyDecidedAt } = await stored();
    expect(policy).toMatchObject({ learnersAreMinors: true, namesAcrossCourses: false, outsidersAllowed: true });
    expect(policy).toMatchObject({ timeZone: 'Europe/Ljubljana', yearStartsIn: 9, tellSomeone: 'Mrs Petrova, room 3' });
    expect(policy.calendar).toEqual([{ from: '2026-09-01', to: '2027-01-29' }]);
    expect(leads).toEqual([petrova]);
    expect(policyDecidedAt).not.toBeNull();
    const [entry] = await world.audit.list(world.school._id, { action: 'school.policy_decided' });
    expect(entry?.actor).toBe((await world.personOf('Admin'))._id);
    expect((await admin.get(`${POLICY}?done=saved`)).text).toContain('Saved.');
  });

  it.each([
    [{ 'to-1': '2026-08-01' }, 'The last day comes after the first'],
    [{ 'from-2': '2027-02-08', 'to-2': '' }, 'Write a date, or leave both empty'],
    [{ timeZone: 'Mars/Olympus' }, 'Choose a time zone from the list'],
    [{ leads: ['somebody-else'] }, 'Choose members of staff from the list'],
  ])('refuses %o and gives back what was typed', async (wrong, words) => {
    const before = await stored();
    const answer = await admin.post(POLICY, { ...GOOD, tellSomeone: 'Typed words', ...wrong });
    expect(answer.status).toBe(422);
    await expectValidHtml(answer.text);
    expect(answer.text).toContain(words);
    expect(answer.text).toContain('value="Typed words"');
    expect(await stored()).toEqual(before);
  });

  it('tells a school without a second approver that it cannot have guests', async () => {
    await admin.post(POLICY, GOOD);
    expect((await admin.get(POLICY)).text).toContain('A guest needs the approval of a second person');
    await admin.post(POLICY, { ...GOOD, leads: [petrova] });
    expect((await admin.get(POLICY)).text).not.toContain('A guest needs the approval of a second person');
  });

  it('is closed to everybody else', async () => {
    const teacher = await visit(app, world.launch('staff', 'Petrova'));
    expect((await teacher.get(POLICY)).status).toBe(403);
    expect((await teacher.post(POLICY, GOOD)).status).toBe(403);
    const pupil = await visit(app, world.launch('learner', 'Nika'));
    expect((await pupil.get(POLICY)).status).toBe(403);
  });

  it('SG-02 when learners turn out to be minors, every membership by course is a pupil’s at once', async () => {
    await admin.post(POLICY, { ...GOOD, learnersAreMinors: [] });
    const community = await world.mappedCourse('8b', 'Petrova');
    await world.receive('learner', 'Ada', { context: contextOf('8b') });
    const counts = async () => (await world.communities.getCommunity(world.school._id, community)).counts;
    expect(await counts()).toMatchObject({ adult_learner: 1, pupil: 0 });
    await admin.post(POLICY, GOOD);
    await world.outbox.deliver();
    expect(await counts()).toMatchObject({ adult_learner: 0, pupil: 1 });
  });
});

describe('the command appoint', () => {
  const [appoint] = schoolCommands;
  const run = (options: Record<string, string>) =>
    appoint?.run(world, { options, arguments: [] }, () => undefined) ?? Promise.reject(new Error('no command'));

  it('names a lead by id or by a part of the name, and lists where several fit', async () => {
    expect(await run({ school: 'Alder Lane School', lead: petrova })).toMatchObject({ lead: petrova });
    expect(await run({ lead: 'petrov' })).toMatchObject({ lead: petrova, name: 'Petrova Okafor' });
    expect(await run({ lead: 'okafor' })).toHaveLength(2);
    expect((await stored()).leads).toContain(petrova);
    await expect(run({ lead: 'nobody' })).rejects.toThrow('not_found');
  });
});
