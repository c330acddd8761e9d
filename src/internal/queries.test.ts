// The queries of launches and rosters find what they return by an index, however many documents there are.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contextOf, createInternalWorld, type InternalWorld, REGISTRATION } from '../../test/support/internal-world.ts';

let world: InternalWorld;

beforeAll(async () => {
  world = await createInternalWorld();
  const school = world.school._id;
  await world.mappedCourse('8b', 'mr-lindqvist');
  const community = (await world.course('8b')).communities[0];
  const bare = { school, registration: REGISTRATION, title: 'x', year: 2026, createdAt: world.clock.now() };
  const times = Array.from({ length: 300 }, (_, index) => index);
  const other = { endedAt: null, communities: ['other'], syncRequestedAt: null };
  await world.connection
    .collection<{ _id: string }>('courses')
    .insertMany(times.map((index) => ({ ...bare, ...other, _id: `course-${index}`, contextId: `context-${index}` })));
  const spread = { school, open: true, staff: false, since: world.clock.now() };
  await world.connection.collection<{ _id: string }>('enrolments').insertMany(
    times.map((index) => ({
      ...spread,
      _id: `e-${index}`,
      course: `course-${index % 30}`,
      person: `p-${index % 100}`,
    })),
  );
  await world.connection
    .collection<{ _id: string }>('notes')
    .insertMany(times.map((index) => ({ _id: `n-${index}`, school, community: `c-${index}`, at: world.clock.now() })));
  expect(community).toBeDefined();
});
afterAll(() => world.close());

/** What explain tells of a query: how many documents were looked at, and how many came back. */
async function costOf(collection: string, filter: object, sort?: Record<string, 1 | -1>): Promise<[number, number]> {
  let cursor = world.connection.collection(collection).find(filter).limit(50);
  if (sort) cursor = cursor.sort(sort);
  const { executionStats } = (await cursor.explain('executionStats')) as {
    executionStats: { totalDocsExamined: number; nReturned: number };
  };
  return [executionStats.totalDocsExamined, executionStats.nReturned];
}

describe('queries', () => {
  const table: [string, string, (school: string) => object, Record<string, 1 | -1>?][] = [
    ['the course of a launch', 'courses', (school) => ({ school, registration: REGISTRATION, contextId: 'context-7' })],
    ['the courses of a history', 'courses', (school) => ({
      school, registration: REGISTRATION, contextId: { $in: ['context-1', 'context-2'] },
    })],
    ['the courses of a community', 'courses', (school) => ({ school, communities: 'other' })],
    ['a page of courses that go on', 'courses', (school) => ({ school, endedAt: null, _id: { $gt: 'course-2' } }), { _id: 1 }],
    ['the roster that waits longest', 'courses', () => ({ syncRequestedAt: { $gt: new Date(0) } }), { syncRequestedAt: 1 }],
    ['a person in a course', 'enrolments', (school) => ({ school, course: 'course-3', person: 'p-3' })],
    ['a page of a course', 'enrolments', (school) => ({ school, course: 'course-3', open: true, person: { $gt: 'p-2' } }), { person: 1 }],
    ['the courses of people', 'enrolments', (school) => ({ school, person: { $in: ['p-1', 'p-2'] }, open: true })],
    ['the staff of a school', 'people', (school) => ({ school, staff: true, state: 'here' }), { _id: 1 }],
    ['the notes of a community', 'notes', (school) => ({ school, community: 'c-9' }), { at: -1 }],
  ]; // biome-ignore format: one line a query
  it.each(table)('%s', async (_name, collection, filter, sort) => {
    const [examined, returned] = await costOf(collection, filter(world.school._id), sort);
    expect(examined).toBeLessThanOrEqual(returned + 2);
  });

  it('are enough for a launch of a known pupil', async () => {
    await world.receive('learner', 'ada', { context: contextOf('8b') });
    const ada = await world.personOf('ada');
    expect(await costOf('memberships', { school: world.school._id, person: ada._id, open: true })).toEqual([1, 1]);
  });
});
