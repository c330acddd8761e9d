// What other parts may use of leaving and staying.
export { type Alumni, createAlumni } from './alumni.service.ts';
export { claimRoutes } from './claim.routes.ts';
export { alumnusParts } from './home.view.ts';
export { leaverRoutes } from './leavers.routes.ts';
export { createLeavers, type Leavers, type MissingPeople } from './leavers.service.ts';
