// Every address of the whole tool, tried by everybody whom it is not for: another community, another school, an ended
// membership, a guest, an alumnus, the preview, nobody. The list is read from the running application, so that a new route
// is tried from its first day.
import type { Express, Router } from 'express';
import request, { type Response } from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../../src/app.ts';
import { csrfToken } from '../../src/base/http/security.ts';
import type { Community } from '../../src/communities/index.ts';
import { courseModel } from '../../src/internal/courses/course.model.ts';
import type { Person, Session } from '../../src/people/index.ts';
import type { Services } from '../../src/services.ts';
import { startTool, type TestTool } from '../support/tool.ts';

interface Address {
  method: 'get' | 'post';
  path: string;
}

/** What only insiders of Physics may read, and what people from outside may never read of anybody. */
const SECRET = { thread: 'Why is the lamp dark', held: 'heldwords', course: 'Physics 8b Secret', surname: 'Somerset' };

let tool: TestTool;
let services: Services;
let app: Express;
let physics: Community;
let choir: Community;
const people: Record<string, Person> = {};
const ids: Record<string, string> = {};

beforeAll(async () => {
  tool = await startTool({ connect: false });
  services = tool.running.services;
  app = createApp(services);
  const mine = await makeSchool('Alder Lane School');
  const other = await makeSchool('Birch Hill School');
  physics = await makeCommunity(mine, 'Physics');
  choir = await makeCommunity(mine, 'Choir');
  const elsewhere = await makeCommunity(other, 'Elsewhere');
  people.teacher = await member(mine, physics, 'Ms Adeyemi', 'staff');
  people.pupil = await member(mine, physics, `Nika ${SECRET.surname}`, 'pupil');
  people.singer = await member(mine, choir, 'Leo Tanaka', 'pupil');
  people.ended = await member(mine, physics, 'Ben Okafor', 'pupil');
  await services.memberships.end({ school: mine, person: people.ended._id, community: physics._id, by: null });
  people.choirmaster = await member(mine, choir, 'Mr Choir', 'staff');
  people.guest = await member(mine, choir, 'Dr Outside', 'guest', people.choirmaster._id);
  people.inside = await member(mine, physics, 'Dr Inside', 'guest', people.teacher._id);
  people.alumnus = await member(mine, physics, 'Tom Reyes', 'alumnus');
  people.stranger = await member(other, elsewhere, 'Mr Stranger', 'staff');
  await courseModel(services.connection).create([
    {
      school: mine, registration: 'r', contextId: '8b', title: SECRET.course, year: 2026, createdAt: services.clock.now(),
      communities: [physics._id],
    },
  ]); // biome-ignore format: one course
  const standing = await services.access.standingIn(await viewerOf(people.teacher), physics._id);
  ids.thread = await services.discussions.threads.start(standing, {
    kind: 'question', title: SECRET.thread, text: 'It was bright.', course: null, open: [], wish: [],
  }); // biome-ignore format: one thread
  ids.opened = await services.discussions.threads.start(standing, {
    kind: 'question', title: 'With guests', text: 'Welcome.', course: null, open: ['guests'], wish: [],
  }); // biome-ignore format: one thread
  const writer = await services.access.standingIn(await viewerOf(people.inside), physics._id);
  ids.post = (await services.discussions.posts.reply(writer, ids.opened, SECRET.held)).id;
});
afterAll(() => tool.close());

async function makeSchool(name: string): Promise<string> {
  const id = await services.schools.getOrCreateByName(name);
  const school = await services.schools.getSchool(id);
  await services.schools.decidePolicy(id, 'test', { ...school.policy, outsidersAllowed: true }, []);
  return id;
}

async function makeCommunity(school: string, name: string): Promise<Community> {
  const charter = { domain: `We care about ${name}.`, community: '', practice: '' };
  const fresh = { name, subject: null, template: 'subject' as const, charter };
  return services.communities.createCommunity(await services.schools.getSchool(school), 'test', fresh);
}

async function member(
  school: string,
  community: Community,
  name: string,
  band: 'pupil' | 'staff' | 'guest' | 'alumnus',
  sponsor?: string,
): Promise<Person> {
  const [given = name, family = ''] = name.split(' ');
  const guest = { school, name, email: `${given}.${family}@grid.example`, organisation: 'Grid', language: 'en' };
  const seen = { registration: 'r', sub: name, staff: band === 'staff', name: { full: name, given, family } };
  const tenant = await services.schools.getSchool(school);
  const made =
    band === 'guest'
      ? await services.people.createGuest(guest)
      : (await services.people.personOfLaunch(tenant, seen, true)).person;
  if (band === 'alumnus')
    await services.people.updatePerson(school, made._id, {
      state: 'alumnus',
      band,
      adultStatedAt: services.clock.now(),
    });
  const source = band === 'guest' || band === 'alumnus' ? band : ('joined' as const);
  const spell = { school, community: community._id, person: made._id, band, source };
  await services.memberships.begin({ ...spell, ...(sponsor ? { sponsor } : {}) });
  if (band === 'pupil') await services.memberships.chooseName(school, community._id, made._id, 'short');
  return services.people.getPerson(school, made._id);
}

async function viewerOf(person: Person) {
  const { toViewer } = await import('../../src/people/index.ts');
  const school = await services.schools.getSchool(person.school);
  const session = { school: person.school, person: person._id, language: 'en', launch: null } as unknown as Session;
  return toViewer(school, person, session);
}

