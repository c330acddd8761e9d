// Attacks by people who were staff or learners here and are not any more: no office, no band and no activity of theirs
// outlives their leaving (SG-02, AL-02, AL-05).
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Community } from '../../src/communities/index.ts';
import { createAlumni, createLeavers, type Leavers } from '../../src/lifelong/index.ts';
import type { Person, Viewer } from '../../src/people/index.ts';
import { createTestWorld, type TestWorld } from '../support/factories.ts';

const DAY = 24 * 3600 * 1000;

let world: TestWorld;
let leavers: Leavers;
let physics: Community;
let choir: Community;
let approver: Viewer;

beforeAll(async () => {
  world = await createTestWorld();
  const { connection } = world.database;
  const missing = { listMissing: async () => ({ people: [], next: null }), clearMissing: async () => {} };
  leavers = createLeavers({ ...world, connection, missing });
  physics = await world.community('Physics');
  choir = await world.community('Choir');
  await world.member(physics, 'Nika Somer', 'pupil');
  approver = await world.viewer(await world.person('Mrs Petrova', { staff: true }), { administrator: true });
});
afterAll(() => world.close());

const launch = (sub: string, options: { staff?: boolean; enrolled: boolean; administrator?: boolean }) =>
  world.people.personOfLaunch(
    world.school,
    {
      registration: 'test-platform',
      sub,
      staff: options.staff ?? false,
      administrator: options.administrator ?? false,
      name: { full: 'Tom Reyes', given: 'Tom', family: 'Reyes' },
    },
    options.enrolled,
  );

async function alumnus(sub: string, community: Community): Promise<Person> {
  const person = await world.person('Tom Reyes', { sub });
  await world.people.updatePerson(world.school._id, person._id, {
    state: 'alumnus', band: 'alumnus', adultStatedAt: world.clock.now(), leftYear: 2025,
  }); // biome-ignore format: one change
  await world.memberships.begin({
    school: world.school._id, community: community._id, person: person._id, band: 'alumnus', source: 'alumnus',
  }); // biome-ignore format: one spell
  return person;
}

describe('AL-05: who has become an alumnus', () => {
  it('holds no office of the school any more, in no community', async () => {
    const lead = await alumnus('lead-1', choir);
    await world.schools.appointLead(world.school._id, lead._id, null);
    const standing = await world.standing(lead, physics, { administrator: true });
    expect(standing.actor).toMatchObject({ lead: false, administrator: false });
    for (const action of ['community.read', 'members.list', 'thread.list', 'review.list'] as const)
      expect(world.access.can(standing, action)).toBe(false);
    const audited = await world.access.canSchool(standing.viewer, 'school.audit');
    expect(audited).toBe(false);
  });

  it('stays an alumnus by launching from a course that has ended, whatever role the platform gives', async () => {
    const tom = await alumnus('tom-1', choir);
    await launch('tom-1', { enrolled: false, staff: true, administrator: true });
    const after = await world.people.getPerson(world.school._id, tom._id);
    expect(after).toMatchObject({ state: 'alumnus', band: 'alumnus', staff: false, administrator: false });
    const viewer = await world.viewer(tom, { administrator: true });
    expect(await world.access.canSchool(viewer, 'school.map')).toBe(false);
    expect(await world.access.canSchool(viewer, 'course.map')).toBe(false);
    const standing = await world.standing(tom, physics);
    expect(world.access.can(standing, 'community.join')).toBe(false);
  });
});

