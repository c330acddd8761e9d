// The table of contents of every request: what it passes through, and which part answers it.
import express, { type Express } from 'express';
import { pinoHttp } from 'pino-http';
import { assets } from './base/http/assets.ts';
import { errorHandler, notFound } from './base/http/errors.ts';
import { loggedPath } from './base/http/logged-path.ts';
import { pages } from './base/http/page.ts';
import { formToken, sameOrigin, securityHeaders } from './base/http/security.ts';
import { styleRoutes } from './base/http/style.routes.ts';
import { communityRoutes } from './communities/index.ts';
import { developmentRoutes } from './development.ts';
import { discussionRoutes } from './discussions/index.ts';
import { externalRoutes } from './external/index.ts';
import { healthRoutes } from './health.ts';
import { courseRoutes, mappingRoutes, welcomeRoutes } from './internal/index.ts';
import { alumnusParts, claimRoutes, leaverRoutes } from './lifelong/index.ts';
import { mapRoutes } from './map/index.ts';
import { communityParts } from './parts.ts';
import { sessionRoutes, sessions, signInRoutes, viewerOf } from './people/index.ts';
import { safeguardingRoutes } from './safeguarding/review/index.ts';
import { mailRoutes, policyRoutes } from './schools/index.ts';
import type { Services } from './services.ts';

/** The whole HTTP application on its services. */
export function createApp(services: Services): Express {
  const { config, logger } = services;
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', config.trustProxy);
  app.set('query parser', 'simple');

  app.use('/health', healthRoutes(services));
  app.use(
    pinoHttp({
      logger,
      serializers: {
        req: ({ method, url }) => ({ method, path: loggedPath(url) }),
        res: ({ statusCode }) => ({ statusCode }),
      },
    }),
  );
  app.use(securityHeaders({ https: config.publicUrl.startsWith('https:') }));
  app.use('/assets', assets(config));
  app.use(pages(config));
  app.use('/lti', services.lti.routes);

  app.use(sessions(services));
  app.use(express.urlencoded({ extended: false, limit: '64kb', parameterLimit: 1000 }));
  if (!config.production) app.use(developmentRoutes(services), styleRoutes());
  app.use(sameOrigin(config.publicUrl));
  app.use(formToken());
  app.use(services.limits.writes);

  const parts = communityParts(services);
  app.use(signInRoutes(services), sessionRoutes(services));
  app.use(policyRoutes({ ...services, viewerOf }), mailRoutes(services));
  app.use(courseRoutes(services), mappingRoutes(services), welcomeRoutes(services));
  app.use(
    externalRoutes({ ...services, waitingFor: parts.waiting, alumni: async (viewer, t) => alumnusParts(viewer, t) }),
  );
  app.use(claimRoutes(services), leaverRoutes({ ...services, lastRound: services.rounds.lastRound }));
  const courseTitle = async (school: string, course: string) =>
    (await services.courses.getCourse(school, course)).title;
  app.use(discussionRoutes({ ...services, courseTitle }), safeguardingRoutes(services));
  app.use(communityRoutes({ ...services, parts }), mapRoutes(services));

  app.use(notFound);
  app.use(errorHandler(logger));
  return app;
}
