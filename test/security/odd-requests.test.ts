// What no browser sends: operators instead of texts, fields twice, no body at all, names of prototypes, endless texts,
// broken percent signs. Each is refused or read as plain text; nothing of it is an error of ours.
import type { Express, Router } from 'express';
import request from 'supertest';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createApp } from '../../src/app.ts';
import { csrfToken } from '../../src/base/http/security.ts';
import type { Services } from '../../src/services.ts';
import { startTool, type TestTool } from '../support/tool.ts';

let tool: TestTool;
let services: Services;
let app: Express;
let token = '';
const ids: Record<string, string> = {};

beforeAll(async () => {
  tool = await startTool({ connect: false });
  services = tool.running.services;
  app = createApp(services);
  const id = await services.schools.getOrCreateByName('Alder Lane School');
  const before = await services.schools.getSchool(id);
  const policy = { ...before.policy, outsidersAllowed: true };
  const seen = { registration: 'r', sub: 'teacher', staff: true, administrator: true, name: { full: 'Ms Adeyemi' } };
  const { person } = await services.people.personOfLaunch(before, seen, true);
  await services.schools.decidePolicy(id, person._id, policy, [person._id]);
  const school = await services.schools.getSchool(id);
  const charter = { domain: 'Lamps', community: '', practice: '' };
  const fresh = { name: 'Physics', subject: null, template: 'subject' as const, charter };
  const community = await services.communities.createCommunity(school, person._id, fresh);
  await services.memberships.begin({ school: id, community: community._id, person: person._id, band: 'staff', source: 'founder' }); // biome-ignore format: one spell
  const launch = {
    registration: 'r', platformOrigin: 'https://lms.example', course: null, courseTitle: null, returnUrl: null,
    administrator: true, preview: false,
  }; // biome-ignore format: one launch
  token = await services.sessions.begin({ school: id, person: person._id, language: 'en', launch });
  const { toViewer } = await import('../../src/people/index.ts');
  const found = await services.sessions.find(token);
  if (!found) throw new Error('no session');
  const standing = await services.access.standingIn(toViewer(school, person, found.session), community._id);
  ids.thread = await services.discussions.threads.start(standing, {
    kind: 'question', title: 'Lamps', text: 'Why?', course: null, open: [], wish: [],
  }); // biome-ignore format: one thread
  ids.post = (await services.discussions.posts.reply(standing, ids.thread, 'Because.')).id;
  ids.community = community._id;
  ids.person = person._id;
});
afterAll(() => tool.close());

function routes(method: 'get' | 'post'): string[] {
  const found: string[] = [];
  const walk = (router: Router): void => {
    for (const layer of router.stack) {
      if ((layer.route as unknown as { methods: Record<string, boolean> } | undefined)?.methods[method])
        found.push(layer.route?.path ?? '');
      const inner = layer.handle as unknown as Router;
      if (Array.isArray(inner.stack)) walk(inner);
    }
  };
  walk(app.router as unknown as Router);
  return found.filter((path) => !/^\/(sign-out|development)/.test(path));
}

const fill = (path: string, odd?: string): string =>
  path.replace(/:(\w+)/g, (_, name) => odd ?? ids[name] ?? 'nothing');
const csrf = () => `_csrf=${csrfToken(token)}`;
const headers = (signedIn: boolean) => ({
  Accept: 'text/html',
  Origin: tool.toolUrl,
  ...(signedIn ? { Cookie: `__Host-session=${token}` } : {}),
});
const FIELDS = 'text title do reason kinds version email code who adult name domain frequency community communities until vetting asked place last template subject partner partnerName purpose language timeZone yearStartsIn leads from-1 to-1 kind where open wish person words from'.split(' '); // biome-ignore format: one list

/** Bodies that no form of ours sends. */
const BODIES: Record<string, string> = {
  empty: '',
  operators: FIELDS.map((name) => `${name}[$ne]=1&${name}[$regex]=.*`).join('&'),
  twice: FIELDS.map((name) => `${name}=a&${name}=b`).join('&'),
  prototypes: '__proto__=1&constructor=2&__proto__[x]=3&constructor[prototype][x]=4&toString=5&hasOwnProperty=6',
  signs: FIELDS.map((name) => `${name}=%00%FF%ED%A0%80%F0%9F`).join('&'),
  broken: FIELDS.map((name) => `${name}=%`).join('&'),
  long: FIELDS.map((name) => `${name}=${'x'.repeat(1200)}`).join('&'),
};

it.each(Object.keys(BODIES))('reads forms with %s as plain text or refuses them', async (kind) => {
  await services.connection.collection('limits').deleteMany({});
  for (const path of routes('post'))
    for (const signedIn of [true, false]) {
      await services.connection.collection('limits').deleteMany({});
      const body = signedIn && kind !== 'empty' ? `${csrf()}&${BODIES[kind]}` : BODIES[kind];
      const sent = request(app).post(fill(path)).set(headers(signedIn));
      const answer = await (kind === 'empty' ? sent : sent.type('form').send(body));
      expect(answer.status, `${path} with ${kind}, signed in: ${signedIn}: ${answer.text.slice(0, 300)}`).toBeLessThan(
        500,
      );
    }
  expect(({} as Record<string, unknown>).x).toBeUndefined();
});

it('reads odd addresses and queries as what does not exist', async () => {
  const odd = ['%00', '__proto__', '$ne', '%F0%9F%98%80', 'x'.repeat(3000), '..%2F..%2Fetc', '%C0%AE', '%'];
  const query = 'before[$gt]=1&before=a&after=%00&quote=a&quote=b&q=((((a%2B)%2B)%2B)%2B&show=any&show=mine&open=a&open=b&action=$ne&format=csv&code=%00&done=__proto__&title=a&title=b&next=//evil.example'; // biome-ignore format: one query
  for (const path of routes('get'))
    for (const signedIn of [true, false]) {
      for (const parameter of path.includes(':') ? odd : []) {
        const answer = await request(app).get(fill(path, parameter)).set(headers(signedIn));
        expect(answer.status, `${path} with ${parameter.slice(0, 20)}`).toBeLessThan(500);
      }
      for (const part of query.split('&')) {
        await services.connection.collection('limits').deleteMany({});
        const answer = await request(app)
          .get(`${fill(path)}?${part}`)
          .set(headers(signedIn));
        expect(answer.status, `${path}?${part}`).toBeLessThan(500);
      }
    }
});

it('keeps texts of odd places without an error, whatever the address says', async () => {
  for (const odd of ['x'.repeat(3000), '%00', '%F0%9F%98%80'.repeat(300)])
    for (const path of routes('post').filter((one) => one.includes('/threads'))) {
      await services.connection.collection('limits').deleteMany({});
      const address = path.replace(':community', ids.community ?? '').replace(/:(\w+)/g, odd);
      const body = `${csrf()}&text=hello&title=hello&do=draft`;
      const answer = await request(app).post(address).set(headers(true)).type('form').send(body);
      expect(answer.status, `${path} with ${odd.slice(0, 10)}: ${answer.text.slice(0, 200)}`).toBeLessThan(500);
    }
});
