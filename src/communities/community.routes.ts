// All pages of communities in one router.
import { Router } from 'express';
import { homeRoutes } from './home.routes.ts';
import { peopleRoutes } from './people.routes.ts';
import { settingsRoutes } from './settings.routes.ts';

export type { CommunityParts } from './home.routes.ts';

/** The routes of communities. */
export function communityRoutes(deps: Parameters<typeof homeRoutes>[0]): Router {
  return Router().use(homeRoutes(deps), peopleRoutes(deps), settingsRoutes(deps));
}
