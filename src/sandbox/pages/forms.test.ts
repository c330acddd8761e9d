// The sandbox's forms without a browser: registering by hand, the way back from the tool, and forms of other sites.
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type Browser, createSandbox, type Sandbox } from '../index.ts';

const HAND = {
  name: 'Perennial',
  loginUrl: 'http://localhost:3000/lti/login',
  redirectUris: 'http://localhost:3000/lti/launch\nhttp://localhost:3000/other',
  jwksUrl: 'http://localhost:3000/lti/keys',
  targetLinkUri: 'http://localhost:3000/lti/launch',
  custom: 'context_history=$Context.id.history\nnot a pair\ncourse = $Context.title',
  privacy: 'name_only',
};

let sandbox: Sandbox;
let browser: Browser;
let url: string;
let close: () => Promise<void>;

beforeAll(async () => {
  sandbox = createSandbox({ profile: 'moodle', toolUrl: 'http://localhost:3000' });
  ({ url, close } = await sandbox.listen());
  browser = sandbox.browser();
});
afterAll(() => close());

it('registers a tool by hand and shows its ids', async () => {
  const page = await browser.post(`${url}/connection/tools`, HAND);
  expect(page.text).toContain('The tool is registered and active.');
  expect(page.text).toContain(sandbox.platform.clientId);
  const claims = sandbox.claimsOf('Jonas Pirc', 'Physics 8b');
  expect(claims).toMatchObject({ aud: sandbox.platform.clientId, name: 'Jonas Pirc' });
  expect(claims).not.toHaveProperty('email');
  expect(claims['https://purl.imsglobal.org/spec/lti/claim/custom']).toMatchObject({
    context_history: '11',
    course: 'Physics 8b',
  });
});

it('names the fields that are wrong and keeps what was typed', async () => {
  const page = await browser.post(`${url}/connection/tools`, { ...HAND, name: 'Mine', redirectUris: 'nowhere' });
  expect(page.status).toBe(422);
  expect(page.text).toContain('aria-describedby="redirectUris-why"');
  expect(page.text).toContain('value="Mine"');
  const register = await browser.post(`${url}/connection/register`, { registrationUrl: 'nowhere' });
  expect([register.status, register.text.includes('registrationUrl-why')]).toEqual([422, true]);
});

it('takes people back from the tool with its message, as text', async () => {
  const back = `${url}/mod/lti/return.php?course=21&lti_errormsg=${encodeURIComponent('No <b>luck</b>')}`;
  const page = await browser.get(back);
  expect(page.url.startsWith(`${url}/courses/21?said=`)).toBe(true);
  expect(page.text).toContain('No &lt;b&gt;luck&lt;/b&gt;');
});

it('opens the tool for nobody, for strangers to the course and for the suspended', async () => {
  const launch = async (person?: string) => {
    const visitor = sandbox.browser();
    await visitor.get(`${url}/courses/21`);
    const number = person && String(sandbox.school.person(person).number);
    if (number) await visitor.post(`${url}/sign-in`, { person: number, next: '/courses/21' });
    return (await visitor.get(`${url}/mod/lti/launch.php?id=521`)).status;
  };
  expect(await launch()).toBe(403);
  expect(await launch('Leo Tanaka')).toBe(403);
  expect(await launch('Mrs Petrova')).toBe(200);
  expect(await launch('Jonas Pirc')).toBe(200);
  sandbox.school.suspend('Jonas Pirc', 'Physics 8b');
  expect(await launch('Jonas Pirc')).toBe(403);
});

it('refuses forms of other sites', async () => {
  const before = sandbox.clock.now();
  const page = await browser.post(`${url}/time`, { step: 'endOfYear' }, { from: 'http://elsewhere.example' });
  expect(page.status).toBe(403);
  expect(sandbox.clock.now().getTime() - before.getTime()).toBeLessThan(24 * 60 * 60 * 1000);
});

it('asks again through its own page where a frame kept the cookie back', async () => {
  const { fields } = await sandbox.loginParameters('Ms Adeyemi', 'Physics 8b');
  const query = new URLSearchParams({ client_id: fields.client_id ?? '', state: 'abc' });
  const page = await sandbox
    .browser()
    .get(`${url}/mod/lti/auth.php?${query}`, { from: 'http://localhost:3000', frame: true });
  expect(page.text).toContain('name="repost" value="true"');
  expect(page.text).toContain('name="state" value="abc"');
});

it('does not run in production', () => {
  vi.stubEnv('NODE_ENV', 'production');
  expect(() => createSandbox({ profile: 'moodle' })).toThrow('production');
  vi.unstubAllEnvs();
});
