// The pages of courses and of the school in a small application with real sessions: whoever launches gets a browser.
import express, { type Express } from 'express';
import request from 'supertest';
import { assets } from '../../src/base/http/assets.ts';
import { errorHandler, notFound } from '../../src/base/http/errors.ts';
import { pages } from '../../src/base/http/page.ts';
import { csrfToken, formToken, sameOrigin, securityHeaders } from '../../src/base/http/security.ts';
import { createGate } from '../../src/communities/index.ts';
import { courseRoutes, launchHandler, mappingRoutes, welcomeRoutes } from '../../src/internal/index.ts';
import type { Launch } from '../../src/lti/index.ts';
import { sessions, viewerOf } from '../../src/people/index.ts';
import { policyRoutes } from '../../src/schools/index.ts';
import type { InternalWorld } from './internal-world.ts';

const ORIGIN = 'http://tool.example';

/** A browser with one session: pages and forms, with the form's token filled in. */
export interface Visitor {
  /** Where the launch led. */
  to: string;
  /** The session's cookie, as `name=value`. */
  cookie: string;
  get(path: string): Promise<request.Response>;
  post(path: string, fields?: Record<string, string | string[]>): Promise<request.Response>;
}

/** The application on a test world. */
export function createInternalApp(world: InternalWorld): Express {
  const app = express();
  const gate = createGate(world.access);
  const deps = { ...world, gate, viewerOf, requestSync: world.requestSync };
  app.use(securityHeaders({ https: false }), pages({ production: false }));
  app.use('/assets', assets({ production: false }));
  app.post('/launch', express.json(), (req, res) => launchHandler(world)(req.body as Launch, req, res));
  app.use(sessions(world), express.urlencoded({ extended: false }), sameOrigin(ORIGIN), formToken());
  app.use(courseRoutes(deps), mappingRoutes(deps), welcomeRoutes(deps), policyRoutes(deps));
  app.use(notFound, errorHandler(world.logger));
  return app;
}

/** Launches into the application and returns the browser that the platform's frame would be. */
export async function visit(app: Express, launch: Launch): Promise<Visitor> {
  const answer = await request(app).post('/launch').send(launch);
  const cookies = [answer.headers['set-cookie'] ?? []].flat() as string[];
  const cookie = cookies.map((each) => each.split(';')[0]).join('; ');
  return {
    to: String(answer.headers.location),
    cookie,
    get: async (path) => request(app).get(path).set('Cookie', cookie).set('Accept', 'text/html'),
    async post(path, fields = {}) {
      const token = csrfToken(cookie.split('=')[1] ?? '');
      const body = new URLSearchParams({ _csrf: token });
      for (const [name, value] of Object.entries(fields)) for (const one of [value].flat()) body.append(name, one);
      return request(app).post(path).set('Cookie', cookie).set('Origin', ORIGIN).send(body.toString());
    },
  };
}
