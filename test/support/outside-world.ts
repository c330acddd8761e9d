// A test world with the outside dimension and sign-in by link: services, and an HTTP application whose visitors are
// signed in without a platform. Mails are read as an administrator would, from the outbox.
import express, { type Express } from 'express';
import request, { type Response } from 'supertest';
import { assets } from '../../src/base/http/assets.ts';
import { errorHandler, notFound } from '../../src/base/http/errors.ts';
import { createLimits } from '../../src/base/http/limits.ts';
import { pages } from '../../src/base/http/page.ts';
import { csrfToken, formToken, sameOrigin, securityHeaders } from '../../src/base/http/security.ts';
import { type Community, createGate } from '../../src/communities/index.ts';
import { type AskedFor, createExternal, type External, externalRoutes } from '../../src/external/index.ts';
import {
  createSignIn,
  type Person,
  type SignIn,
  sessionRoutes,
  sessions,
  signInRoutes,
} from '../../src/people/index.ts';
import { mailRoutes } from '../../src/schools/index.ts';
import { createTestWorld, type TestWorld } from './factories.ts';

export const PUBLIC_URL = 'https://perennial.example';

/** Somebody with a browser; `post` sends the session's form token along. */
export interface Visitor {
  /** The session's opaque id, where there is one. */
  token?: string | undefined;
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  post(path: string, form?: object): Promise<Response>;
}

export interface OutsideWorld extends TestWorld {
  external: External;
  signIn: SignIn;
  app: Express;
  /** What every community says is waiting for people from outside. */
  asked: AskedFor[];
  /** A teacher of the community, who sponsors; a second person of the school who approves. */
  physics: Community;
  teacher: Person;
  lead: Person;
  /** Makes somebody a safeguarding lead or takes it away again. */
  setLeads(people: Person[]): Promise<void>;
  anybody: Visitor;
  visitor(person: Person, options?: { administrator?: boolean; preview?: boolean }): Promise<Visitor>;
  /** The visitor of a session cookie that an answer has set. */
  visitorOf(answer: Response): Visitor;
  /** What the invitation form sends when nothing is wrong. */
  form(changes?: object): Record<string, unknown>;
  /** The newest kept mail to an address, with the path of its link. */
  mailTo(address: string): Promise<{ subject: string; text: string; path: string } | undefined>;
  /** Invites, approves and accepts; the guest's person and the invitation's id. */
  guest(changes?: object): Promise<{ person: Person; id: string; visitor: Visitor }>;
  actions(): Promise<string[]>;
}

/** Opens a test world with the outside dimension; close it after the tests. */
export async function createOutsideWorld(): Promise<OutsideWorld> {
  const base = await createTestWorld();
  const { connection } = base.database;
  const deps = { ...base, connection, publicUrl: PUBLIC_URL };
  const external = createExternal(deps);
  const signIn = createSignIn(deps);
  const asked: AskedFor[] = [];
  const app = appOf({ ...deps, external, signIn, asked });
  const physics = await base.community('Physics', { subject: 'Physics' });
  const teacher = await base.member(physics, 'Ms Adeyemi', 'staff');
  const lead = await base.person('Mrs Petrova', { staff: true });

  const world: OutsideWorld = {
    ...base,
    external,
    signIn,
    app,
    asked,
    physics,
    teacher,
    lead,
    anybody: visitorWith(app),
    async setLeads(people) {
      const school = await base.schools.getSchool(base.school._id);
      const ids = people.map(({ _id }) => _id);
      await base.schools.decidePolicy(school._id, 'test', school.policy, ids);
    },
    async visitor(person, options = {}) {
      const { session } = await base.viewer(person, options);
      const token = await base.sessions.begin({ ...session, launch: session.launch });
      return visitorWith(app, token);
    },
    visitorOf: (answer) => visitorWith(app, cookieOf(answer)),
    form: (changes = {}) => ({
      name: 'Dr Hanna Weiss',
      email: 'h.weiss@grid.example',
      language: 'en',
      partnerName: 'Brookmere Power Grid',
      partnerWhat: 'runs the power lines of our town',
      purpose: 'Answers questions about the power grid',
      communities: physics._id,
      until: '2027-07-09',
      vetting: 'Identity and record check, Mr Lindqvist, 2 November 2026',
      asked: lead._id,
      ...changes,
    }),
    async mailTo(address) {
      await base.mails.send();
      const mail = (await base.mails.listKept(base.school._id)).find(({ to }) => to === address);
      const path = mail?.text.match(/https:\/\/perennial\.example(\S*)/)?.[1] ?? '';
      return mail ? { subject: mail.subject, text: mail.text, path } : undefined;
    },
    async guest(changes = {}) {
      const form = world.form(changes);
      await (await world.visitor(teacher)).post(`/communities/${physics._id}/guests/invite`, form);
      const waiting = await external.visits.listOpen(base.school._id, 'waiting');
      const id = waiting.find(({ email }) => email === form.email)?._id ?? '';
      await (await world.visitor(lead)).post(`/guests/${id}/approve`);
      const mail = await world.mailTo(String(form.email));
      const visitor = world.visitorOf(await world.anybody.post(mail?.path ?? ''));
      const { person } = await external.visits.get(base.school._id, id);
      return { person: await base.people.getPerson(base.school._id, person ?? ''), id, visitor };
    },
    actions: async () => (await base.audit.list(base.school._id)).map(({ action }) => action),
  };
  await world.setLeads([lead]);
  return world;
}

type AppDeps = TestWorld & { publicUrl: string; external: External; signIn: SignIn; asked: AskedFor[] };

function appOf(deps: AppDeps): Express {
  const app = express();
  const gate = createGate(deps.access);
  const limits = createLimits({ connection: deps.database.connection });
  app.set('query parser', 'simple');
  app.use('/assets', assets({ production: false }));
  app.use(securityHeaders({ https: true }), pages({ production: false }), sessions(deps));
  app.use(express.urlencoded({ extended: false }), sameOrigin(deps.publicUrl), formToken());
  app.use(externalRoutes({ ...deps, gate, limits, waitingFor: async () => deps.asked }));
  app.use(signInRoutes({ ...deps, limits }), sessionRoutes(deps), mailRoutes({ ...deps, gate }));
  app.use(notFound, errorHandler(deps.logger));
  return app;
}

function visitorWith(app: Express, token?: string): Visitor {
  const headers = { Accept: 'text/html', ...(token ? { Cookie: `__Host-session=${token}` } : {}) };
  const csrf = token ? { _csrf: csrfToken(token) } : {};
  return {
    token,
    get: async (path, more = {}) =>
      request(app)
        .get(path)
        .set({ ...headers, ...more }),
    post: async (path, form = {}) =>
      request(app)
        .post(path)
        .set({ ...headers, Origin: PUBLIC_URL })
        .type('form')
        .send({ ...form, ...csrf }),
  };
}

/** The session that an answer has put into the browser. */
function cookieOf(answer: Response): string {
  const cookies = [answer.headers['set-cookie'] ?? []].flat();
  return cookies.map((cookie) => cookie.match(/^__Host-session=([^;]+)/)?.[1]).find(Boolean) ?? '';
}
