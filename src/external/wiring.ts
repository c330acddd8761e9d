// The outside dimension put together: its services and its routes, so that services.ts and app.ts name it once.
import { Router } from 'express';
import type { Limits } from '../base/http/limits.ts';
import type { Communities, Gate } from '../communities/index.ts';
import { createAcceptance } from './guests/acceptance.service.ts';
import { guestRoutes } from './guests/guests.routes.ts';
import { invitationRoutes } from './guests/invitation.routes.ts';
import { createInvitations } from './guests/invitations.service.ts';
import { inviteRoutes } from './guests/invite.routes.ts';
import { createVisits } from './guests/visits.service.ts';
import { type HomeDeps, outsideHomeRoutes } from './home/home.routes.ts';
import { partnerRoutes } from './partners/partners.routes.ts';
import { createPartners } from './partners/partners.service.ts';

export type External = ReturnType<typeof createExternal>;

type Deps = Parameters<typeof createPartners>[0] &
  Parameters<typeof createVisits>[0] &
  Omit<Parameters<typeof createInvitations>[0], 'partners' | 'visits'> &
  Omit<Parameters<typeof createAcceptance>[0], 'invitations' | 'visits'>;

/** The services of partners, guests and their invitations. */
export function createExternal(deps: Deps) {
  const partners = createPartners(deps);
  const visits = createVisits(deps);
  const invitations = createInvitations({ ...deps, partners, visits });
  const acceptance = createAcceptance({ ...deps, invitations, visits });
  return { partners, visits, invitations, acceptance };
}

/** All routes of this feature; the home of people from outside goes on to the next route for everybody else. */
export function externalRoutes(
  deps: Omit<HomeDeps, 'visits'> & { external: External; gate: Gate; limits: Limits; communities: Communities },
): Router {
  const all = { ...deps, ...deps.external };
  const router = Router();
  for (const routes of [inviteRoutes, guestRoutes, partnerRoutes, invitationRoutes, outsideHomeRoutes])
    router.use(routes(all));
  return router;
}
