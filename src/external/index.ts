// What other features may use of the outside dimension: partner organisations, guests, their visits, and their home.
export type { AskedFor } from './home/home.view.ts';
export { externalJobs } from './jobs.ts';
export type { PartnerReach, Partners } from './partners/partners.service.ts';
export { createExternal, type External, externalRoutes } from './wiring.ts';
