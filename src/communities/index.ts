// What other features may use of the communities: communities, memberships, names, and access to them.
export { type Access, createAccess, refusal } from './access.service.ts';
export { type Communities, createCommunities } from './communities.service.ts';
export {
  type Charter,
  type Community,
  type Frequency,
  type Subject,
  TEMPLATES,
  type Template,
} from './community.model.ts';
export { type CommunityParts, communityRoutes } from './community.routes.ts';
export { createEnrolling, type Enrolling, type NewSpells } from './enrol.service.ts';
export { type CommunityTab, communityFrame, communityReaders, ringsOf } from './frame.ts';
export { createGate, type Gate, standingOf } from './gate.ts';
export type { Membership, Role, SpellSource } from './membership.model.ts';
export { createMemberships, type Memberships, type NewSpell } from './memberships.service.ts';
export { type NameWords, type ShownPerson, showPerson } from './names.ts';
export { paths as communityPaths } from './paths.ts';
export { nameWords } from './people.view.ts';
export type { Standing, Target } from './standing.ts';
