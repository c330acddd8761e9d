// A hostile platform, registered for a school of its own, tries to reach another school by the same subs, contexts,
// histories, targets and roles; a preview and an observer try to leave a trace.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Launch } from '../../src/lti/index.ts';
import type { Services } from '../../src/services.ts';
import { startTool, type TestTool } from '../support/tool.ts';

let tool: TestTool;
let services: Services;
let mine = '';
let theirs = '';

beforeAll(async () => {
  tool = await startTool({ connect: false });
  services = tool.running.services;
  await services.jobs.stop(); // what regular work writes is not what an attack has changed
  mine = await services.schools.getOrCreateByName('Alder Lane School');
  theirs = await services.schools.getOrCreateByName('Hostile Hill');
});
afterAll(() => tool.close());

const NOBODY = { staff: false, learner: false, administrator: false, observer: false, testUser: false };

const launch = (school: string, registration: string, more: Partial<Launch> & { roles: Launch['roles'] }): Launch => ({
  school,
  registration,
  deployment: 'd',
  family: 'generic',
  sub: 'same-sub',
  name: { full: 'Ms Adeyemi', given: 'Ms', family: 'Adeyemi' },
  context: { id: 'same-context', title: 'Physics 8b', kind: 'course', history: [] },
  resourceLink: { id: 'l' },
  target: '/lti/launch',
  platformOrigin: 'https://lms.example',
  frameAncestors: ['https://lms.example'],
  custom: {},
  ...more,
});

async function everything(): Promise<string> {
  const { db } = services.connection;
  const names = (await db?.listCollections().toArray())?.map(({ name }) => name) ?? [];
  const counted = await Promise.all(
    names
      .filter((name) => !['jobs', 'agendaJobs', 'limits', 'sessions'].includes(name))
      .sort()
      .map(async (name) => [name, await db?.collection(name).find({ school: mine }).toArray()]),
  );
  return JSON.stringify(counted);
}

describe('PR-06: a hostile platform', () => {
  it('reads and changes nothing of another school, whatever it says', async () => {
    const staff = { ...NOBODY, staff: true, administrator: true };
    const first = await services.launches.receive(launch(mine, 'r-mine', { roles: staff }));
    if ('notice' in first) throw new Error('no session');
    const course = await services.courses.findByContext(mine, 'r-mine', 'same-context');
    const charter = { domain: 'Lamps', community: '', practice: '' };
    const fresh = { name: 'Physics', subject: null, template: 'subject' as const, charter };
    const school = await services.schools.getSchool(mine);
    const community = await services.communities.createCommunity(school, first.session.person, fresh);
    if (!course) throw new Error('no course');
    await services.courses.link(course, community._id);
    const before = await everything();
    const target = `/communities/${community._id}`;
    const context = {
      id: 'same-context',
      title: 'Owned',
      kind: 'course' as const,
      history: ['same-context', course._id],
    };
    for (const registration of ['r-theirs', 'r-mine'])
      for (const roster of [undefined, { url: 'http://169.254.169.254/latest/meta-data' }]) {
        const more = { roles: staff, target, context, ...(roster ? { roster } : {}) };
        const outcome = await services.launches.receive(launch(theirs, registration, more));
        if ('notice' in outcome) throw new Error('no session');
        expect(outcome.session.school).toBe(theirs);
        expect(outcome.session.person).not.toBe(first.session.person);
        expect(outcome.to).not.toContain(community._id);
      }
    await services.rounds.runRequested();
    expect(await everything()).toBe(before);
    const viewer = await services.people.findByIdentity(theirs, 'r-theirs', 'same-sub');
    expect(viewer?._id).toBeDefined();
    expect(await services.people.listAdministrators(mine)).toHaveLength(1);
  });
});

describe('previews and observers', () => {
  it('leave no trace of a test user, and give an observer a notice and nothing else', async () => {
    const before = await everything();
    const preview = await services.launches.receive(
      launch(mine, 'r-mine', {
        sub: 'student-view',
        roles: { ...NOBODY, learner: true, administrator: true, testUser: true },
      }),
    );
    if ('notice' in preview) throw new Error('no session');
    expect(preview.session.launch).toMatchObject({ preview: true, administrator: false });
    const parent = launch(mine, 'r-mine', { sub: 'parent', roles: { ...NOBODY, observer: true } });
    expect(await services.launches.receive(parent)).toEqual({ notice: 'observer' });
    const nobody = launch(mine, 'r-mine', { sub: 'nobody', roles: NOBODY });
    expect(await services.launches.receive(nobody)).toEqual({ notice: 'no_role' });
    expect(await everything()).toBe(before);
  });
});
