// Liveness and readiness, for whoever watches over the process.
import { Router } from 'express';
import type { Services } from './services.ts';

/** `/live`: the process answers. `/ready`: database and keys are there, requests can come. */
export function healthRoutes(services: Services): Router {
  const router = Router();
  router.get('/live', (_req, res) => void res.json({ status: 'live' }));
  router.get('/ready', async (_req, res) => {
    const works = async (): Promise<boolean> =>
      (await services.schools.listSchools().then(
        () => true,
        () => false,
      )) &&
      (await services.lti.keys.publicKeySet().then(
        ({ keys }) => keys.length > 0,
        () => false,
      ));
    const ready = services.connection.readyState === 1 && (await works());
    res.status(ready ? 200 : 503).json({ status: ready ? 'ready' : 'starting' });
  });
  return router;
}
