// Dynamic registration by invitation: what is sent, what is kept, and who is refused.
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { commands } from '../../src/lti/index.ts';
import { expectValidHtml } from '../support/html.ts';
import { Browser } from './browser.ts';
import { configurationOf, type ServicePlatform, startServicePlatform } from './service-platform.ts';
import { startTool, type TestTool } from './tool.ts';

let tool: TestTool;
let platform: ServicePlatform;

beforeAll(async () => {
  tool = await startTool();
});
beforeEach(async () => {
  platform = await startServicePlatform();
});
afterEach(() => platform.close());
afterAll(() => tool.close());

const invite = async () => {
  const [command] = commands;
  const services = {
    lti: tool.lti,
    config: { publicUrl: tool.url },
    schools: { getOrCreateByName: async () => 'school-1' },
  };
  return String(
    await command?.run(services, { options: { name: 'Alder Lane Moodle' }, arguments: [] }, () => undefined),
  );
};
const open = (address: string, more: Record<string, string> = {}) => {
  const url = new URL(address);
  const added = { openid_configuration: `${platform.url}/configuration`, registration_token: 'token-1', ...more };
  for (const [name, value] of Object.entries(added)) url.searchParams.set(name, value);
  return new Browser(tool).send(url.href);
};

test('an invited platform is registered and active at once, and its page closes itself', async () => {
  platform.answers.set('/register', () => ({
    status: 200,
    body: {
      client_id: 'moodle-client',
      scope: 'https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly',
      'https://purl.imsglobal.org/spec/lti-tool-configuration': { deployment_id: '3' },
    },
  }));
  const shown = await open(await invite());
  expect(shown).toMatchObject({ status: 200, code: undefined });
  await expectValidHtml(shown.html);
  expect(shown.html).toContain('lti-close.js');
  expect(shown.headers.get('content-security-policy')).toContain('frame-ancestors *');

  const registration = await tool.lti.registrations.getForLogin(platform.url, 'moodle-client');
  expect(registration).toMatchObject({ active: true, school: 'school-1', family: 'moodle', name: 'Alder Lane Moodle' });
  expect(registration.scopes).toEqual(['https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly']);
  const deployments = await tool.lti.deployments.listDeployments(registration._id);
  expect(deployments).toMatchObject([{ deploymentId: '3', status: 'active', school: 'school-1' }]);
});

test('the request says what the tool is, in the platform’s own form', async () => {
  await open(await invite());
  const [configuration, request] = platform.seen;
  expect(configuration?.headers.authorization).toBe('Bearer token-1');
  expect(request).toMatchObject({ method: 'POST', path: '/register' });
  expect(request?.headers).toMatchObject({ authorization: 'Bearer token-1', 'content-type': 'application/json' });
  expect(JSON.parse(request?.body ?? '')).toMatchObject({
    application_type: 'web',
    response_types: ['id_token'],
    grant_types: ['implicit', 'client_credentials'],
    redirect_uris: [`${tool.url}/lti/launch`],
    initiate_login_uri: `${tool.url}/lti/login`,
    jwks_uri: `${tool.url}/lti/keys`,
    token_endpoint_auth_method: 'private_key_jwt',
    scope: 'https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly',
    'https://purl.imsglobal.org/spec/lti-tool-configuration': {
      domain: new URL(tool.url).host,
      target_link_uri: `${tool.url}/lti/launch`,
      claims: expect.arrayContaining(['sub', 'name', 'email']),
      custom_parameters: { context_history: '$Context.id.history' },
      messages: [{ type: 'LtiResourceLinkRequest' }],
    },
  });
});

test('Canvas gets placements, a privacy level and its own variables', async () => {
  const configuration = configurationOf(platform.url);
  configuration['https://purl.imsglobal.org/spec/lti-platform-configuration'] = { product_family_code: 'canvas' };
  platform.answers.set('/configuration', () => ({ body: configuration }));
  await open(await invite());
  const sent = JSON.parse(platform.seen[1]?.body ?? '')['https://purl.imsglobal.org/spec/lti-tool-configuration'];
  expect(sent.messages).toMatchObject([{ placements: ['course_navigation'] }]);
  expect(sent['https://canvas.instructure.com/lti/privacy_level']).toBe('public');
  expect(sent.custom_parameters.canvas_context_history).toBe('$Canvas.course.previousContextIds');
});

