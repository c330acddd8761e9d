// The pages of discussions and of safeguarding as an HTTP application, with visitors who are signed in without a platform.
import express, { type Express } from 'express';
import request, { type Response } from 'supertest';
import { assets } from '../../src/base/http/assets.ts';
import { errorHandler, notFound } from '../../src/base/http/errors.ts';
import { pages } from '../../src/base/http/page.ts';
import { csrfToken, formToken, sameOrigin, securityHeaders } from '../../src/base/http/security.ts';
import { createGate } from '../../src/communities/index.ts';
import { discussionRoutes } from '../../src/discussions/index.ts';
import { type Person, sessions } from '../../src/people/index.ts';
import { createReview, type Review, safeguardingRoutes } from '../../src/safeguarding/review/index.ts';
import { createDiscussionWorld, type DiscussionWorld, PUBLIC_URL } from './discussion-world.ts';

/** Somebody with a browser; `post` sends the session's form token along. */
export interface Visitor {
  get(path: string): Promise<Response>;
  post(path: string, form?: object): Promise<Response>;
}

export interface DiscussionApp extends DiscussionWorld {
  review: Review;
  app: Express;
  visitor(
    who: keyof DiscussionWorld['cast'] | Person,
    options?: Parameters<DiscussionWorld['viewer']>[1],
  ): Promise<Visitor>;
  /** The session cookie's value of somebody who is signed in. */
  token(
    who: keyof DiscussionWorld['cast'] | Person,
    options?: Parameters<DiscussionWorld['viewer']>[1],
  ): Promise<string>;
  /** Somebody whose session has ended. */
  nobody: Visitor;
}

/** Opens a discussion world with its pages; close it after the tests. */
export async function createDiscussionApp(): Promise<DiscussionApp> {
  const world = await createDiscussionWorld();
  const { connection } = world.database;
  const review = createReview({ ...world, connection });
  const deps = {
    ...world,
    gate: createGate(world.access),
    review,
    courseTitle: async (_school: string, course: string) => course,
  };
  const app = express();
  app.set('query parser', 'simple');
  app.use('/assets', assets({ production: false }));
  app.use(securityHeaders({ https: false }), pages({ production: false }), sessions(deps));
  app.use(express.urlencoded({ extended: false }), sameOrigin(PUBLIC_URL), formToken());
  app.use(discussionRoutes(deps), safeguardingRoutes(deps));
  app.use(notFound, errorHandler(world.logger));
  const made: DiscussionApp = {
    ...world,
    review,
    app,
    async token(who, options = {}) {
      const person = typeof who === 'string' ? world.cast[who] : who;
      const { session } = await world.viewer(person, options);
      const { launch } = session;
      const previewed =
        options.preview && launch ? { person: 'preview', launch: { ...launch, previewOf: [world.physics._id] } } : {};
      return world.sessions.begin({ ...session, ...previewed });
    },
    visitor: async (who, options = {}) => visitorWith(app, await made.token(who, options)),
    nobody: visitorWith(app),
  };
  return made;
}

function visitorWith(app: Express, token?: string): Visitor {
  const headers = {
    Accept: 'text/html',
    'Accept-Language': 'en',
    ...(token ? { Cookie: `__Host-session=${token}` } : {}),
  };
  const csrf = token ? { _csrf: csrfToken(token) } : {};
  return {
    get: async (path) => request(app).get(path).set(headers),
    post: async (path, form = {}) =>
      request(app)
        .post(path)
        .set({ ...headers, Origin: PUBLIC_URL })
        .type('form')
        .send({ ...form, ...csrf }),
  };
}
