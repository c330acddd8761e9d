// Who is staff, where, and until when: what launches and rosters show, and take back.
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { contextOf, createInternalWorld, type InternalWorld, memberOf } from '../../../test/support/internal-world.ts';

const URL_8B = 'https://lms.example/roster/8b';
const worlds: InternalWorld[] = [];
let world: InternalWorld;
let community: string;

beforeEach(async () => {
  world = await createInternalWorld();
  worlds.push(world);
  community = await world.mappedCourse('8b', 'founder');
  await open('staff', 'founder');
});
afterAll(() => Promise.all(worlds.map((one) => one.close())));

const open = (role: Parameters<InternalWorld['receive']>[0], sub: string, id = '8b') =>
  world.receive(role, sub, { context: contextOf(id), roster: { url: `https://lms.example/roster/${id}` } });
const membershipOf = async (sub: string) =>
  world.memberships.find(world.school._id, community, (await world.personOf(sub))._id);
const logged = async () =>
  (await world.audit.list(world.school._id))
    .map(({ action }) => action)
    .filter((action) => /staff_ended$/.test(action));
const sync = async (...members: ReturnType<typeof memberOf>[]) => {
  world.client.rosters.set(URL_8B, members);
  expect(await world.rosters.syncCourse(world.school, await world.course('8b'))).toBe('complete');
};

const pass = () => world.clock.advance(new Date(world.clock.now().getTime() + 61_000));

describe('SG-02: staff who come back', () => {
  it('are active by their first request', async () => {
    await open('learner', 'ada');
    world.clock.advance(new Date(world.clock.now().getTime() + 40 * 24 * 3_600_000));
    const space = await world.communities.getCommunity(world.school._id, community);
    const { facts } = await world.standing(await world.personOf('founder'), space);
    expect(facts).toMatchObject({ hasMinors: true, activeStaff: true });
  });
});

describe('a launch as a learner', () => {
  it('takes staff back from whom courses alone made staff, in the community and in the school', async () => {
    await open('staff', 'osei');
    expect(await membershipOf('osei')).toMatchObject({ band: 'staff' });
    await open('learner', 'osei');
    expect(await membershipOf('osei')).toMatchObject({ band: 'pupil', open: true });
    expect(await world.personOf('osei')).toMatchObject({ staff: false, band: 'pupil' });
    expect(await logged()).toEqual(['person.staff_ended', 'membership.staff_ended']);
    const { counts } = await world.communities.getCommunity(world.school._id, community);
    expect(counts).toMatchObject({ pupil: 1, staff: 1 });
    await open('staff', 'osei');
    expect(await membershipOf('osei')).toMatchObject({ band: 'staff' });
    expect(await world.personOf('osei')).toMatchObject({ staff: true, band: 'staff' });
  });

  it('SG-02: closes the space to people from outside at once when it was the last active staff', async () => {
    await open('staff', 'osei');
    const school = world.school._id;
    await world.memberships.end({ school, person: (await world.personOf('founder'))._id, community, by: null });
    await open('learner', 'ada');
    const space = await world.communities.getCommunity(school, community);
    const facts = async () => (await world.standing(await world.personOf('ada'), space)).facts;
    expect(await facts()).toMatchObject({ hasMinors: true, activeStaff: true });
    await open('learner', 'osei');
    expect(await facts()).toMatchObject({ hasMinors: true, activeStaff: false });
  });

  it('takes back what somebody began as staff, and the next launch as staff gives it back', async () => {
    const chemistry = await world.mappedCourse('chem', 'novak', 'Chemistry');
    const { _id } = await world.personOf('founder');
    const joined = { school: world.school._id, community: chemistry, person: _id };
    await world.memberships.begin({ ...joined, band: 'staff', source: 'joined' });
    const bands = async () =>
      (await world.memberships.listOpen(world.school._id, _id)).map(({ band, role }) => ({ band, role }));
    const before = await bands();
    await open('learner', 'founder');
    expect((await bands()).map(({ band }) => band)).toEqual(['pupil', 'pupil']);
    expect(await world.personOf('founder')).toMatchObject({ staff: false, band: 'pupil' });
    expect(await logged()).toHaveLength(3);
    await open('staff', 'founder');
    expect(await bands()).toEqual(before);
  });

  it('leaves whoever teaches another course staff of the school', async () => {
    await open('staff', 'novak', 'elsewhere');
    await open('learner', 'novak');
    expect(await membershipOf('novak')).toMatchObject({ band: 'pupil' });
    expect(await world.personOf('novak')).toMatchObject({ staff: true, band: 'staff' });
    expect(await logged()).toEqual([]);
  });

  it('counts without a course and from one that has ended', async () => {
    await open('administrator', 'petrova');
    const launch = world.launch('learner', 'petrova');
    delete launch.context;
    await world.launches.receive(launch);
    expect(await world.personOf('petrova')).toMatchObject({ administrator: false, staff: false });
    await open('staff', 'ada');
    await world.courses.end(await world.course('8b'), null, 'staff');
    await open('learner', 'ada');
    expect(await membershipOf('ada')).toMatchObject({ band: 'pupil' });
    expect(await world.personOf('ada')).toMatchObject({ staff: false });
  });

  it('leaves leads what the administrator has made them', async () => {
    await open('staff', 'osei');
    const { _id } = await world.personOf('osei');
    await world.schools.decidePolicy(world.school._id, 'test', world.school.policy, [_id]);
    await open('learner', 'osei');
    expect((await world.schools.getSchool(world.school._id)).leads).toEqual([_id]);
  });
});

