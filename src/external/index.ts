// What other features may use of the outside dimension: partner organisations, guests, their visits, and their home.
export { type Acceptance, createAcceptance } from './guests/acceptance.service.ts';
export { guestRoutes } from './guests/guests.routes.ts';
export { invitationRoutes } from './guests/invitation.routes.ts';
export { createInvitations, type Invitations } from './guests/invitations.service.ts';
export { inviteRoutes } from './guests/invite.routes.ts';
export { createVisits, type GuestFacts, type Visits } from './guests/visits.service.ts';
export { type HomeDeps, outsideHomeRoutes } from './home/home.routes.ts';
export type { AskedFor, HomeAside, HomeParts } from './home/home.view.ts';
export { externalJobs } from './jobs.ts';
export { partnerRoutes } from './partners/partners.routes.ts';
export { createPartners, type PartnerReach, type Partners } from './partners/partners.service.ts';
export { paths as externalPaths } from './paths.ts';
