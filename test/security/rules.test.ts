// SG-02, SG-03 and SG-09 against people who know the addresses: what the rules say at a service they must say at every
// address, at once, and also where two people press at the same moment.
import type { Express } from 'express';
import request, { type Response } from 'supertest';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createApp } from '../../src/app.ts';
import { csrfToken } from '../../src/base/http/security.ts';
import type { Community } from '../../src/communities/index.ts';
import { type Person, type Session, toViewer } from '../../src/people/index.ts';
import type { Services } from '../../src/services.ts';
import { startTool, type TestTool } from '../support/tool.ts';

const DAY = 24 * 3600 * 1000;

let tool: TestTool;
let services: Services;
let app: Express;
let school = '';
let physics: Community;
let number = 0;
let teacher: Person;
let second: Person;
let pupil: Person;
let guest: Person;
let thread = '';

beforeAll(async () => {
  tool = await startTool({ connect: false });
  services = tool.running.services;
  app = createApp(services);
  school = await services.schools.getOrCreateByName('Alder Lane School');
  const before = await services.schools.getSchool(school);
  await services.schools.decidePolicy(school, 'test', { ...before.policy, outsidersAllowed: true }, []);
});
afterAll(() => tool.close());

beforeEach(async () => {
  const charter = { domain: 'Lamps', community: '', practice: '' };
  const fresh = { name: 'Physics', subject: null, template: 'subject' as const, charter };
  physics = await services.communities.createCommunity(await services.schools.getSchool(school), 'test', fresh);
  teacher = await member('Ms Adeyemi', 'staff');
  second = await member('Mr Lindqvist', 'staff');
  pupil = await member('Nika Somer', 'pupil');
  guest = await member('Dr Weiss', 'guest');
  thread = await start(teacher, ['guests']);
  await services.connection.collection('limits').deleteMany({});
});

async function member(name: string, band: 'pupil' | 'staff' | 'guest'): Promise<Person> {
  number += 1;
  const [given = name, family = ''] = name.split(' ');
  const seen = { registration: 'r', sub: `${number}`, staff: band === 'staff', name: { full: name, given, family } };
  const email = `${number}@grid.example`;
  const person =
    band === 'guest'
      ? await services.people.createGuest({ school, name, email, organisation: 'Grid', language: 'en' })
      : (await services.people.personOfLaunch(await services.schools.getSchool(school), seen, true)).person;
  const source = band === 'guest' ? ('guest' as const) : ('joined' as const);
  const sponsor = band === 'guest' ? { sponsor: teacher._id } : {};
  await services.memberships.begin({ school, community: physics._id, person: person._id, band, source, ...sponsor });
  if (band === 'pupil') await services.memberships.chooseName(school, physics._id, person._id, 'short');
  return person;
}

async function standing(person: Person) {
  const session = { school, person: person._id, language: 'en', launch: null } as unknown as Session;
  const viewer = toViewer(
    await services.schools.getSchool(school),
    await services.people.getPerson(school, person._id),
    session,
  );
  return services.access.standingIn(viewer, physics._id);
}

async function start(by: Person, open: ('guests' | 'alumni')[], course: string | null = null): Promise<string> {
  return services.discussions.threads.start(await standing(by), {
    kind: 'question', title: 'Lamps in a row', text: 'Why is it dim?', course, open, wish: [],
  }); // biome-ignore format: one thread
}

async function as(person: Person) {
  const token = await services.sessions.begin({ school, person: person._id, language: 'en', launch: null });
  const headers = { Accept: 'text/html', Cookie: `__Host-session=${token}`, Origin: tool.toolUrl };
  return {
    get: async (path: string): Promise<Response> => request(app).get(path).set(headers),
    post: async (path: string, form: object = {}): Promise<Response> =>
      request(app)
        .post(path)
        .set(headers)
        .type('form')
        .send({ ...form, _csrf: csrfToken(token) }),
  };
}

