// A browser keeps one session of a person for all its tabs, and a session that has run out still tells whose text came late.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestWorld, type TestWorld } from '../../test/support/factories.ts';

describe('sessions', () => {
  let world: TestWorld;

  beforeAll(async () => {
    world = await createTestWorld();
  });

  afterAll(() => world.close());

  const sessionOf = (person: string, preview = false) => ({
    school: world.school._id,
    person,
    language: null,
    launch: {
      registration: 'test-platform',
      platformOrigin: 'https://lms.example',
      course: null,
      courseTitle: null,
      returnUrl: null,
      administrator: false,
      preview,
    },
  });

  it('go on where the same person comes in again by another tab, and are new for anybody else', async () => {
    const first = await world.sessions.begin(sessionOf('nika'));
    expect(await world.sessions.begin(sessionOf('nika'), first)).toBe(first);
    const other = await world.sessions.begin(sessionOf('jonas'), first);
    expect(other).not.toBe(first);
    expect((await world.sessions.find(first))?.session.person).toBe('nika');
    expect((await world.sessions.find(other))?.session.person).toBe('jonas');
    expect(await world.sessions.begin(sessionOf('nika'), 'unknown')).not.toBe('unknown');
  });

  it('tell whose they were after they have run out, but not of a preview', async () => {
    const [token, preview] = [
      await world.sessions.begin(sessionOf('mira')),
      await world.sessions.begin(sessionOf('preview', true)),
    ];
    await world.database.connection
      .collection('sessions')
      .updateMany({}, { $set: { seenAt: new Date('2026-01-01T00:00:00Z') } });
    expect(await world.sessions.find(token)).toBeNull();
    expect(await world.sessions.findOwner(token)).toEqual({ school: world.school._id, person: 'mira' });
    expect(await world.sessions.findOwner(preview)).toBeNull();
    await world.sessions.end(token);
    expect(await world.sessions.findOwner(token)).toBeNull();
  });
});
