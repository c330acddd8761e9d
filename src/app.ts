// The table of contents of every request: what it passes through, and which part answers it.
import express, { type Express, Router } from 'express';
import { pinoHttp } from 'pino-http';
import { assets } from './base/http/assets.ts';
import { errorHandler, notFound } from './base/http/errors.ts';
import { pages } from './base/http/page.ts';
import { formToken, sameOrigin, securityHeaders } from './base/http/security.ts';
import { communityRoutes } from './communities/index.ts';
import { sessions } from './people/index.ts';
import type { Services } from './services.ts';

/** The whole HTTP application on its services. */
export function createApp(services: Services): Express {
  const { config, logger } = services;
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', config.trustProxy);
  app.set('query parser', 'simple');

  app.use(
    pinoHttp({
      logger,
      serializers: {
        req: ({ method, url }) => ({ method, path: url.split('?')[0] }),
        res: ({ statusCode }) => ({ statusCode }),
      },
    }),
  );
  app.use(securityHeaders({ https: config.publicUrl.startsWith('https:') }));
  app.use('/assets', assets(config));
  app.use('/health', healthRoutes(services));
  app.use(pages(config));
  app.use('/lti', services.lti.routes);

  app.use(sessions(services));
  app.use(express.urlencoded({ extended: false, limit: '64kb', parameterLimit: 200 }));
  app.use(sameOrigin(config.publicUrl));
  app.use(formToken());
  app.use(services.limits.writes);

  app.use(communityRoutes(services));

  app.use(notFound);
  app.use(errorHandler(logger));
  return app;
}

/** Liveness: the process answers. Readiness: database and keys are there. */
function healthRoutes(services: Services): Router {
  const router = Router();
  router.get('/live', (_req, res) => void res.json({ status: 'live' }));
  router.get('/ready', async (_req, res) => {
    const ready =
      services.database.connection.readyState === 1 &&
      (await services.schools.listSchools().then(
        () => true,
        () => false,
      ));
    res.status(ready ? 200 : 503).json({ status: ready ? 'ready' : 'starting' });
  });
  return router;
}
