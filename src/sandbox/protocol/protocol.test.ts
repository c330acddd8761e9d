// The protocol as a tool meets it: what the platform refuses, what it really sends, and how it misbehaves on demand.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestTool, type TestTool } from '../../../test/support/lti-tool.ts';
import { createSandbox, type Sandbox } from '../index.ts';
import type { Profile } from '../products/product.ts';

const CLAIM = 'https://purl.imsglobal.org/spec/lti/claim';
const NRPS = 'https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly';
const TOOL = 'https://purl.imsglobal.org/spec/lti-tool-configuration';

let sandbox: Sandbox;
let tool: TestTool;
let close: () => Promise<void>;

async function start(profile: Profile): Promise<void> {
  sandbox = createSandbox({ profile });
  const server = await sandbox.listen();
  tool = await createTestTool();
  close = async () => {
    await tool.close();
    await server.close();
  };
  await sandbox.register(`${tool.url}/register`);
  sandbox.activate();
}
afterEach(() => close());

const claimsOf = async (person: string, course: string) => JSON.parse((await sandbox.launch(person, course)).text);
const rosterUrl = async () => {
  const claims = await claimsOf('Ms Adeyemi', 'Physics 8b');
  return String(claims['https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice'].context_memberships_url);
};
const accessToken = async () => (await tool.accessToken(NRPS)).body.access_token ?? '';

