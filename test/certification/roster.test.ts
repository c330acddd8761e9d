// The roster of a course: tokens, pages, odd headers, and a platform that fails, is busy, or leads elsewhere.
import { createPublicKey } from 'node:crypto';
import { type JWK, jwtVerify } from 'jose';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { RosterMember } from '../../src/lti/index.ts';
import { type Reply, type ServicePlatform, startServicePlatform } from './service-platform.ts';
import { startTool, type TestTool } from './tool.ts';

const SCOPE = 'https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly';

let tool: TestTool;
let platform: ServicePlatform;
let registration: string;
let tokens: number;

beforeAll(async () => {
  tool = await startTool();
});
beforeEach(async () => {
  platform = await startServicePlatform();
  tokens = 0;
  platform.answers.set('/token', () => {
    tokens += 1;
    return { body: { access_token: `token-${tokens}`, token_type: 'Bearer', expires_in: 3600 } };
  });
  const created = await tool.lti.registrations.createRegistration({
    school: 'school-1',
    name: 'Platform',
    issuer: platform.url,
    clientId: 'client-1',
    authorizationEndpoint: `${platform.url}/auth`,
    tokenEndpoint: `${platform.url}/token`,
    jwksUri: `${platform.url}/keys`,
  });
  registration = created._id;
});
afterEach(() => platform.close());
afterAll(() => tool.close());

const member = (id: unknown, more: object = {}) => ({ user_id: id, status: 'Active', roles: ['Learner'], ...more });
const page = (members: unknown[], link?: string): Reply => ({
  headers: { 'content-type': 'application/vnd.ims.lti-nrps.v2.membershipcontainer+json', ...(link ? { link } : {}) },
  body: { id: 'x', context: { id: '1' }, members },
});
async function read(path = '/members', options = {}) {
  const found: RosterMember[] = [];
  await tool.lti.rosters.readRoster(
    registration,
    platform.url + path,
    async (members) => void found.push(...members),
    options,
  );
  return found;
}
const failure = () =>
  read().then(
    () => undefined,
    (error) => error,
  );

test('reads members with their roles and statuses, and asks as the standard says', async () => {
  platform.answers.set('/members', () =>
    page([
      member('1', {
        name: 'Ada King Byron',
        given_name: 'Ada King',
        family_name: 'Byron',
        email: 'ada@school.example',
        roles: ['http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor'],
      }),
      member('2', { status: 'Inactive', name: null }),
      member('3', { status: 'Deleted', roles: null }),
      member(4, { status: undefined }),
    ]),
  );
  const found = await read('/members?group=5&limit=10', { limit: 50, resourceLinkId: 'link-1' });
  expect(found).toMatchObject([
    {
      sub: '1',
      status: 'active',
      name: 'Ada King Byron',
      given: 'Ada King',
      family: 'Byron',
      email: 'ada@school.example',
      roles: { staff: true },
    },
    { sub: '2', status: 'inactive', roles: { learner: true, staff: false } },
    { sub: '3', status: 'deleted', roles: { learner: false } },
    { sub: '4', status: 'active' },
  ]);
  expect(found[1]).not.toHaveProperty('name');
  const asked = platform.seen.at(-1);
  expect(asked?.path).toBe('/members?group=5&limit=50&rlid=link-1');
  expect(asked?.headers).toMatchObject({
    authorization: 'Bearer token-1',
    accept: 'application/vnd.ims.lti-nrps.v2.membershipcontainer+json',
  });
});

test('proves itself to the token endpoint with the published key', async () => {
  platform.answers.set('/members', () => page([]));
  await read();
  const form = new URLSearchParams(platform.seen[0]?.body);
  expect(Object.fromEntries(form)).toMatchObject({
    grant_type: 'client_credentials',
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    scope: SCOPE,
  });
  const published = await fetch(`${tool.url}/lti/keys`);
  expect(published.headers.get('cache-control')).toBe('public, max-age=900');
  const { keys } = (await published.json()) as { keys: JWK[] };
  expect(JSON.stringify(keys)).not.toContain('"d"');
  const key = createPublicKey({ key: keys[0] as never, format: 'jwk' });
  const { payload, protectedHeader } = await jwtVerify(form.get('client_assertion') ?? '', key, {
    issuer: 'client-1',
    subject: 'client-1',
    audience: `${platform.url}/token`,
  });
  expect(protectedHeader.kid).toBe(keys[0]?.kid);
  expect(payload.jti).toBeTruthy();
  expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBeLessThanOrEqual(300);
});

