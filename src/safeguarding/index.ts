// What other features may use of safeguarding: the one policy function, and the audit log.

export type { AuditEntry } from './audit.model.ts';
export { type Audit, createAudit } from './audit.service.ts';
export { type NameFacts, type NameForm, nameForm } from './name-form.ts';
export {
  ACTIONS,
  type Action,
  type Actor,
  type Band,
  type CommunityFacts,
  type Decision,
  decide,
  type Outsiders,
  outsiderKind,
  type PostFacts,
  type Refusal,
  type Scope,
  type ThreadFacts,
} from './policy.ts';
export { type Reach, reachOf } from './reach.ts';
