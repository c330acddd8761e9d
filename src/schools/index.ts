// What other features may use of the schools: the tenant, its policy and its calendar.
export { dayOf, isInSession, schoolYearName, schoolYearOf, sinceInSessionDays } from './calendar.ts';
export type { School, SchoolPolicy, Term } from './school.model.ts';
export { createSchools, type Schools } from './schools.service.ts';
