// What other parts may use of the school map.
export { mapRoutes } from './map.routes.ts';
export { createSchoolMap, type SchoolMap } from './map.service.ts';
