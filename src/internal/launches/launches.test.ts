import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contextOf, createInternalWorld, type InternalWorld, type Role } from '../../../test/support/internal-world.ts';
import type { Outcome } from './launches.service.ts';

let world: InternalWorld;

beforeAll(async () => {
  world = await createInternalWorld();
});
afterAll(() => world.close());

const goal = (outcome: Outcome): string => ('to' in outcome ? outcome.to : `notice ${outcome.notice}`);
const countAll = async (): Promise<Record<string, number>> => {
  const { connection } = world;
  const names = [
    'people',
    'identities',
    'memberships',
    'enrolments',
    'courses',
    'sessions',
    'audit',
    'notes',
    'events',
  ];
  const counts = await Promise.all(names.map((name) => connection.collection(name).countDocuments()));
  return Object.fromEntries(names.map((name, index) => [name, counts[index] ?? 0]));
};

describe('where a launch leads: roles x courses', () => {
  beforeAll(async () => {
    await world.mappedCourse('mapped', 'ms-adeyemi');
    const night = await world.community('Night Sky');
    const viewer = await world.viewer(await world.personOf('ms-adeyemi'));
    await world.mappedCourse('twice', 'ms-adeyemi', 'Chemistry');
    await world.mapping.mapCourse(viewer, await world.course('twice'), [], { place: 'join', community: night._id });
    await world.receive('staff', 'ms-adeyemi', { context: contextOf('unmapped') });
    await world.mappedCourse('ended', 'ms-adeyemi', 'History');
    await world.courses.end(await world.course('ended'), null, 'staff');
    await world.receive('staff', 'ms-adeyemi', { context: contextOf('ended-unmapped') });
    await world.courses.end(await world.course('ended-unmapped'), null, 'staff');
  });

  const table: [Role, string | null, string | RegExp][] = [
    ['staff', 'unmapped', /^\/courses\/\w+\/mapping$/],
    ['staff', 'mapped', /^\/communities\/\w+$/],
    ['staff', 'twice', '/me'],
    ['staff', null, '/me'],
    ['learner', 'unmapped', /^\/courses\/\w+\/waiting$/],
    ['learner', 'mapped', /^\/communities\/\w+\/welcome$/],
    ['learner', 'twice', '/me'],
    ['learner', null, '/me'],
    ['administrator', 'unmapped', /^\/courses\/\w+\/mapping$/],
    ['administrator', 'mapped', /^\/communities\/\w+$/],
    ['administrator', null, '/me'],
    ['staff', 'ended', '/me'],
    ['learner', 'ended', '/me'],
    ['learner', 'ended-unmapped', /^\/courses\/\w+\/waiting$/],
    ['staff', 'ended-unmapped', /^\/courses\/\w+\/mapping$/],
    ['observer', 'ended', 'notice observer'],
    ['observer', 'mapped', 'notice observer'],
    ['observer', null, 'notice observer'],
    ['none', 'unmapped', 'notice no_role'],
    ['none', 'mapped', 'notice no_role'],
    ['none', null, 'notice no_role'],
    ['testUser', 'unmapped', 'notice preview'],
    ['testUser', 'mapped', /^\/communities\/\w+$/],
    ['testUser', null, 'notice preview'],
  ];
  it.each(table)('%s in a course %s goes to %s', async (role, course, expected) => {
    const context = course === null ? undefined : contextOf(course);
    const { context: _, ...without } = world.launch(role, `${role}-${course}`);
    const outcome = await world.launches.receive(context ? { ...without, context } : without);
    if (typeof expected === 'string') expect(goal(outcome)).toBe(expected);
    else expect(goal(outcome)).toMatch(expected);
  });

  it('an administrator of a school that has not decided its policy goes there first', async () => {
    const { school, launches, launch, schools } = world;
    const fresh = await schools.getOrCreateByName('New School');
    const outcome = await launches.receive({ ...launch('administrator', 'admin'), school: fresh });
    expect(goal(outcome)).toBe('/school/policy');
    expect(goal(await world.receive('administrator', 'admin'))).toMatch(/mapping$/);
    expect(school._id).not.toBe(fresh);
  });

  it('a learner who has chosen a name goes home, or where the link leads', async () => {
    await world.receive('learner', 'nika', { context: contextOf('mapped') });
    const [community = ''] = (await world.course('mapped')).communities;
    const nika = await world.personOf('nika');
    await world.memberships.chooseName(world.school._id, community, nika._id, 'alias');
    const again = { context: contextOf('mapped') };
    expect(goal(await world.receive('learner', 'nika', again))).toBe(`/communities/${community}`);
    const target = `/communities/${community}/threads/abc`;
    expect(goal(await world.receive('learner', 'nika', { ...again, target }))).toBe(target);
    const other = await world.community('Chess');
    const closed = `/communities/${other._id}/threads`;
    expect(goal(await world.receive('learner', 'nika', { ...again, target: closed }))).toBe(
      `/communities/${community}`,
    );
    const foreign = goal(await world.receive('learner', 'nika', { ...again, target: '//evil.example/' }));
    expect(foreign).toBe(`/communities/${community}`);
  });
});