describe('SG-02: a member of staff who has left the school', () => {
  it('keeps no space open to outside adults, and reads no more as staff', async () => {
    const maths = await world.community('Maths');
    await world.member(maths, 'Leo Tanaka', 'pupil');
    const teacher = await world.member(maths, 'Mr Gone', 'staff');
    const guest = await world.member(maths, 'Dr Hanna Weiss', 'guest', { sponsor: teacher._id });
    expect(world.access.can(await world.standing(guest, maths), 'thread.list')).toBe(true);
    await leavers.confirm(approver, [teacher._id], new Set([teacher._id]));
    await world.standing(teacher, maths); // a request of somebody who has left
    const standing = await world.standing(guest, maths);
    expect(standing.facts.activeStaff).toBe(false);
    expect(world.access.can(standing, 'thread.list')).toBe(false);
    const gone = await world.standing(teacher, maths);
    expect(gone.actor).toMatchObject({ schoolStaff: false, lead: false });
    expect(world.access.can(gone, 'review.list')).toBe(false);
  });
});

describe('AL-02: the end of the sixty days', () => {
  it('never forgets somebody who is here again, even where the return was cut off half-way', async () => {
    const mia = await world.member(physics, 'Mia Lind', 'pupil');
    await leavers.confirm(approver, [mia._id], new Set());
    // The launch made her a learner again; the process was killed before the matter was settled.
    await world.people.updatePerson(world.school._id, mia._id, { state: 'here' });
    world.clock.advance(new Date(world.clock.now().getTime() + 61 * DAY));
    await leavers.forgetDue();
    const after = await world.people.getPerson(world.school._id, mia._id);
    expect(after).toMatchObject({ state: 'here', name: { full: 'Mia Lind' } });
    expect(await leavers.findOpen(world.school._id, mia._id)).toBeNull();
  });
});

describe('AL-04: the link that makes an alumnus', () => {
  it('works once, whoever follows it at the same moment and whatever else happens to the person', async () => {
    const { connection } = world.database;
    const { school } = world;
    const alumni = createAlumni({ ...world, connection, leavers, publicUrl: 'https://perennial.example' });
    const { charter, name } = choir;
    const settings = { frequency: 'weekly', fixedMembership: true, recognised: true, openToStaff: true } as const;
    await world.communities.updateSettings(school._id, choir._id, 'test', {
      ...settings,
      name,
      charter,
      admitsAlumni: true,
    });
    const lea = await world.member(choir, 'Lea Brandt', 'pupil');
    await leavers.confirm(approver, [lea._id], new Set([lea._id]));
    const links: string[] = [];
    for (const email of ['lea@one.example', 'lea@two.example']) {
      await alumni.requestStay(await alumni.claimOf(school._id, lea._id), [choir._id], email);
      await world.mails.send();
      const mail = (await world.mails.listKept(school._id)).find(({ to }) => to === email);
      links.push(/\/claim\/(\S+)/.exec(mail?.text ?? '')?.[1] ?? '');
    }
    const [one = '', two = ''] = links;
    const tried = await Promise.allSettled([one, two, one].map((code) => alumni.confirmStay(code)));
    expect(tried.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const open = await world.memberships.listOpen(school._id, lea._id);
    expect(open.map(({ band }) => band)).toEqual(['alumnus']);
    const { counts, generations } = await world.communities.getCommunity(school._id, choir._id);
    const members = await world.memberships.listMembers(school._id, choir._id, { band: 'alumnus' });
    expect(counts.alumnus).toBe(members.length);
    expect(generations.reduce((sum, each) => sum + each.count, 0)).toBeLessThanOrEqual(members.length);
  });
});

describe('AL-05: returning', () => {
  it('ends what staying had begun in the same step that makes somebody a learner again', async () => {
    const { connection } = world.database;
    const alumni = createAlumni({ ...world, connection, leavers, publicUrl: 'https://perennial.example' });
    const ada = await alumnus('ada-1', choir);
    await alumni.returned(world.school, await world.people.getPerson(world.school._id, ada._id), 'alumnus');
    const after = await world.people.getPerson(world.school._id, ada._id);
    expect(after).toMatchObject({ state: 'here', email: null, leftYear: null });
    expect(await world.memberships.listOpen(world.school._id, ada._id)).toEqual([]);
  });
});