test('an invitation works once', async () => {
  const address = await invite();
  expect(await open(address)).toMatchObject({ status: 200 });
  expect(await open(address)).toMatchObject({ status: 410, code: 'invite_used' });
});

test('of ten platforms that use one invitation at once, one is registered', async () => {
  const address = await invite();
  let given = 0;
  platform.answers.set('/register', () => {
    given += 1;
    return { status: 201, body: { client_id: `client-${given}` } };
  });
  const shown = await Promise.all(Array.from({ length: 10 }, () => open(address)));
  expect(shown.filter(({ status }) => status === 200)).toHaveLength(1);
  expect(given).toBe(1);
});

test('an invitation stays good until the platform has given a client id', async () => {
  const address = await invite();
  platform.answers.set('/register', () => ({ status: 422, body: { errors: ['scope'] } }));
  const refused = await open(address);
  expect(refused).toMatchObject({ status: 424, code: 'registration_refused' });
  expect(refused.html).toContain('scope');
  platform.answers.set('/register', () => ({ status: 201, body: { registration: 'no client id' } }));
  expect(await open(address)).toMatchObject({ status: 424, code: 'registration_refused' });
  platform.answers.set('/register', () => ({ status: 201, body: { client_id: 'at-last' } }));
  expect(await open(address)).toMatchObject({ status: 200 });
});

test('a client id that is known already is not taken over', async () => {
  expect(await open(await invite())).toMatchObject({ status: 200 });
  const before = await tool.lti.registrations.getForLogin(platform.url, 'client-given');
  expect(await open(await invite())).toMatchObject({ status: 409, code: 'registration_exists' });
  expect(await tool.lti.registrations.getForLogin(platform.url, 'client-given')).toEqual(before);
});

test.each([
  ['an issuer on another host', { issuer: 'https://canvas.instructure.com' }, 400, 'registration_invalid'],
  ['an issuer on another port', { issuer: 'http://127.0.0.1:1' }, 400, 'registration_invalid'],
  ['no key set', { jwks_uri: undefined }, 400, 'registration_invalid'],
  ['an endpoint of another scheme', { token_endpoint: 'ftp://127.0.0.1/token' }, 400, 'registration_invalid'],
  [
    'a registration endpoint on a private address',
    { registration_endpoint: 'http://10.0.0.1/x' },
    424,
    'registration_unreachable',
  ],
])('a configuration with %s is refused, and the invitation stays good', async (_name, change, status, code) => {
  const address = await invite();
  platform.answers.set('/configuration', () => ({ body: { ...configurationOf(platform.url), ...change } }));
  expect(await open(address)).toMatchObject({ status, code });
  platform.answers.set('/configuration', () => ({ body: configurationOf(platform.url) }));
  expect(await open(address)).toMatchObject({ status: 200 });
});

test.each([
  ['a redirect', () => ({ status: 302, headers: { location: '/elsewhere' } }), 424, 'registration_unreachable'],
  ['an error', () => ({ status: 500 }), 424, 'registration_unreachable'],
  ['no JSON', () => ({ body: '<html>' }), 400, 'registration_invalid'],
  ['far too much', () => ({ body: 'x'.repeat(300_000) }), 424, 'registration_unreachable'],
])('a configuration address that answers %s is refused', async (_name, answer, status, code) => {
  platform.answers.set('/configuration', answer);
  expect(await open(await invite())).toMatchObject({ status, code });
});

test.each([
  ['file:///etc/passwd', 400, 'registration_invalid'],
  ['nonsense', 400, 'registration_invalid'],
  ['http://169.254.169.254/latest/meta-data', 424, 'registration_unreachable'],
  ['http://[fd00::1]/configuration', 424, 'registration_unreachable'],
  ['https://user:secret@127.0.0.1/configuration', 424, 'registration_unreachable'],
])('the configuration address %s is not called', async (openid_configuration, status, code) => {
  expect(await open(await invite(), { openid_configuration })).toMatchObject({ status, code });
});

test.each(['', '?invite=', '?invite=made-up&openid_configuration=https://x.example/c'])(
  '/lti/register%s says that the invitation cannot be used',
  async (query) => {
    const shown = await new Browser(tool).send(`/lti/register${query}`);
    expect(shown).toMatchObject({ status: 404, code: 'invite_unknown' });
    expect(platform.seen).toEqual([]);
  },
);
