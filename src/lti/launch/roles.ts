// Reads the roles of a launch or a roster: full addresses, short names, old LIS names and sub-roles.
// https://www.imsglobal.org/spec/lti/v1p3#role-vocabularies
import type { Product } from '../products/index.ts';

/**
 * What a person is here. All false for roles that we do not know: an unknown role is never staff. An administrator opens
 * every course, and is staff only where a role in the course tells that they teach it.
 */
export interface Roles {
  staff: boolean;
  learner: boolean;
  administrator: boolean;
  observer: boolean;
  testUser: boolean;
}

type Scope = 'context' | 'institution' | 'system';

interface Role {
  scope: Scope;
  name: string;
  subRole?: string;
}

const STAFF = new Set(['instructor', 'contentdeveloper', 'administrator']);
const INSTITUTION_STAFF = new Set(['instructor', 'faculty', 'staff']);
const INSTRUCTOR_SUB_ROLES = new Set([
  'externalinstructor',
  'guestinstructor',
  'lecturer',
  'primaryinstructor',
  'secondaryinstructor',
]);
const ADMINISTRATORS = new Set(['administrator', 'sysadmin']);
const LEARNERS = new Set(['learner', 'student']);
const OBSERVERS = new Set(['mentor', 'observer']);

const FULL =
  /^https?:\/\/purl\.imsglobal\.org\/vocab\/lis\/v2\/(?:(membership|institution\/person|system\/person|person))(?:\/(\w+))?#(\w+)$/i;
const URN = /^urn:lti:(role|instrole|sysrole):ims\/lis\/(\w+)(?:\/(\w+))?$/i;
const SHORT = /^(\w+)(?:[#/](\w+))?$/;
const TEST_USER = /\/vocab\/lti\/system\/person#TestUser$/i;

const SCOPES: Record<string, Scope> = {
  membership: 'context',
  'institution/person': 'institution',
  'system/person': 'system',
  person: 'institution',
  role: 'context',
  instrole: 'institution',
  sysrole: 'system',
};

/** Decides what the roles say; a role in the course counts before one in the school, that before one in the system. */
export function readRoles(
  names: readonly string[],
  { administratorsTeach }: Pick<Product, 'administratorsTeach'>,
): Roles {
  const roles = names.map(parseRole).filter((role) => role !== undefined);
  const inScope = (scope: Scope) => roles.filter((role) => role.scope === scope);
  const deciding = (['context', 'institution', 'system'] as const).map(inScope).find((found) => found.length > 0) ?? [];
  const administrator = roles.some((role) => role.scope !== 'context' && ADMINISTRATORS.has(role.name));
  const trusted = !administrator || (administratorsTeach && inScope('context').length > 0);
  const staff = trusted && deciding.some(isStaff);
  const learner = deciding.some(isLearner) || (!staff && deciding.some(isAssistant));
  return {
    staff,
    learner,
    administrator,
    observer: !staff && !learner && deciding.some(isObserver),
    testUser: names.some((name) => TEST_USER.test(name)),
  };
}

function parseRole(name: string): Role | undefined {
  const full = FULL.exec(name);
  // In the full form the sub-role stands last: membership/Instructor#TeachingAssistant.
  if (full) return toRole(full[1], full[2] ?? full[3], full[2] === undefined ? undefined : full[3]);
  const urn = URN.exec(name);
  if (urn) return toRole(urn[1], urn[2], urn[3]);
  const short = SHORT.exec(name);
  return short ? toRole('role', short[1], short[2]) : undefined;
}

function toRole(scope = '', name = '', subRole: string | undefined): Role | undefined {
  const found = SCOPES[scope.toLowerCase()];
  if (!found) return undefined;
  const role: Role = { scope: found, name: name.toLowerCase() };
  return subRole === undefined ? role : { ...role, subRole: subRole.toLowerCase() };
}

function isStaff({ scope, name, subRole }: Role): boolean {
  if (scope === 'system') return false;
  if (scope === 'institution') return INSTITUTION_STAFF.has(name);
  if (subRole === undefined) return STAFF.has(name);
  return name === 'instructor' && INSTRUCTOR_SUB_ROLES.has(subRole);
}

const isLearner = ({ name }: Role) => LEARNERS.has(name);
// A teaching assistant may be a pupil: only another role makes one staff.
const isAssistant = ({ name, subRole }: Role) =>
  (name === 'instructor' && subRole?.startsWith('teachingassistant') === true) || name === 'teachingassistant';
const isObserver = ({ name, subRole }: Role) => OBSERVERS.has(name) || subRole === 'observer';
