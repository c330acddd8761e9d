// With the sandbox LMS, which checks the tool as strictly as the standard allows: from the invitation to the roster,
// as Moodle and as Canvas do it.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RosterMember } from '../../src/lti/index.ts';
import { createSandbox, type Sandbox } from '../../src/sandbox/index.ts';
import { startTool, type TestTool } from './tool.ts';

describe.each(['moodle', 'canvas'] as const)('%s', (profile) => {
  let tool: TestTool;
  let sandbox: Sandbox;
  let server: Awaited<ReturnType<Sandbox['listen']>>;

  beforeEach(async () => {
    tool = await startTool();
    sandbox = createSandbox({ profile, toolUrl: tool.url });
    server = await sandbox.listen();
    const code = await tool.lti.invites.createInvite({ school: 'school-1', name: 'Alder Lane' });
    const { tool: registered } = await sandbox.register(`${tool.url}/lti/register?invite=${code}`);
    sandbox.activate(registered);
  });
  afterEach(() => Promise.all([server.close(), tool.close()]));

  test('registers, launches teacher and pupil, and reads the roster', async () => {
    const teacher = await sandbox.launch('Ms Adeyemi', 'Physics 8b', { follow: false });
    expect(teacher).toMatchObject({ stage: 'launch', status: 302 });
    await sandbox.launch('Jonas Pirc', 'Physics 8b', { follow: false });
    expect(tool.launches).toMatchObject([
      { family: profile, school: 'school-1', roles: { staff: true }, context: { title: 'Physics 8b', kind: 'course' } },
      { family: profile, school: 'school-1', roles: { staff: false, learner: true }, returnUrl: expect.any(String) },
    ]);
    const [launch] = tool.launches;
    const members: RosterMember[] = [];
    const { registration = '', roster } = launch ?? {};
    await tool.lti.rosters.readRoster(registration, roster?.url ?? '', async (page) => void members.push(...page), {
      limit: 5,
    });
    expect(members.length).toBeGreaterThan(10);
    expect(members.find(({ sub }) => sub === launch?.sub)?.roles.staff).toBe(true);
    expect(members.find(({ sub }) => sub === tool.launches[1]?.sub)?.roles.learner).toBe(true);
  });

  test('a frame without cookies stops at the login, before the platform was asked', async () => {
    const browser = sandbox.browser({ cookies: false });
    const shown = await sandbox.launch('Jonas Pirc', 'Physics 8b', { browser });
    expect(shown).toMatchObject({ stage: 'login', status: 200 });
    expect(shown.text).toContain('target="_blank"');
  });

  test('a copied course tells which courses it comes from', async () => {
    await sandbox.time.nextYear();
    await sandbox.launch('Ms Adeyemi', 'Physics 8b', { follow: false });
    expect(tool.launches.at(-1)?.context?.history.length).toBeGreaterThanOrEqual(1);
  });
});
