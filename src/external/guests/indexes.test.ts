import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOutsideWorld, type OutsideWorld } from '../../../test/support/outside-world.ts';
import { invitationModel } from './invitation.model.ts';

const NOW = new Date('2026-11-12T09:00:00Z');
const DAY = 24 * 3600 * 1000;

let world: OutsideWorld;
beforeAll(async () => {
  world = await createOutsideWorld();
  const model = invitationModel(world.database.connection);
  await model.init();
  const many = ['school', 'other'].flatMap((school) =>
    Array.from({ length: 300 }, (_, index) => ({
      ...world.form(),
      _id: `${school}-${index}`,
      school,
      communities: ['community'],
      partner: 'partner',
      organisation: 'Brookmere Power Grid',
      lastDay: '2026-12-01',
      state: index < 20 ? 'waiting' : 'accepted',
      // The first forty still run, the others are over.
      endsAt: new Date(NOW.getTime() + (index < 40 ? 1 : -1) * (index + 1) * DAY),
      person: `person-${index}`,
      sponsor: 'sponsor',
      requestedAt: NOW,
      openFor: index < 20 ? `${index}@grid.example` : undefined,
    })),
  );
  await model.insertMany(many);
});
afterAll(() => world.close());

interface Stats {
  executionStats: { nReturned: number; totalDocsExamined: number };
}

describe('the queries for guests read what they return', () => {
  it.each([
    ['what waits', { school: 'school', state: 'waiting' }, { endsAt: 1, _id: 1 }, 200],
    ['who is here', { school: 'school', state: 'accepted', endsAt: { $gt: NOW } }, { endsAt: 1, _id: 1 }, 200],
    [
      'what is over',
      { school: 'school', endsAt: { $lte: NOW }, state: { $in: ['accepted'] } },
      { endsAt: -1, _id: -1 },
      21,
    ],
    [
      'who is in a community',
      { school: 'school', communities: 'community', state: 'accepted', endsAt: { $gt: NOW } },
      {},
      200,
    ],
    ['a guest’s visits', { school: 'school', person: 'person-30', state: 'accepted' }, {}, 50],
    ['an open address', { school: 'school', openFor: '7@grid.example' }, {}, 1],
  ] as const)('%s', async (_, filter, sort, limit) => {
    const model = invitationModel(world.database.connection);
    const plan = (await model.find(filter).sort(sort).limit(limit).explain('executionStats')) as unknown as Stats;
    const { nReturned, totalDocsExamined } = plan.executionStats;
    expect(nReturned).toBeGreaterThan(0);
    expect(totalDocsExamined).toBeLessThanOrEqual(nReturned + 1);
  });
});
