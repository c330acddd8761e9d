// What other features may use of the outside dimension: partner organisations, guests, their visits, and their home.
export type { Invitations } from './guests/invitations.service.ts';
export type { GuestFacts, Visits } from './guests/visits.service.ts';
export type { AskedFor, HomeAside, HomeParts } from './home/home.view.ts';
export { externalJobs } from './jobs.ts';
export type { PartnerReach, Partners } from './partners/partners.service.ts';
export { paths as externalPaths } from './paths.ts';
export { createExternal, type External, externalRoutes } from './wiring.ts';
