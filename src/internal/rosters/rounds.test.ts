import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { contextOf, createInternalWorld, type InternalWorld, memberOf } from '../../../test/support/internal-world.ts';
import { rosterCommands } from './rosters.jobs.ts';

const DAY = 24 * 3600 * 1000;
const urlOf = (id: string): string => `https://lms.example/roster/${id}`;
const worlds: InternalWorld[] = [];
let world: InternalWorld;

beforeEach(async () => {
  world = await createInternalWorld();
  worlds.push(world);
  for (const id of ['8b', '9a']) {
    await world.receive('staff', 'mr-lindqvist', { context: contextOf(id), roster: { url: urlOf(id) } });
    hold(id, 'ada', 'ben');
  }
});
afterAll(() => Promise.all(worlds.map((one) => one.close())));

const hold = (id: string, ...subs: string[]): void => {
  const staff = memberOf('mr-lindqvist', {}, 'staff');
  world.client.rosters.set(urlOf(id), [staff, ...subs.map((sub) => memberOf(sub))]);
};
const later = (days: number): void => world.clock.advance(new Date(world.clock.now().getTime() + days * DAY));
const round = () => world.rounds.runRound(world.school);
const missing = async (): Promise<string[]> => {
  const { people } = await world.rounds.listMissing(world.school._id);
  return people.map(({ person }) => person.name?.given ?? '').sort();
};

/** Lets a roster wait until the gate is opened. */
function holdUp(url: string): { reached: Promise<void>; open(): void } {
  const { readRoster } = world.client;
  let [reach, open] = [() => {}, () => {}];
  const reached = new Promise<void>((resolve) => {
    reach = resolve;
  });
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  world.client.readRoster = async (registration, address, onPage) => {
    if (address === url) {
      reach();
      await opened;
    }
    await readRoster(registration, address, onPage);
  };
  return { reached, open };
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setImmediate(resolve));
}

describe('AL-01: leaving is of the school', () => {
  it('a person whom one roster holds is not missing, one whom none holds is, after two rounds 7 days apart', async () => {
    await round();
    hold('8b');
    hold('9a', 'ada');
    later(1);
    expect(await round()).toMatchObject({ complete: true, inSession: true, courses: 2, failed: 0 });
    later(6);
    await round();
    expect(await missing()).toEqual([]);
    later(1);
    await round();
    expect(await missing()).toEqual(['ben']);
  });

  it('Inactive and Deleted lines hold nobody', async () => {
    await round();
    world.client.rosters.set(urlOf('8b'), [
      memberOf('mr-lindqvist', {}, 'staff'),
      memberOf('ben', { status: 'inactive' }),
    ]);
    world.client.rosters.set(urlOf('9a'), [memberOf('ada'), memberOf('ben', { status: 'deleted' })]);
    await round();
    later(7);
    await round();
    expect(await missing()).toEqual(['ben']);
  });

  it('a launch since the first round starts the count anew', async () => {
    await round();
    hold('8b');
    hold('9a', 'ada');
    await round();
    later(5);
    await world.receive('learner', 'ben', { context: contextOf('8b') });
    later(2);
    await round();
    expect(await missing()).toEqual([]);
    later(7);
    await round();
    expect(await missing()).toEqual(['ben']);
    const ended = contextOf('8b-old', { endsAt: new Date('2026-07-01T00:00:00Z') });
    await world.receive('learner', 'ben', { context: ended });
    expect(await missing()).toEqual([]);
  });

  it('an incomplete round is no evidence, but who is there again is not missing', async () => {
    await round();
    hold('8b');
    hold('9a', 'ada');
    await round();
    later(7);
    world.client.failures.set(urlOf('9a'), { page: 0, status: 503 });
    expect(await round()).toMatchObject({ complete: false, failed: 1 });
    expect(await missing()).toEqual([]);
    hold('8b', 'ben');
    await round();
    hold('8b');
    world.client.failures.clear();
    later(1);
    await round();
    expect(await missing()).toEqual([]);
  });

  it('a course without a roster makes every round incomplete until it has ended', async () => {
    await world.receive('staff', 'mr-lindqvist', { context: contextOf('no-roster') });
    expect(await round()).toMatchObject({ complete: false, failed: 1 });
    await world.courses.end(await world.course('no-roster'), null, 'staff');
    expect(await round()).toMatchObject({ complete: true });
  });

  it('rounds in the holidays say nothing', async () => {
    world.school = await world.setPolicy({
      calendar: [
        { from: '2026-09-01', to: '2026-11-20' },
        { from: '2026-11-30', to: '2026-12-18' },
      ],
    });
    await round();
    hold('8b');
    hold('9a', 'ada');
    await round();
    later(10);
    expect(await round()).toMatchObject({ complete: true, inSession: false });
    expect(await missing()).toEqual([]);
    later(8);
    expect(await round()).toMatchObject({ complete: true, inSession: true });
    expect(await missing()).toEqual(['ben']);
  });

  it('an ended course is never evidence: its people are missing only if no other roster holds them', async () => {
    await round();
    hold('9a', 'ada', 'ben');
    await world.courses.end(await world.course('8b'), null, 'staff');
    world.client.rosters.set(urlOf('8b'), []);
    await round();
    later(7);
    await round();
    expect(await missing()).toEqual([]);
    await world.courses.end(await world.course('9a'), null, 'staff');
    later(7);
    expect(await round()).toMatchObject({ complete: false, courses: 0 });
    later(7);
    await round();
    expect(await missing()).toEqual([]);
  });

  it('administrators stand in no roster and are never listed; staff who are gone are', async () => {
    await world.receive('administrator', 'admin', { context: contextOf('8b') });
    world.client.rosters.set(urlOf('8b'), [memberOf('ada')]);
    world.client.rosters.set(urlOf('9a'), [memberOf('ben')]);
    await round();
    later(7);
    await round();
    expect(await missing()).toEqual(['mr-lindqvist']);
  });

  it('lists in pages, and forgets whom the school has decided about', async () => {
    hold('8b', ...Array.from({ length: 9 }, (_, index) => `p${index}`));
    await round();
    hold('8b');
    await round();
    later(7);
    await round();
    const first = await world.rounds.listMissing(world.school._id, { limit: 5 });
    expect(first.people).toHaveLength(5);
    const second = await world.rounds.listMissing(world.school._id, { limit: 5, after: first.next ?? '' });
    expect(second.people).toHaveLength(4);
    expect(second.next).toBeNull();
    await world.rounds.clearMissing(world.school._id, first.people[0]?.person._id ?? '');
    expect((await world.rounds.listMissing(world.school._id)).people).toHaveLength(8);
  });
});