const at = (path = '') => `/communities/${physics._id}${path}`;
const sleep = async (days: number) => services.movable?.advance(new Date(services.clock.now().getTime() + days * DAY));

describe('SG-02: when the last active staff are gone', () => {
  const nothing = async () => {
    const outside = await as(guest);
    for (const path of ['', '/threads', `/threads/${thread}`, '/welcome'])
      expect((await outside.get(at(path))).status, path).toBe(403);
    expect((await outside.get('/me')).text).not.toContain('Lamps in a row');
    expect((await outside.post(at(`/threads/${thread}/posts`), { text: 'hello' })).status).toBe(403);
    const inside = await as(pupil);
    expect((await inside.get(at(`/threads/${thread}`))).status).toBe(200);
    const refused = await inside.post(at(`/threads/${thread}/posts`), { text: 'hello' });
    expect(refused.status).toBe(403);
  };

  it('closes at once for outside adults and is read-only for the others when they leave', async () => {
    for (const person of [teacher, second]) expect((await (await as(person)).post(at('/leave'))).status).toBe(303);
    await nothing();
  });

  it('closes after 14 days without a request of theirs, and opens with the next one', async () => {
    expect((await (await as(guest)).get(at(`/threads/${thread}`))).status).toBe(200);
    await sleep(15);
    await nothing();
    await (await as(second)).get('/me');
    expect((await (await as(guest)).get(at(`/threads/${thread}`))).status).toBe(200);
  });
});

describe('SG-03: what an outside adult writes', () => {
  const held = async (text: string): Promise<string> =>
    (await services.discussions.posts.reply(await standing(guest), thread, text)).id;
  const everywhere = async (person: Person, post: string): Promise<string> => {
    const one = await as(person);
    const paths = ['', '/threads', '/threads?show=any', `/threads/${thread}`, `/threads/${thread}?quote=${post}`];
    const more = [`/threads/${thread}/posts/${post}/report`, `/threads/${thread}/posts/${post}/edit`, '/review'];
    const texts = await Promise.all([...paths, ...more].map(async (path) => (await one.get(at(path))).text));
    return texts.join('\n');
  };

  it('is seen by nobody but staff and its author before they approve; an edit hides it again', async () => {
    const post = await held('held words');
    const other = await member('Mrs Other', 'guest');
    for (const person of [pupil, other]) {
      const seen = await everywhere(person, post);
      expect(seen).not.toContain('held words');
      expect(seen).not.toContain(`post-${post}`);
    }
    const before = await services.discussions.threads.read(await standing(pupil), thread);
    expect(before.thread).toMatchObject({ replies: 0 });
    await (await as(teacher)).post(at(`/review/${post}/hold`), { do: 'approve', version: '1' });
    expect(await everywhere(pupil, post)).toContain('held words');
    const edited = await (await as(guest)).post(at(`/threads/${thread}/posts/${post}/edit`), { text: 'other words', version: '2' }); // biome-ignore format: one request
    expect(edited.status).toBe(303);
    const after = await everywhere(pupil, post);
    expect(after).not.toContain('held words');
    expect(after).not.toContain('other words');
  });

  it('cannot be approved by anybody who is not staff here, nor in a version that staff have not read', async () => {
    const post = await held('first words');
    for (const person of [pupil, guest]) {
      const refused = await (await as(person)).post(at(`/review/${post}/hold`), { do: 'approve', version: '1' });
      expect(refused.status).toBe(403);
    }
    await (await as(guest)).post(at(`/threads/${thread}/posts/${post}/edit`), { text: 'second words', version: '1' });
    const late = await (await as(teacher)).post(at(`/review/${post}/hold`), { do: 'approve', version: '1' });
    expect(late.status).toBe(409);
    expect(await everywhere(pupil, post)).not.toContain('second words');
  });

  it('is decided once, whoever presses at the same moment', async () => {
    const post = await held('words for two');
    const both = await Promise.all(
      [teacher, second].map(async (person, index) =>
        (await as(person)).post(at(`/review/${post}/hold`), {
          do: index ? 'refuse' : 'approve',
          reason: 'no',
          version: '1',
        }),
      ),
    );
    expect(both.map(({ status }) => status).sort()).toEqual([303, 409]);
    const { thread: after } = await services.discussions.threads.read(await standing(teacher), thread);
    const community = await services.communities.getCommunity(school, physics._id);
    expect(community.counts.posts).toBe(1 + after.replies);
  });

  it('does not widen by an edit of the audience, a wish of a stranger or a class of others', async () => {
    const own = await start(pupil, []);
    for (const person of [guest, pupil])
      expect((await (await as(person)).post(at(`/threads/${own}/open`), { kinds: 'guests' })).status).toBeGreaterThan(
        399,
      );
    expect((await (await as(teacher)).post(at(`/threads/${own}/open`), { kinds: 'guests' })).status).toBe(403);
    expect((await (await as(second)).post(at(`/threads/${own}/wish`), { kinds: 'guests' })).status).toBe(403);
    const asked = {
      title: 'x',
      text: 'x',
      open: 'guests',
      kind: 'question',
      audience: 'guests',
      openedAt: '2020-01-01',
    };
    expect((await (await as(pupil)).post(at('/threads'), asked)).status).toBe(403);
    const foreign = await (await as(pupil)).post(at('/threads'), {
      title: 'x',
      kind: 'question',
      where: 'course-of-others',
    });
    expect(foreign.status).toBe(404);
    const refused = await (await as(guest)).post(at('/threads'), { title: 'x', kind: 'question' });
    expect(refused.status).toBe(403);
  });
});

