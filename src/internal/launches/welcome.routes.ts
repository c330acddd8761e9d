// A learner's first page in a community: what this is, who can read, and under which name (never a typed one).
import { Router } from 'express';
import { z } from 'zod';
import type { Clock } from '../../base/clock.ts';
import { parseForm } from '../../base/http/input.ts';
import { withRefill } from '../../base/http/refill.ts';
import { translator } from '../../base/i18n/index.ts';
import {
  communityFrame,
  communityPaths,
  type Gate,
  type Memberships,
  refusal,
  type Standing,
  standingOf,
} from '../../communities/index.ts';
import { ValidationError } from '../../errors.ts';
import { patterns } from '../paths.ts';
import { welcomeReaders, welcomeView } from './welcome.view.ts';

const form = z.object({ name: z.enum(['short', 'alias']) });

/** The routes of the first page. */
export function welcomeRoutes(deps: { gate: Gate; memberships: Memberships; clock: Clock }): Router {
  const router = Router();

  const show: Parameters<typeof withRefill>[0] = (_req, res, refill) => {
    const standing = standingOf(res);
    const { community } = standing;
    if (!isLearner(standing)) return res.redirect(303, communityPaths.home(community._id));
    const t = translator(res.locals.language ?? 'en');
    const heading = t('internal:welcome.heading', { community: community.name });
    const title = t('internal:welcome.title', { community: community.name });
    const { tabs: _, ...frame } = communityFrame(standing, t, { title, kind: 'full', now: deps.clock.now() });
    const head = { ...frame.head, heading };
    const view = welcomeView(standing, t);
    res.page(
      'internal/welcome',
      { ...frame, title, head, readers: welcomeReaders(standing, t) },
      { ...view, errors: refill.errors },
      refill.errors.length > 0 ? 422 : 200,
    );
  };

  router.get(patterns.welcome, gate(deps), (req, res) => show(req, res, { fields: {}, errors: [], values: {} }));

  router.post(
    patterns.welcome,
    gate(deps),
    withRefill(show, async (req, res) => {
      const { name } = parseForm(form, req.body, 'internal');
      const standing = standingOf(res);
      const { community, viewer } = standing;
      // AL-02: whoever is leaving reads and changes nothing; staff and people from outside are shown by their full name.
      if (!isLearner(standing) || standing.actor.leaving) throw refusal('read_only');
      if (name === 'short' && !viewer.person.name) throw new ValidationError({ name: 'internal:form.name' });
      await deps.memberships.chooseName(viewer.school._id, community._id, viewer.person._id, name);
      res.redirect(303, `${communityPaths.home(community._id)}?first`);
    }),
  );

  return router;
}

const gate = (deps: { gate: Gate }) => deps.gate.community('community.read');

const isLearner = ({ membership }: Standing): boolean =>
  membership?.band === 'pupil' || membership?.band === 'adult_learner';
