// What other features may use of the schools: the tenant, its policy and its calendar.
export { isInSession, schoolYearName, schoolYearOf, sinceInSessionDays } from './calendar.ts';
export { type SchoolCommandServices, schoolCommands } from './commands.ts';
export { schoolFrame } from './frame.ts';
export { mailRoutes } from './mails.routes.ts';
export { type PolicyRouteDeps, policyRoutes } from './policy.routes.ts';
export type { School, SchoolPolicy, Term } from './school.model.ts';
export { createSchools, type Schools } from './schools.service.ts';
