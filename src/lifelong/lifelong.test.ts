// The way from pupil to alumnus and out again, rule by rule (AL-01 to AL-05), on a real database.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestWorld, type TestWorld } from '../../test/support/factories.ts';
import type { Community } from '../communities/index.ts';
import type { Person, Viewer } from '../people/index.ts';
import { type Alumni, createAlumni } from './alumni.service.ts';
import { createLeavers, DAYS_TO_ANSWER, type Leavers } from './leavers.service.ts';

const DAY = 24 * 3600 * 1000;

let world: TestWorld;
let leavers: Leavers;
let alumni: Alumni;
let admitting: Community;
let closed: Community;
let approver: Viewer;
let missing: { person: Person; first: Date; last: Date }[];

beforeAll(async () => {
  world = await createTestWorld();
  const { connection } = world.database;
  const listMissing = async () => ({ people: missing, next: null });
  const clearMissing = async (_: string, person: string) => {
    missing = missing.filter((one) => one.person._id !== person);
  };
  leavers = createLeavers({ ...world, connection, missing: { listMissing, clearMissing } });
  alumni = createAlumni({ ...world, connection, leavers, publicUrl: 'https://perennial.example' });
  admitting = await world.community('Physics');
  closed = await world.community('Closed club');
  const settings = {
    name: 'Physics',
    charter: admitting.charter,
    frequency: 'weekly',
    fixedMembership: true,
    recognised: true,
    openToStaff: true,
  } as const;
  await world.communities.updateSettings(world.school._id, admitting._id, 'test', { ...settings, admitsAlumni: true });
  approver = await world.viewer(await world.person('Mrs Petrova', { staff: true }), { administrator: true });
});
beforeEach(() => {
  missing = [];
});
afterAll(() => world.close());

const fresh = (person: Person): Promise<Person> => world.people.getPerson(world.school._id, person._id);
const mailed = async (): Promise<string> => {
  await world.mails.send();
  const [mail] = await world.mails.listKept(world.school._id);
  return /\/claim\/(\S+)/.exec(mail?.text ?? '')?.[1] ?? '';
};
async function stay(person: Person, email: string): Promise<void> {
  const code = await alumni.createCode(world.school._id, person._id, approver.person._id);
  await alumni.requestStay(await alumni.openClaim(code), [admitting._id], email);
  await alumni.confirmStay(await mailed());
}

describe('leaving', () => {
  it('AL-01: lists those whom the rosters miss, and nobody is changed by it', async () => {
    const leo = await world.member(admitting, 'Leo Tanaka', 'pupil', { course: 'c1' });
    missing = [{ person: leo, first: world.clock.now(), last: world.clock.now() }];
    const found = await leavers.listFound(world.school);
    expect(found.map((one) => [one.person._id, one.adult])).toEqual([[leo._id, null]]);
    expect((await fresh(leo)).state).toBe('here');
  });

  it('AL-02: a confirmed leaver reads and changes nothing', async () => {
    const ben = await world.member(admitting, 'Ben Okafor', 'pupil', { course: 'c1' });
    await leavers.confirm(approver, [ben._id], new Set([ben._id]));
    const standing = await world.standing(ben, admitting);
    expect(world.access.can(standing, 'community.read')).toBe(true);
    expect(world.access.ask(standing, 'thread.create')).toEqual({ allowed: false, reason: 'read_only' });
  });

  it('AL-02: whoever does not answer in 60 days is forgotten; the memberships end', async () => {
    const ivana = await world.member(admitting, 'Ivana Kos', 'pupil', { course: 'c1' });
    await leavers.confirm(approver, [ivana._id], new Set());
    expect(await leavers.forgetDue()).toBe(0);
    world.clock.advance(new Date(world.clock.now().getTime() + (DAYS_TO_ANSWER + 1) * DAY));
    expect(await leavers.forgetDue()).toBeGreaterThan(0);
    expect(await fresh(ivana)).toMatchObject({ state: 'former', name: null, email: null, adultStatedAt: null });
    expect(await world.people.identitiesOf(world.school._id, ivana._id)).toEqual([]);
    expect(await world.memberships.listOpen(world.school._id, ivana._id)).toEqual([]);
  });

  it('AL-03: without a stated age nobody can claim, whatever they say themselves', async () => {
    const samira = await world.member(admitting, 'Samira Haddad', 'pupil', { course: 'c1' });
    const code = await alumni.createCode(world.school._id, samira._id, samira._id);
    await expect(alumni.openClaim(code)).rejects.toMatchObject({ code: 'not_confirmed' });
    await leavers.confirm(approver, [samira._id], new Set());
    await expect(alumni.openClaim(code)).rejects.toMatchObject({ code: 'age_missing' });
  });

  it('marks nobody of another school and refuses an empty choice', async () => {
    await expect(leavers.confirm(approver, ['someone-else'], new Set())).rejects.toMatchObject({ status: 404 });
    await expect(leavers.confirm(approver, [], new Set())).rejects.toMatchObject({ status: 422 });
  });
});

