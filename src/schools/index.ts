// What other features may use of the schools: the tenant, its policy and its calendar.
export { isInSession, schoolYearName, schoolYearOf, sinceInSessionDays } from './calendar.ts';
export { schoolFrame } from './frame.ts';
export type { School, SchoolPolicy, Term } from './school.model.ts';
export { createSchools, type Schools } from './schools.service.ts';