async function sessionOf(person: Person | 'preview'): Promise<string> {
  const preview = person === 'preview';
  const school = preview ? physics.school : person.school;
  const launch = {
    registration: 'r', platformOrigin: 'https://lms.example', course: null, courseTitle: null, returnUrl: null,
    administrator: false, preview, previewOf: preview ? [choir._id] : [],
  }; // biome-ignore format: one launch
  return services.sessions.begin({ school, person: preview ? 'preview' : person._id, language: 'en', launch });
}

/** All routes of the application, with their parameters filled in. */
function addresses(parameters: Record<string, string>): Address[] {
  const found: Address[] = [];
  const walk = (router: Router): void => {
    for (const layer of router.stack) {
      if (layer.route)
        for (const method of ['get', 'post'] as const)
          if ((layer.route as unknown as { methods: Record<string, boolean> }).methods[method])
            found.push({
              method,
              path: layer.route.path.replace(/:(\w+)/g, (_, name) => parameters[name] ?? 'nothing'),
            });
      const inner = layer.handle as unknown as Router;
      if (Array.isArray(inner.stack)) walk(inner);
    }
  };
  walk(app.router as unknown as Router);
  return found;
}

async function ask({ method, path }: Address, token?: string): Promise<Response> {
  const headers = {
    Accept: 'text/html',
    Origin: tool.toolUrl,
    ...(token ? { Cookie: `__Host-session=${token}` } : {}),
  };
  const sent = request(app)[method](path).set(headers);
  if (method === 'get') return sent;
  const typed = {
    text: 'hello',
    title: 'hello',
    do: 'remove',
    reason: 'other',
    name: 'short',
    kinds: 'guests',
    version: '1',
  };
  return sent.type('form').send({ ...typed, ...(token ? { _csrf: csrfToken(token) } : {}) });
}

const inPhysics = (thread: string) =>
  addresses({ community: physics._id, thread, post: ids.post ?? '', person: people.pupil?._id ?? '' }).filter(
    ({ path }) => path.startsWith(`/communities/${physics._id}`),
  );

describe('addresses of a community', () => {
  it.each(['singer', 'ended', 'guest', 'stranger', 'preview', 'nobody'])('refuses %s everywhere', async (who) => {
    const person = who === 'preview' ? who : people[who];
    for (const address of inPhysics(ids.thread ?? '')) {
      const token = person ? await sessionOf(person) : undefined;
      const answer = await ask(address, token);
      expect([401, 403, 404], `${address.method} ${address.path} as ${who}`).toContain(answer.status);
      for (const secret of [SECRET.thread, SECRET.held, SECRET.surname])
        expect(answer.text, `${address.path} as ${who}`).not.toContain(secret);
    }
  });

  it.each(['inside', 'alumnus', 'pupil'])('shows %s no thread, post or name that is not for them', async (who) => {
    const person = people[who] as Person;
    const token = await sessionOf(person);
    for (const thread of [ids.thread ?? '', ids.opened ?? ''])
      for (const address of inPhysics(thread).filter(({ method }) => method === 'get')) {
        const { text, status } = await ask(address, token);
        const at = `${address.path} as ${who}: ${status}`;
        expect(status, at).toBeLessThan(500);
        if (who !== 'inside') expect(text, at).not.toContain(SECRET.held);
        if (who !== 'pupil') {
          expect(text, at).not.toContain(SECRET.thread);
          expect(text, at).not.toContain(SECRET.surname);
          expect(text, at).not.toContain(`/communities/${physics._id}/people`);
          if (status === 200) expect(text, at).not.toMatch(/\d+ courses?\b|Secret/i); // SG-05: not even how many there are
        }
      }
  });
});

describe('addresses of the school', () => {
  const open = /^\/(sign-in|sign-out|language|claim|invitations|health|assets|style|development|lti)/;

  it('answers nobody without a session, and people from outside only at their own pages', async () => {
    const all = addresses({ person: people.pupil?._id ?? '' }).filter(({ path }) => !open.test(path));
    expect(all.length).toBeGreaterThan(40);
    for (const address of all) {
      const answer = await ask(address);
      const at = `${address.method} ${address.path}`;
      expect([401, 404], at).toContain(answer.status);
      if (['/', '/me', '/stay', '/me/end', '/me/visit/end'].includes(address.path)) continue;
      for (const who of ['guest', 'alumnus', 'preview'] as const) {
        if (who === 'preview' && /^\/(map)$/.test(address.path)) continue;
        const refused = await ask(address, await sessionOf(who === 'preview' ? who : (people[who] as Person)));
        expect([403, 404], `${at} as ${who}`).toContain(refused.status);
      }
    }
  });
});

describe('every answer', () => {
  it('says who may frame it, and forbids sniffing', async () => {
    const token = await sessionOf(people.pupil as Person);
    for (const path of [
      '/',
      '/me',
      '/nothing',
      '/sign-in',
      '/assets/css/perennial.css',
      `/communities/${physics._id}`,
    ]) {
      const { headers } = await ask({ method: 'get', path }, token);
      expect(headers['content-security-policy'], path).toMatch(/frame-ancestors/);
      expect(headers['x-content-type-options'], path).toBe('nosniff');
    }
  });
});
