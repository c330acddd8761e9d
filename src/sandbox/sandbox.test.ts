// A small tool of its own registers at the sandbox, logs in, verifies the launch and reads the roster, as each product.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestTool, type TestTool } from '../../test/support/lti-tool.ts';
import { createSandbox, type Sandbox } from './index.ts';

const NRPS = 'https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly';
const CLAIM = 'https://purl.imsglobal.org/spec/lti/claim';

describe.each(['moodle', 'canvas'] as const)('the sandbox as %s', (profile) => {
  let sandbox: Sandbox;
  let tool: TestTool;
  let close: () => Promise<void>;

  beforeAll(async () => {
    sandbox = createSandbox({ profile });
    const server = await sandbox.listen();
    tool = await createTestTool();
    close = async () => {
      await tool.close();
      await server.close();
    };
    const { tool: registered } = await sandbox.register(`${tool.url}/register?invite=abc`);
    expect(registered).toMatchObject({ name: 'Test tool', state: 'pending' });
    sandbox.activate();
  });
  afterAll(() => close());

  it('launches a pupil with a token that verifies', async () => {
    const result = await sandbox.launch('Jonas Pirc', 'Physics 8b');
    expect(result).toMatchObject({ stage: 'launch', status: 200 });
    const claims = JSON.parse(result.text);
    expect(claims).toMatchObject({
      iss: sandbox.platform.issuer,
      aud: sandbox.platform.clientId,
      sub: sandbox.ids.sub(sandbox.school.person('Jonas Pirc')),
      name: 'Jonas Pirc',
      [`${CLAIM}/deployment_id`]: sandbox.platform.deploymentId,
    });
    const { custom, history } = { custom: claims[`${CLAIM}/custom`], history: sandbox.ids.context(11) };
    expect(custom).toMatchObject({ context_history: history, unknown: '$Not.A.Variable' });
  });

  it('uses a launch up when it is authorized', async () => {
    const { fields } = await sandbox.loginParameters('Jonas Pirc', 'Physics 8b');
    const asked = tool.authorizationRequest(fields);
    const first = await sandbox.authorize(asked, 'Jonas Pirc');
    expect(first).toMatchObject({ kind: 'form', form: { fields: { state: asked.state } } });
    const second = await sandbox.authorize(asked, 'Jonas Pirc');
    if (profile === 'canvas') expect(second).toMatchObject({ kind: 'form', error: 'launch_no_longer_valid' });
    else expect(second).toMatchObject({ kind: 'page', error: 'used_up' });
  });

  it('gives a token and the roster page by page', async () => {
    const token = await tool.accessToken(NRPS);
    expect(token).toMatchObject({ status: 200, body: { token_type: 'Bearer', scope: NRPS } });
    const claims = JSON.parse((await sandbox.launch('Ms Adeyemi', 'Physics 8b')).text);
    const url = claims['https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice'].context_memberships_url;
    const pages = await tool.roster(`${url}?limit=10`, token.body.access_token);
    expect(pages.map((page) => page.length)).toEqual([10, 10, 3]);
    const roles = new Set(pages.flat().flatMap((member) => member.roles));
    expect([...roles].some((role) => role === 'Learner')).toBe(profile === 'moodle');
  });
});
