// The page of partner organisations: the list with where their guests are, and the form to add one.
import { type Response, Router } from 'express';
import { z } from 'zod';
import { line, parseForm } from '../../base/http/input.ts';
import { type Refill, withRefill } from '../../base/http/refill.ts';
import { translator } from '../../base/i18n/index.ts';
import type { Communities, Gate } from '../../communities/index.ts';
import { viewerOf } from '../../people/index.ts';
import { schoolFrame } from '../../schools/index.ts';
import { guestsReaders } from '../guests/guests.view.ts';
import { paths, patterns } from '../paths.ts';
import type { Partners } from './partners.service.ts';

const partnerForm = z.object({ name: line(80), what: line(160) });

/** The routes of partners. */
export function partnerRoutes(deps: { gate: Gate; communities: Communities; partners: Partners }): Router {
  const router = Router();

  async function show(res: Response, done: boolean, refill?: Refill): Promise<void> {
    const viewer = viewerOf(res);
    const t = translator(res.locals.language ?? 'en');
    const partners = await deps.partners.listPartners(viewer.school._id);
    const ids = [...new Set(partners.flatMap(({ communities }) => communities.map(({ community }) => community)))];
    const communities = await deps.communities.listCommunities(viewer.school._id, ids);
    const names = new Map(communities.map(({ _id, name }) => [_id, name]));
    res.page(
      'external/partners',
      schoolFrame(viewer, t, {
        title: t('external:partners.title'),
        charter: t('external:partners.charter'),
        current: 'guests',
        readers: guestsReaders(t),
      }),
      {
        partners: partners.map((partner) => ({
          ...partner,
          communities: partner.communities.flatMap(({ community }) => names.get(community) ?? []),
        })),
        action: paths.partners,
        guestsHref: paths.guests,
        done,
        fields: refill?.fields ?? {},
        errors: refill?.errors ?? [],
        values: refill?.values ?? {},
      },
      refill ? 422 : 200,
    );
  }

  router.get(patterns.partners, deps.gate.school('guest.list'), (req, res) => show(res, req.query.done === 'added'));

  router.post(
    patterns.partners,
    deps.gate.school('guest.list'),
    withRefill(
      (_req, res, refill) => show(res, false, refill),
      async (req, res) => {
        const { school, person } = viewerOf(res);
        await deps.partners.addPartner(school._id, person._id, parseForm(partnerForm, req.body, 'external'));
        res.redirect(303, `${paths.partners}?done=added`);
      },
    ),
  );

  return router;
}
