// The tool and the sandbox LMS together, as Moodle and as Canvas: registration by invitation, launches and rosters.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RosterMember } from '../../src/lti/index.ts';
import { createSandbox, type Sandbox } from '../../src/sandbox/index.ts';
import { startTool, type TestTool } from './tool.ts';

describe.each(['moodle', 'canvas'] as const)('the tool in the sandbox as %s', (profile) => {
  let tool: TestTool;
  let sandbox: Sandbox;
  let close: () => Promise<void>;

  beforeAll(async () => {
    tool = await startTool();
    sandbox = createSandbox({ profile, toolUrl: tool.url });
    const server = await sandbox.listen();
    close = async () => {
      await server.close();
      await tool.close();
    };
    const token = await tool.lti.invites.createInvite({ school: 'school-1', name: 'Alder Lane School' });
    const { tool: registered } = await sandbox.register(`${tool.url}/lti/register?invite=${token}`);
    expect(registered).toMatchObject({ name: 'Perennial', state: 'pending', privacy: 'public' });
    sandbox.activate();
  });
  afterAll(() => close());

  it('launches with what the product tells', async () => {
    const { stage, url } = await sandbox.launch('Jonas Pirc', 'Physics 8b');
    expect([stage, url]).toEqual(['launch', `${tool.url}/home`]);
    expect(tool.launches.at(-1)).toMatchObject({
      family: profile,
      sub: sandbox.ids.sub(sandbox.school.person('Jonas Pirc')),
      roles: { learner: true, staff: false },
      context: { id: sandbox.ids.context(21), history: [sandbox.ids.context(11)], title: 'Physics 8b' },
    });
  });

  it('reads a roster of ten thousand to its last page', async () => {
    sandbox.school.addMembers('Art 9', 10_000);
    await sandbox.launch('Ms Moreau', 'Art 9');
    const launch = tool.launches.at(-1);
    const members: RosterMember[] = [];
    await tool.lti.rosters.readRoster(launch?.registration ?? '', launch?.roster?.url ?? '', async (page) => {
      members.push(...page);
    });
    expect(new Set(members.map((member) => member.sub)).size).toBe(10_022);
  });
});
