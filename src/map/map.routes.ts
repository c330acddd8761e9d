// The school map: the picture and its table.
import { Router } from 'express';
import { z } from 'zod';
import { parseQuery, several } from '../base/http/input.ts';
import { translator } from '../base/i18n/index.ts';
import type { Gate } from '../communities/index.ts';
import { viewerOf } from '../people/index.ts';
import { schoolFrame } from '../schools/index.ts';
import type { SchoolMap } from './map.service.ts';
import { drawMap } from './picture.ts';
import { listMap } from './picture-table.ts';

const query = z.object({ open: several, close: several });

/** The routes of the school map. */
export function mapRoutes(deps: { gate: Gate; map: SchoolMap }): Router {
  const router = Router();
  router.get('/map', deps.gate.school('school.map'), async (req, res) => {
    const viewer = viewerOf(res);
    const t = translator(res.locals.language ?? 'en');
    const { open, close } = parseQuery(query, req.query);
    const data = await deps.map.getMap(
      viewer,
      { opened: open.slice(0, 50), closed: close.slice(0, 50) },
      { clubs: t('map:clubs') },
    );
    const picture = drawMap(data);
    // What there is not yet is not counted.
    const sums = (['communities', 'courses', 'outside', 'stayed'] as const).flatMap((key) =>
      picture.sums[key] > 0 ? [t(`map:sums.${key}`, { count: picture.sums[key] })] : [],
    );
    const frame = schoolFrame(viewer, t, {
      title: data.school.name,
      charter: sums.join(', '),
      current: 'map',
      readers: {
        heading: t('map:readers.heading'),
        lines: [
          { icon: 'staff', text: t('map:readers.staff', { school: data.school.name }) },
          { icon: 'pupil', text: t('map:readers.pupils') },
          { icon: 'no', text: t('map:readers.others') },
        ],
        note: t('map:readers.note'),
      },
    });
    res.page('map/body', frame, { picture, rows: listMap(data) });
  });
  return router;
}