describe('persons', () => {
  it('are never joined by name or e-mail: the key is (school, registration, sub)', async () => {
    const same = { name: { full: 'Ana Kovač' }, email: 'ana@school.example' };
    await world.receive('learner', 'ana-1', same);
    await world.receive('learner', 'ana-2', same);
    await world.launches.receive({ ...world.launch('learner', 'ana-1', same), registration: 'other-platform' });
    const other = await world.schools.getOrCreateByName('Other School');
    await world.launches.receive({ ...world.launch('learner', 'ana-1', same), school: other });
    const names = await world.connection.collection('people').countDocuments({ 'name.full': 'Ana Kovač' });
    expect(names).toBe(4);
    expect(await world.connection.collection('people').countDocuments({ email: 'ana@school.example' })).toBe(0);
  });

  it('work without name, e-mail and locale', async () => {
    const { name: _, ...bare } = world.launch('learner', 'nobody', { context: contextOf('mapped') });
    expect(goal(await world.launches.receive(bare))).toMatch(/welcome$/);
    expect((await world.personOf('nobody')).name).toBeNull();
  });

  it('30 launches of one unknown course at once make one course and one person each', async () => {
    const context = contextOf('rush');
    await Promise.all(
      Array.from({ length: 15 }, (_, index) => world.receive('learner', `rush-${index % 5}`, { context })),
    );
    const course = await world.course('rush');
    expect(await world.enrolments.count(course)).toEqual({ learners: 5, staff: 0 });
  });

  it('a leaver who launches a course that goes on is here again, one that has ended changes nothing', async () => {
    const ended = contextOf('old', { endsAt: new Date('2026-07-01T00:00:00Z') });
    await world.receive('learner', 'leo', { context: contextOf('mapped') });
    const leo = await world.personOf('leo');
    await world.people.updatePerson(world.school._id, leo._id, { state: 'leaving', leftYear: 2026 });
    await world.receive('learner', 'leo', { context: ended });
    expect((await world.personOf('leo')).state).toBe('leaving');
    await world.receive('learner', 'leo', { context: contextOf('mapped') });
    expect((await world.personOf('leo')).state).toBe('here');
    expect(world.returned).toEqual([{ person: leo._id, from: 'leaving', leftYear: 2026 }]);
  });
});

describe('memberships by launch', () => {
  it('SG-09 a launch gives the class context of its course and of no other', async () => {
    await world.receive('learner', 'tom', { context: contextOf('mapped') });
    const tom = await world.personOf('tom');
    const course = await world.course('mapped');
    const [membership] = await world.memberships.listOpen(world.school._id, tom._id);
    expect(membership).toMatchObject({ band: 'pupil', courses: [course._id], community: course.communities[0] });
  });

  it('a member of staff by launch is staff; the learner of a course of adults is an adult learner', async () => {
    await world.receive('staff', 'mr-osei', { context: contextOf('mapped') });
    const osei = await world.personOf('mr-osei');
    expect((await world.memberships.listOpen(world.school._id, osei._id))[0]?.band).toBe('staff');
    world.school = await world.setPolicy({ learnersAreMinors: false });
    await world.receive('learner', 'grown-up', { context: contextOf('mapped') });
    const adult = await world.personOf('grown-up');
    expect((await world.memberships.listOpen(world.school._id, adult._id))[0]?.band).toBe('adult_learner');
    await world.setPolicy({ learnersAreMinors: true });
  });

  it('counts each member once, however often they launch', async () => {
    const [community = ''] = (await world.course('mapped')).communities;
    const before = await world.communities.getCommunity(world.school._id, community);
    for (let times = 0; times < 3; times += 1) await world.receive('learner', 'tom', { context: contextOf('mapped') });
    const after = await world.communities.getCommunity(world.school._id, community);
    expect(after.counts).toEqual(before.counts);
  });

  it('asks for the roster once when it is older than a day of school time', async () => {
    const roster = { url: 'https://lms.example/roster/1' };
    const before = world.requests.syncs;
    await world.receive('learner', 'tom', { context: contextOf('stale'), roster });
    await world.receive('learner', 'ana-1', { context: contextOf('stale'), roster });
    expect(world.requests.syncs).toBe(before + 1);
  });
});

describe('the platform’s test user', () => {
  it('leaves no trace and reads the course’s community as a pupil, no other', async () => {
    const before = await countAll();
    const outcome = await world.receive('testUser', 'student-view', { context: contextOf('mapped') });
    expect(await countAll()).toEqual(before);
    if (!('session' in outcome)) throw new Error('no session');
    const [community = ''] = (await world.course('mapped')).communities;
    expect(outcome.session).toMatchObject({ person: 'preview', launch: { preview: true, previewOf: [community] } });
    expect(outcome.session.launch.administrator).toBe(false);
  });
});

describe('the cost of a launch', () => {
  it('of a known pupil is five questions, and at most once a minute a note of the launch', async () => {
    const visit = async (): Promise<string[]> => {
      const calls: string[] = [];
      world.connection.set('debug', (collection: string, method: string) => void calls.push(`${collection}.${method}`));
      await world.receive('learner', 'tom', { context: contextOf('mapped') });
      world.connection.set('debug', false);
      return calls.sort();
    };
    const questions = ['courses.findOne', 'enrolments.findOne', 'identities.aggregate', 'memberships.find', 'schools.findOne']; // biome-ignore format: one list
    await visit();
    expect(await visit()).toEqual(questions);
    world.clock.advance(new Date(world.clock.now().getTime() + 61_000));
    expect(await visit()).toEqual([...questions, 'people.updateOne'].sort());
  });
});