describe.each(['moodle', 'canvas'] as const)('%s', (profile) => {
  beforeEach(() => start(profile));

  it('refuses an authorization request that is not complete and exact', async () => {
    const asked = tool.authorizationRequest((await sandbox.loginParameters('Jonas Pirc', 'Physics 8b')).fields);
    const errorOf = async (changes: Record<string, string>, person = 'Jonas Pirc') => {
      const outcome = await sandbox.authorize({ ...asked, ...changes }, person);
      return outcome.kind === 'form' ? outcome.form.fields.error : `page ${outcome.status}`;
    };
    const invalid = profile === 'moodle' ? 'invalid_request' : 'invalid_request_object';
    for (const name of ['nonce', 'state', 'prompt', 'response_mode', 'scope', 'lti_message_hint']) {
      expect([name, await errorOf({ [name]: '' })]).toEqual([name, invalid]);
    }
    expect(await errorOf({ response_mode: 'query' })).toBe(invalid);
    expect(await errorOf({ client_id: 'somebody' })).toBe('page 400');
    expect(await errorOf({ redirect_uri: `${tool.url}/elsewhere` })).toBe(
      profile === 'moodle' ? 'page 404' : 'page 400',
    );
    expect(await errorOf({}, 'Ms Adeyemi')).toBe(profile === 'moodle' ? 'access_denied' : 'login_required');
    expect(await errorOf({ lti_message_hint: 'made up' })).toBe(
      profile === 'moodle' ? 'page 400' : 'launch_no_longer_valid',
    );
    const more = await errorOf({ redirect_uri: `${tool.url}/launch?more=1` });
    expect(more).toBe(profile === 'moodle' ? 'page 404' : undefined);
  });

  it('checks the assertion for a token completely', async () => {
    const now = Math.floor(Date.now() / 1000);
    const refused: Record<string, unknown>[] = [
      { iss: 'somebody' },
      { sub: 'somebody' },
      { aud: sandbox.platform.issuer },
      { exp: now - 60 },
      { exp: undefined },
      { iat: now + 600, exp: now + 900 },
      { exp: now + 100_000 },
      { jti: undefined },
    ];
    for (const changes of refused) {
      const answer = await tool.accessToken(NRPS, changes);
      expect([changes, answer.status, answer.body.error]).toEqual([changes, 401, 'invalid_client']);
    }
    expect((await tool.accessToken(NRPS, { jti: 'once' })).status).toBe(200);
    expect((await tool.accessToken(NRPS, { jti: 'once' })).status).toBe(401);
    expect((await tool.accessToken('unknown')).body.error).toBe('invalid_scope');
    expect((await tool.accessToken(`${NRPS} unknown`)).body.scope).toBe(NRPS);
  });

  it('refuses the roster without its token, and for a course that is gone', async () => {
    const url = await rosterUrl();
    const status = async (token: string) =>
      (await fetch(url, { headers: { authorization: `Bearer ${token}` } })).status;
    const token = await accessToken();
    expect(await status('made up')).toBe(401);
    expect(await status(token)).toBe(200);
    sandbox.revokeTokens();
    expect(await status(token)).toBe(401);
    sandbox.school.deleteCourse('Physics 8b');
    expect(await status(await accessToken())).toBe(404);
  });

  it('tells suspended members as the product does, and filters by role', async () => {
    sandbox.school.suspend('Jonas Pirc', 'Physics 8b');
    const url = await rosterUrl();
    const read = async (query: string) => (await tool.roster(`${url}${query}`, await accessToken())).flat();
    const jonas = (await read('?limit=50')).find(
      (one) => one.user_id === sandbox.ids.sub(sandbox.school.person('Jonas Pirc')),
    );
    expect(jonas?.status).toBe(profile === 'moodle' ? 'Inactive' : undefined);
    const teachers = await read(
      `?role=${encodeURIComponent('http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor')}`,
    );
    expect(teachers.map((one) => one.name)).toEqual(
      profile === 'moodle' ? ['Ms Adeyemi'] : ['Ms Adeyemi', 'Mr Lindqvist'],
    );
  });

  it('serves a roster of ten thousand in pages', async () => {
    sandbox.school.addMembers('Physics 8b', 10_000);
    const pages = await tool.roster(`${await rosterUrl()}?limit=1000`, await accessToken());
    expect(pages.flat()).toHaveLength(10_023);
    expect(new Set(pages.flat().map((one) => one.user_id)).size).toBe(10_023);
    const crowd = await sandbox.launch(sandbox.school.crowd('Physics 8b', 9_999), 'Physics 8b');
    expect(JSON.parse(crowd.text)).toMatchObject({ given_name: 'Pupil 10000' });
  });

  it('lets one page of a roster fail for a while', async () => {
    sandbox.misbehave.roster({ page: 2, status: 503, headers: { 'Retry-After': '1' }, times: 1 });
    const url = `${await rosterUrl()}?limit=10`;
    const token = await accessToken();
    await expect(tool.roster(url, token)).rejects.toThrow('page 2 answered 503');
    expect(await tool.roster(url, token)).toHaveLength(3);
  });

  it('keeps the old key for an overlap when keys are rotated', async () => {
    const kids = async () => {
      const { keys } = (await (await fetch(sandbox.platform.jwksUri)).json()) as { keys: { kid: string }[] };
      return keys.map((key) => key.kid);
    };
    expect(await kids()).toEqual(['sandbox-1']);
    await sandbox.rotateKeys();
    expect(await kids()).toEqual(['sandbox-2', 'sandbox-1']);
    await sandbox.rotateKeys();
    expect(await kids()).toEqual(['sandbox-3', 'sandbox-2']);
    expect((await sandbox.launch('Jonas Pirc', 'Physics 8b')).status).toBe(200);
  });

  it('sends bad launches on demand, one at a time', async () => {
    const orders = [
      { key: 'foreign' as const },
      { key: 'none' as const },
      { key: 'public' as const },
      { header: { kid: 'unknown' } },
      { claims: { nonce: undefined } },
      { claims: { iss: 'https://elsewhere.example' } },
      { raw: 'not a token' },
      { fields: { state: undefined } },
    ];
    for (const order of orders) {
      sandbox.misbehave.launch(order);
      const { status } = await sandbox.launch('Jonas Pirc', 'Physics 8b');
      expect([order, status]).toEqual([order, 401]);
    }
    expect((await sandbox.launch('Jonas Pirc', 'Physics 8b')).status).toBe(200);
    sandbox.misbehave.jwks({ status: 500, body: 'down' });
    expect((await sandbox.launch('Jonas Pirc', 'Physics 8b')).status).toBe(401);
    sandbox.misbehave.clear();
    expect((await sandbox.launch('Jonas Pirc', 'Physics 8b')).status).toBe(200);
  });

  it('refuses a registration without its token or with a wrong description', async () => {
    const refusal = async (change: (body: Record<string, unknown>) => void) => {
      const body = tool.registrationBody();
      change(body);
      const address = new URL(sandbox.registrationAddress(`${tool.url}/register`));
      const token = address.searchParams.get('registration_token');
      const answer = await fetch(sandbox.platform.registrationEndpoint, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      return answer.status;
    };
    const invalid = profile === 'moodle' ? 400 : 422;
    expect(await refusal((body) => void delete body.jwks_uri)).toBe(invalid);
    expect(await refusal((body) => void delete body[TOOL])).toBe(invalid);
    const product = profile === 'moodle' ? { domain: 'localhost' } : undefined;
    expect(
      await refusal((body) => {
        if (product) Object.assign(body[TOOL] as object, product);
        else body.scope = 'https://purl.example/made-up';
      }),
    ).toBe(invalid);
    const stranger = await fetch(sandbox.platform.registrationEndpoint, {
      method: 'POST',
      headers: { authorization: 'Bearer made-up', 'content-type': 'application/json' },
      body: JSON.stringify(tool.registrationBody()),
    });
    expect(stranger.status).toBe(401);
  });

  it('keeps personal data back as the privacy setting says', async () => {
    const anonymous = sandbox.registerByHand({
      ...{ privacy: 'anonymous', loginUrl: `${tool.url}/login`, redirectUris: [`${tool.url}/launch`] },
      ...{
        jwksUrl: `${tool.url}/keys`,
        targetLinkUri: `${tool.url}/launch`,
        custom: { mail: '$Person.email.primary' },
      },
    });
    const claims = await sandbox.claimsOf('Jonas Pirc', 'Physics 8b', { tool: anonymous });
    expect(Object.keys(claims).filter((name) => /name|email|picture/.test(name))).toEqual([
      ...Object.keys(claims).filter((name) => name.includes('namesrole')),
    ]);
    expect(claims[`${CLAIM}/custom`]).toMatchObject({ mail: '$Person.email.primary' });
  });
});

describe('what each product really sends', () => {
  it('is short-lived, plain and verbatim in Moodle', async () => {
    await start('moodle');
    const claims = await claimsOf('Mrs Petrova', 'Physics 8b');
    expect(claims.exp - claims.iat).toBe(60);
    expect(claims.azp).toBeUndefined();
    expect(claims[`${CLAIM}/context`].type).toEqual(['CourseSection']);
    expect(claims[`${CLAIM}/roles`]).toEqual([
      'http://purl.imsglobal.org/vocab/lis/v2/institution/person#Administrator',
      'http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor',
      'http://purl.imsglobal.org/vocab/lis/v2/system/person#Administrator',
    ]);
    expect(claims[`${CLAIM}/resource_link`]).toMatchObject({ id: '521', title: 'Community' });
    expect(claims[`${CLAIM}/custom`]).toMatchObject({ unknown: '$Not.A.Variable', context_history: '11' });
    const { fields } = await sandbox.loginParameters('Jonas Pirc', 'Physics 8b');
    expect(JSON.parse(fields.lti_message_hint ?? '')).toMatchObject({ cmid: 521 });
    expect(fields).not.toHaveProperty('lti_storage_target');
  });

  it('is dated from the login and rich in roles in Canvas', async () => {
    await start('canvas');
    const claims = await claimsOf('Student view', 'Physics 8b');
    expect(claims.exp - claims.iat).toBe(3600);
    expect(claims.azp).toBe(sandbox.platform.clientId);
    expect(claims[`${CLAIM}/roles`]).toContain('http://purl.imsglobal.org/vocab/lti/system/person#TestUser');
    expect(claims[`${CLAIM}/resource_link`].id).toBe(claims[`${CLAIM}/context`].id);
    expect(claims['https://www.instructure.com/placement']).toBe('course_navigation');
    const { fields } = await sandbox.loginParameters('Jonas Pirc', 'Physics 8b');
    expect(fields).toMatchObject({ lti_storage_target: 'post_message_forwarding', canvas_environment: 'prod' });
    expect(fields.deployment_id).toBe(fields.lti_deployment_id);
    expect((await sandbox.loginParameters('Jonas Pirc', 'Physics 8b', { storage: false })).fields).not.toHaveProperty(
      'lti_storage_target',
    );
  });

  it('may come from an issuer that several schools share', async () => {
    await start('canvas');
    const shared = createSandbox({ profile: 'canvas', issuer: 'https://canvas.instructure.com' });
    const server = await shared.listen();
    expect(shared.platform).toMatchObject({
      issuer: 'https://canvas.instructure.com',
      jwksUri: `${server.url}/api/lti/security/jwks`,
    });
    await server.close();
  });
});
