// What app.ts and services.ts plug in of the review: reports, the queue of what waits for staff, and the audit log's page.
import { Router } from 'express';
import type { Standing } from '../../communities/index.ts';
import { logRoutes } from '../log.routes.ts';
import { reportRoutes } from './report.routes.ts';
import { createReports, type ReviewDeps } from './reports.service.ts';
import { reviewRoutes } from './review.routes.ts';

const MOST = 100;

export type Review = ReturnType<typeof createReview>;

/** Reports and the queue on a connection. */
export function createReview(deps: ReviewDeps) {
  const reports = createReports(deps);
  const { moderation } = deps.discussions;
  return {
    reports,
    /** How many things wait for this member of staff (or the lead) to decide; 0 for everybody else. At most 200. */
    async openReviews(standing: Standing): Promise<number> {
      if (!deps.access.can(standing, 'review.list')) return 0;
      const [held, reported] = await Promise.all([
        moderation.countHeld(standing, MOST),
        reports.countOpen(standing, MOST),
      ]);
      return held + reported;
    },
  };
}

/** The routes of reporting, of the queue, and of the audit log. */
export function safeguardingRoutes(
  deps: Omit<Parameters<typeof reviewRoutes>[0], 'reports'> & Parameters<typeof logRoutes>[0] & { review: Review },
): Router {
  const all = { ...deps, reports: deps.review.reports };
  return Router().use(reportRoutes(all), reviewRoutes(all), logRoutes(all));
}