describe('a complete roster', () => {
  it('takes back what only rosters have shown, and nothing that a launch has shown', async () => {
    await open('staff', 'osei');
    const there = [memberOf('founder', {}, 'staff'), memberOf('osei')];
    await sync(...there, memberOf('novak', {}, 'staff'));
    expect(await membershipOf('novak')).toMatchObject({ band: 'staff' });
    await sync(...there, memberOf('novak'));
    expect(await membershipOf('novak')).toMatchObject({ band: 'pupil', open: true });
    expect(await world.personOf('novak')).toMatchObject({ staff: false, band: 'pupil' });
    expect(await membershipOf('osei')).toMatchObject({ band: 'staff' });
    expect(await logged()).toEqual(['person.staff_ended', 'membership.staff_ended']);
  });

  it('shows as staff, and a launch as staff afterwards makes it stay', async () => {
    await sync(memberOf('founder', {}, 'staff'), memberOf('novak', {}, 'staff'));
    await open('staff', 'novak');
    await sync(memberOf('founder', {}, 'staff'), memberOf('novak'));
    expect(await membershipOf('novak')).toMatchObject({ band: 'staff' });
  });

  it('that does not hold somebody ends what a launch has shown, for the course and the school', async () => {
    await open('staff', 'ada');
    pass();
    await sync(memberOf('founder', {}, 'staff'));
    expect(await membershipOf('ada')).toMatchObject({ open: false });
    expect(await world.personOf('ada')).toMatchObject({ staff: false, band: 'pupil' });
    pass();
    await sync(memberOf('founder', {}, 'staff'), memberOf('ada'));
    expect(await membershipOf('ada')).toMatchObject({ open: true, band: 'pupil' });
  });

  it('ends the flag of whom only it has shown, though they have launched elsewhere', async () => {
    await sync(memberOf('founder', {}, 'staff'), memberOf('ada', {}, 'staff'));
    await open('learner', 'ada', 'elsewhere');
    pass();
    await sync(memberOf('founder', {}, 'staff'), memberOf('ada'));
    expect(await world.personOf('ada')).toMatchObject({ staff: false });
  });

  it.each([
    ['learner', 'staff', 'pupil'],
    ['staff', 'roster', 'staff'],
  ] as const)('does not undo a launch as %s that comes meanwhile', async (role, by, band) => {
    await sync(memberOf('founder', {}, 'staff'), memberOf('osei', {}, 'staff'));
    if (by === 'staff') await open('staff', 'osei');
    const { listFor } = world.enrolments;
    world.enrolments.listFor = async (...of) => {
      const found = await listFor(...of);
      world.enrolments.listFor = listFor;
      await open(role, 'osei');
      return found;
    };
    await sync(memberOf('founder', {}, 'staff'), memberOf('osei'));
    expect(await membershipOf('osei')).toMatchObject({ band });
  });
});

describe('an administrator', () => {
  it('who opens a course is staff of the school, and no member of its community', async () => {
    expect(await open('administrator', 'petrova')).toMatchObject({ to: `/communities/${community}` });
    expect(await world.personOf('petrova')).toMatchObject({ staff: true, administrator: true });
    expect(await membershipOf('petrova')).toBeNull();
  });

  it('who stands in the roster as Instructor teaches it, and stays staff by their next launch', async () => {
    await open('administrator', 'petrova');
    await sync(memberOf('founder', {}, 'staff'), memberOf('petrova', {}, 'staff'));
    await open('administrator', 'petrova');
    expect(await membershipOf('petrova')).toMatchObject({ band: 'staff' });
  });
});
