// The charter and the settings of a community, for its staff.
import { type Response, Router } from 'express';
import { z } from 'zod';
import type { Clock } from '../base/clock.ts';
import { checkbox, line, parseForm } from '../base/http/input.ts';
import { type Refill, withRefill } from '../base/http/refill.ts';
import { translator } from '../base/i18n/index.ts';
import type { Communities } from './communities.service.ts';
import { FREQUENCIES } from './community.model.ts';
import { communityFrame } from './frame.ts';
import { type Gate, standingOf } from './gate.ts';
import { paths, patterns } from './paths.ts';

const settingsForm = z.object({
  name: line(80),
  domain: line(200),
  community: z.string().trim().max(600).default(''),
  practice: z.string().trim().max(600).default(''),
  frequency: z.enum(FREQUENCIES),
  fixedMembership: checkbox,
  recognised: checkbox,
  admitsAlumni: checkbox,
  openToStaff: checkbox,
});

/** The routes of a community's settings. */
export function settingsRoutes(deps: { gate: Gate; communities: Communities; clock: Clock }): Router {
  const { gate } = deps;
  const router = Router();

  router.get(patterns.settings, gate.community('community.edit'), (_req, res) => {
    const { community } = standingOf(res);
    showSettings(res, { ...community, ...community.charter });
  });

  router.post(
    patterns.settings,
    gate.community('community.edit'),
    withRefill(
      (_req, res, refill) => showSettings(res, refill.values, refill),
      async (req, res) => {
        const { community, viewer } = standingOf(res);
        const { domain, community: people, practice, ...rest } = parseForm(settingsForm, req.body, 'communities');
        await deps.communities.updateSettings(viewer.school._id, community._id, viewer.person._id, {
          ...rest,
          charter: { domain, community: people, practice },
        });
        res.redirect(303, paths.home(community._id));
      },
    ),
  );

  function showSettings(res: Response, values: object, refill?: Refill): void {
    const standing = standingOf(res);
    const t = translator(res.locals.language ?? 'en');
    res.page(
      'communities/settings',
      communityFrame(standing, t, {
        title: t('communities:tabs.settings'),
        current: 'settings',
        now: deps.clock.now(),
        readers: {
          heading: t('communities:readers.page'),
          lines: [
            { icon: 'staff', text: t('communities:readers.staff', { count: standing.community.counts.staff }) },
            { icon: 'no', text: t('communities:readers.others') },
          ],
        },
      }),
      {
        values,
        fields: refill?.fields ?? {},
        errors: refill?.errors ?? [],
        frequencies: FREQUENCIES.map((value) => ({ value, text: t(`communities:frequency.${value}`) })),
        outsidersAllowed: standing.viewer.school.policy.outsidersAllowed,
      },
      refill ? 422 : 200,
    );
  }

  return router;
}