describe('requests from elsewhere', () => {
  it('change nothing without the form’s token, without an origin, or from another site or a sandboxed frame', async () => {
    const token = await services.sessions.begin({ school, person: pupil._id, language: 'en', launch: null });
    const send = (headers: Record<string, string>, csrf = csrfToken(token)) =>
      request(app)
        .post(at(`/threads/${thread}/posts`))
        .set({ Accept: 'text/html', Cookie: `__Host-session=${token}`, ...headers })
        .type('form')
        .send({ text: 'forged', _csrf: csrf });
    const origin = tool.toolUrl;
    for (const headers of [
      {},
      { Origin: 'null' },
      { Origin: 'https://evil.example' },
      { Origin: `${origin}.evil.example` },
      { Origin: origin, 'Sec-Fetch-Site': 'cross-site' },
      { Origin: origin, 'Sec-Fetch-Site': 'same-site' },
      { 'Sec-Fetch-Site': 'none' },
    ])
      expect((await send(headers as Record<string, string>)).status, JSON.stringify(headers)).toBe(403);
    for (const csrf of ['', 'x', csrfToken('another')]) expect((await send({ Origin: origin }, csrf)).status).toBe(403);
    const { thread: after } = await services.discussions.threads.read(await standing(pupil), thread);
    expect(after.replies).toBe(0);
  });

  it('lead nowhere else after signing out or choosing a language, and a session that was ended is nobody’s', async () => {
    const token = await services.sessions.begin({ school, person: pupil._id, language: 'en', launch: null });
    const headers = { Cookie: `__Host-session=${token}`, Origin: tool.toolUrl, Referer: 'https://evil.example/x' };
    const form = { _csrf: csrfToken(token) };
    const language = await request(app).post('/language/de').set(headers).type('form').send(form);
    expect(language.headers.location).toBe('/');
    const out = await request(app).post('/sign-out?next=//evil.example').set(headers).type('form').send(form);
    expect(out.headers.location).toBe('/sign-out');
    expect(
      (
        await request(app)
          .get('/me')
          .set({ ...headers, Accept: 'text/html' })
      ).status,
    ).toBe(401);
  });
});