test('ten thousand members come page by page, the next one when the last is dealt with', async () => {
  const sizes: number[] = [];
  let busy = false;
  platform.answers.set('/members', ({ path }) => {
    expect(busy).toBe(false);
    const at = Number(new URL(path, platform.url).searchParams.get('page') ?? 0);
    const members = Array.from({ length: 200 }, (_, index) => member(`${at * 200 + index}`));
    const next = `<${platform.url}/members?limit=200&amp;page=${at + 1}>; rel=“next”`;
    return page(members, at < 49 ? latin(next) : undefined);
  });
  await tool.lti.rosters.readRoster(registration, `${platform.url}/members`, async (members) => {
    busy = true;
    await new Promise((resolve) => setImmediate(resolve));
    sizes.push(members.length);
    busy = false;
  });
  expect(sizes).toEqual(Array.from({ length: 50 }, () => 200));
  expect(tokens).toBe(1);
});

/** Header values travel as Latin-1; UTF-8 bytes of curly quotes arrive as several characters each. */
const latin = (text: string) => Buffer.from(text, 'utf8').toString('latin1');

test('many at once share one token', async () => {
  platform.answers.set('/members', () => page([]));
  await Promise.all(Array.from({ length: 10 }, () => read()));
  expect(tokens).toBe(1);
});

test('a refused token is asked for once more', async () => {
  platform.answers.set('/members', ({ headers }) =>
    headers.authorization === 'Bearer token-1' ? { status: 401 } : page([member('1')]),
  );
  expect(await read()).toHaveLength(1);
  expect(tokens).toBe(2);
});

test('a busy platform is asked again as it says, at most twice', async () => {
  let asked = 0;
  platform.answers.set('/members', () => {
    asked += 1;
    return asked < 3 ? { status: 429, headers: { 'retry-after': '0' } } : page([member('1')]);
  });
  expect(await read()).toHaveLength(1);
  platform.answers.set('/members', () => {
    asked += 1;
    return { status: 503, headers: { 'retry-after': '0' } };
  });
  asked = 0;
  expect(await failure()).toMatchObject({ code: 'service_failed', details: { status: 503 } });
  expect(asked).toBe(3);
});

test.each([
  ['403', { status: 403 }, 'service_failed'],
  ['401 for each token', { status: 401 }, 'service_failed'],
  ['a wait of an hour', { status: 429, headers: { 'retry-after': '3600' } }, 'service_failed'],
  ['a redirect', { status: 302, headers: { location: '/other' } }, 'service_failed'],
  ['HTML', { body: '<html>' }, 'roster_unreadable'],
  ['no members', { body: {} }, 'roster_unreadable'],
  ['a member without an id', page([member('1'), { status: 'Active' }]), 'roster_unreadable'],
  ['a next page elsewhere', page([], '<https://elsewhere.example/members>; rel="next"'), 'roster_foreign_page'],
  ['itself as next page', page([], '<?limit=200>; rel="next"'), 'roster_endless'],
] as [string, Reply, string][])('a roster that answers with %s is not complete', async (_name, reply, code) => {
  platform.answers.set('/members', () => reply);
  expect(await failure()).toMatchObject({ status: 502, code });
});

test('a page that fails in the middle fails the whole', async () => {
  platform.answers.set('/members', ({ path }) =>
    path.includes('page=2') ? { status: 404 } : page([member('1')], `<${platform.url}/members?page=2>; rel="next"`),
  );
  expect(await failure()).toMatchObject({ code: 'service_failed', details: { status: 404 } });
});

test('a token endpoint that refuses is named, and asked again next time', async () => {
  platform.answers.set('/token', () => ({ status: 400, body: { error: 'invalid_scope' } }));
  const error = await failure();
  expect(error).toMatchObject({ code: 'token_refused', details: { status: 400 } });
  expect(error.details.answer).toContain('invalid_scope');
  platform.answers.set('/token', () => ({ body: { access_token: 'good', expires_in: 3600 } }));
  platform.answers.set('/members', () => page([member('1')]));
  expect(await read()).toHaveLength(1);
});

test('a roster on a private address is not read', async () => {
  const reading = tool.lti.rosters.readRoster(registration, 'http://10.1.2.3/members', async () => undefined);
  await expect(reading).rejects.toMatchObject({ code: 'unreachable' });
});