describe('rounds', () => {
  it('run once a night for each school, whichever process comes first', async () => {
    const runs = await Promise.all([world.rounds.runDue(), world.rounds.runDue()]);
    expect(runs.reduce((a, b) => a + b)).toBe(1);
    expect(await world.rounds.runDue()).toBe(0);
    later(1);
    expect(await world.rounds.runDue()).toBe(1);
  });

  it('a school whose platform is slow does not hold up the night of the others', async () => {
    const other = await world.schools.getSchool(await world.schools.getOrCreateByName('Brookmere School'));
    await world.receive('staff', 'ms-adeyemi', {
      school: other._id,
      context: contextOf('c'),
      roster: { url: urlOf('c') },
    });
    const gate = holdUp(urlOf('8b'));
    const night = world.rounds.runDue();
    await gate.reached;
    await until(async () => (await world.rounds.lastRound(other._id))?.complete === true);
    gate.open();
    expect(await night).toBe(2);
  });

  it('run by the command, at any time', async () => {
    const [command] = rosterCommands;
    const input = { options: {}, arguments: [] };
    const done = await command?.run(world, input, () => undefined);
    expect(done).toEqual([{ school: 'Alder Lane School', complete: true, inSession: true, courses: 2, failed: 0 }]);
    await expect(command?.run(world, { ...input, options: { school: 'Nowhere' } }, () => undefined)).rejects.toThrow();
  });
});

describe('rosters that were asked for', () => {
  const ask = async (id: string, registration: string): Promise<void> => {
    const context = contextOf(id);
    await world.receive('staff', `head-${registration}`, { registration, context, roster: { url: urlOf(id) } });
    const course = await world.courses.findByContext(world.school._id, registration, id);
    if (course) await world.courses.requestSync(course);
  };
  const waits = async (id: string, registration: string): Promise<boolean> =>
    (await world.courses.findByContext(world.school._id, registration, id))?.syncRequestedAt !== null;

  it('a slow platform holds up nobody but itself, and is asked for one roster at a time', async () => {
    await world.rounds.runRequested();
    for (const id of ['slow-1', 'slow-2']) await ask(id, 'slow');
    await ask('quick-1', 'quick');
    const gate = holdUp(urlOf('slow-1'));
    const run = world.rounds.runRequested();
    await gate.reached;
    await until(async () => !(await waits('quick-1', 'quick')));
    await ask('quick-2', 'quick');
    expect(await world.rounds.runRequested()).toBe(1);
    expect(await waits('quick-2', 'quick')).toBe(false);
    expect(await waits('slow-2', 'slow')).toBe(true);
    gate.open();
    expect(await run).toBe(3);
    expect(await waits('slow-2', 'slow')).toBe(false);
    expect(await world.connection.collection('rosterturns').countDocuments()).toBe(0);
  });
});
