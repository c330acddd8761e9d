// What only a development server has: the time machine, with which the sandbox LMS moves the school's clock forward.
import { Router } from 'express';
import { z } from 'zod';
import { AppError } from './errors.ts';
import type { Services } from './services.ts';

const advance = z.object({ to: z.iso.datetime({ offset: true }).transform((value) => new Date(value)) });

/** `POST /development/clock` with `to` (ISO 8601) moves the clock forward, never back, and runs the jobs once. */
export function developmentRoutes(services: Services): Router {
  const router = Router();
  router.post('/development/clock', async (req, res) => {
    const { movable } = services;
    if (!movable) throw new AppError(409, 'clock_fixed', 'common:errors.conflict');
    const parsed = advance.safeParse(req.body);
    if (!parsed.success) throw new AppError(422, 'clock_invalid', 'common:errors.badRequest');
    movable.advance(parsed.data.to);
    await services.jobs.runOnce();
    res.json({ now: services.clock.now().toISOString() });
  });
  return router;
}