describe('staying', () => {
  it('AL-03, AL-04: is opted in by the person, with an address of their own that is proven', async () => {
    const tom = await world.member(admitting, 'Tom Reyes', 'pupil', { course: 'c1' });
    await world.memberships.begin({
      school: world.school._id,
      community: closed._id,
      person: tom._id,
      band: 'pupil',
      source: 'joined',
    });
    await leavers.confirm(approver, [tom._id], new Set([tom._id]));
    const code = await alumni.createCode(world.school._id, tom._id, approver.person._id);
    const claim = await alumni.openClaim(code.toLowerCase().replaceAll('-', ' '));
    expect(claim.communities.map((one) => one._id)).toEqual([admitting._id]);
    await expect(alumni.requestStay(claim, [closed._id], 'tom@mail.example')).rejects.toMatchObject({ status: 422 });
    await alumni.requestStay(claim, [admitting._id], 'tom@mail.example');
    expect((await fresh(tom)).state).toBe('leaving');
    const link = await mailed();
    const tries = await Promise.allSettled([alumni.confirmStay(link), alumni.confirmStay(link)]);
    expect(tries.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
    expect(await fresh(tom)).toMatchObject({ state: 'alumnus', band: 'alumnus', email: 'tom@mail.example' });
    const open = await world.memberships.listOpen(world.school._id, tom._id);
    expect(open.map((one) => [one.community, one.band])).toEqual([[admitting._id, 'alumnus']]);
    const community = await world.communities.getCommunity(world.school._id, admitting._id);
    expect(community.generations.reduce((sum, one) => sum + one.count, 0)).toBe(1);
  });

  it('AL-05: makes an outside adult: no member list, no class context, threads with alumni alone', async () => {
    const yuki = await world.member(admitting, 'Yuki Oda', 'pupil', { course: 'c1' });
    await world.member(admitting, 'Ms Adeyemi', 'staff');
    await world.member(admitting, 'Nika Sever', 'pupil', { course: 'c1' });
    await leavers.confirm(approver, [yuki._id], new Set([yuki._id]));
    await stay(yuki, 'yuki@mail.example');
    const standing = await world.standing(yuki, admitting);
    expect(world.access.can(standing, 'members.list')).toBe(false);
    expect(world.access.reach(standing)).toMatchObject({ audience: 'alumni', courses: [] });
    const thread = { author: 'x', course: 'c1', audience: ['alumni' as const], wish: [], hidden: false };
    expect(world.access.can(standing, 'thread.read', { thread })).toBe(false);
    expect(world.access.ask(standing, 'post.create', { thread: { ...thread, course: null } })).toMatchObject({
      allowed: true,
      held: true,
    });
  });

  it('ends when the person wants it, or the school, and leaves no identifier', async () => {
    for (const way of ['leave', 'end'] as const) {
      const person = await world.member(admitting, `Greta ${way}`, 'pupil', { course: 'c1' });
      await leavers.confirm(approver, [person._id], new Set([person._id]));
      await stay(person, `${way}@mail.example`);
      if (way === 'leave') await alumni.leave(world.school._id, person._id);
      else await alumni.end(world.school._id, person._id, approver.person._id);
      expect(await fresh(person)).toMatchObject({ state: 'former', name: null, email: null });
      expect(await world.memberships.listOpen(world.school._id, person._id)).toEqual([]);
      expect(await world.people.listByEmail(`${way}@mail.example`)).toEqual([]);
    }
  });

  it('ends when a pupil returns: the same person is a pupil again', async () => {
    const aisha = await world.person('Aisha Bello', { sub: 'aisha' });
    await world.memberships.begin({
      school: world.school._id,
      community: admitting._id,
      person: aisha._id,
      band: 'pupil',
      source: 'course',
      course: 'c1',
    });
    await leavers.confirm(approver, [aisha._id], new Set([aisha._id]));
    await stay(aisha, 'aisha@mail.example');
    const seen = { registration: 'test-platform', sub: 'aisha', staff: false, name: { full: 'Aisha Bello' } };
    const { person, returned } = await world.people.personOfLaunch(world.school, seen, true);
    expect(person._id).toBe(aisha._id);
    expect(returned).toBe('alumnus');
    await alumni.returned(world.school, person, 'alumnus');
    expect(await fresh(aisha)).toMatchObject({ state: 'here', band: 'pupil', email: null });
    expect(await world.memberships.listOpen(world.school._id, aisha._id)).toEqual([]);
  });
});
