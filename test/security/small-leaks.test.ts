// Small things that tell too much or write where nothing may be written: the log, the way back after a reply, the first
// page, a policy that is decided while the process dies.
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMails } from '../../src/base/mail/index.ts';
import { createRosterPeople, shortName } from '../../src/people/index.ts';
import { createTestWorld, type TestWorld } from '../support/factories.ts';

let world: TestWorld;
beforeAll(async () => {
  world = await createTestWorld();
});
afterAll(() => world.close());

describe('PR-06: the log', () => {
  it('holds no address, also when a mail server refuses one', async () => {
    const lines: string[] = [];
    const logger = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) });
    const { connection } = world.database;
    const { clock } = world;
    const mails = createMails({ connection, clock, logger, smtpUrl: 'smtp://127.0.0.1:9', from: 'a@b.example' });
    await mails.queue({ school: world.school._id, to: 'h.weiss@grid.example', subject: 'x', text: 'y' });
    await mails.send();
    expect(lines.join('')).toContain('mail could not be sent');
    expect(lines.join('')).not.toMatch(/grid\.example|stack/);
  });
});

describe('SG-02, SG-03: the policy', () => {
  it('is decided together with the event by which bands follow, or not at all', async () => {
    const told: string[] = [];
    world.outbox.on('school.policy_decided', async ({ school }) => void told.push(school));
    const { school } = world;
    await world.schools.decidePolicy(school._id, 'test', school.policy, []);
    await world.outbox.deliver();
    expect(told).toEqual([school._id]);
  });
});

describe('SG-05: first name and initial', () => {
  it('stays so when a roster tells the surname first', async () => {
    const nika = await world.person('Nika Somer', { sub: 'nika' });
    const roster = createRosterPeople({ ...world, connection: world.database.connection });
    const seen = { registration: 'test-platform', sub: 'nika', staff: false, name: { full: 'Somer, Nika' } };
    const told = (await roster.peopleOf(world.school, [seen])).get('nika');
    expect(shortName(told?.name ?? null)).toBe('Nika S.');
    expect(shortName((await world.people.personOfRoster(world.school, seen)).name)).toBe('Nika S.');
    const married = { ...seen, name: { full: 'Nika Kovač' } };
    expect(shortName((await world.people.personOfRoster(world.school, married)).name)).toBe('Nika K.');
    expect(nika.name?.family).toBe('Somer');
    const fresh = await world.people.personOfRoster(world.school, { ...seen, sub: 'new' });
    expect(shortName(fresh.name)).toBe('Nika S.');
  });
});
