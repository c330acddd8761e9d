// What differs between the products that the sandbox can be. One file group for Moodle, one for Canvas; nothing else
// in the sandbox knows a product's name.
import { createHash } from 'node:crypto';
import type { Tool } from '../protocol/tools.ts';
import type { Course, CourseRole, Link, Person } from '../school/school.model.ts';
import type { Member, School } from '../school/school.service.ts';

export type Profile = 'moodle' | 'canvas';
export type Claims = Record<string, unknown>;

export const CLAIM = 'https://purl.imsglobal.org/spec/lti/claim';
export const TOOL_CONFIGURATION = 'https://purl.imsglobal.org/spec/lti-tool-configuration';
export const PLATFORM_CONFIGURATION = 'https://purl.imsglobal.org/spec/lti-platform-configuration';
export const ROSTER_SCOPE = 'https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly';
export const GRADE_SCOPES = ['lineitem', 'lineitem.readonly', 'result.readonly', 'score'].map(
  (scope) => `https://purl.imsglobal.org/spec/lti-ags/scope/${scope}`,
);

/** Where the platform is and how it calls itself. */
export interface Place {
  url: string;
  issuer: string;
}

/** All that a launch message is made of. */
export interface LaunchFacts extends Place {
  school: School;
  tool: Tool;
  deployment: string;
  person: Person;
  course: Course;
  link: Link;
  /** Absent for a person who is neither enrolled nor an administrator. */
  role: CourseRole | 'administrator' | undefined;
  groups: number[];
  locale: string;
  documentTarget: 'iframe' | 'window';
  nonce: string;
  loginAt: Date;
  now: Date;
  /** The school's own time, where the platform tells about terms and states. */
  schoolNow: Date;
}

/** How an authorization error reaches the tool or the person. */
export type AuthorizeProblem =
  | 'missing_parameter'
  | 'bad_value'
  | 'bad_scope'
  | 'bad_response_type'
  | 'wrong_person'
  | 'signed_out'
  | 'used_up'
  | 'wrong_client';

export interface Product {
  profile: Profile;
  paths: Record<'authorize' | 'token' | 'keys' | 'configuration' | 'registration' | 'launch', string>;
  ids: {
    sub(person: Person): string;
    loginHint(person: Person): string;
    context(course: number): string;
    resourceLink(link: Link): string;
    clientId(nth: number): string;
    deployment(nth: number): string;
  };
  /** True where the product's administrator installs a tool first and only then there is a deployment. */
  deploysOnActivation: boolean;
  scopes: string[];
  /** The custom values that Perennial asks this product for. */
  usualCustom: Record<string, string>;
  /** The platform's openid-configuration. */
  configuration(place: Place, schoolName: string): object;
  /** The login parameters beside those that the standard asks for; `hint` names the launch. */
  loginExtras(
    facts: Pick<LaunchFacts, 'url' | 'deployment' | 'course' | 'link'> & { hint: string; storage: boolean },
  ): Promise<Record<string, string>>;
  /** Reads the launch's name out of lti_message_hint. */
  readHint(messageHint: string): Promise<string | undefined>;
  /** The OAuth error code of a problem, or `page` where the product shows its own error page instead. */
  authorizeError(problem: AuthorizeProblem): string | 'page';
  /** Whether this redirect_uri is one of the registered ones. */
  allowsRedirect(registered: string[], redirectUri: string): boolean;
  claims(facts: LaunchFacts): Claims;
  roster: {
    /** The address of a course's roster, as a pattern with `:course` and, where the product has it, `:deployment`. */
    route: string;
    defaultLimit: number | undefined;
    lists(member: Member): boolean;
    member(facts: { tool: Tool; member: Member; rlid: Claims | undefined }): object;
    /** The value of the Link header that names the next page. */
    link(url: string): string;
    nextPage(limit: number, offset: number): Record<string, string>;
    offset(query: { page?: string; from?: string }, limit: number): number;
    hasRole(member: Member, role: string): boolean;
  };
}

/** Replaces custom values that are exactly one variable's name; unknown variables stay as they are. */
export function expand(custom: Record<string, string>, variables: Record<string, string | null | undefined>): Claims {
  return Object.fromEntries(
    Object.entries(custom).map(([key, value]) => {
      const known = value.startsWith('$') ? variables[value.slice(1)] : undefined;
      return [key, known === undefined ? value : known];
    }),
  );
}

/** A made-up but fixed hexadecimal id, as platforms use them. */
export function opaqueId(kind: string, number: number): string {
  return createHash('sha1').update(`${kind} ${number}`).digest('hex');
}

/** A made-up but fixed UUID. */
export function opaqueUuid(kind: string, number: number): string {
  const hex = opaqueId(kind, number);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** What a tool may see of a person. */
export function personal(tool: Tool, person: Person): { name: boolean; email: boolean; shown: string } {
  const { privacy } = tool;
  return {
    name: privacy === 'public' || privacy === 'name_only',
    email: privacy === 'public' || privacy === 'email_only',
    shown: person.called ?? `${person.given} ${person.family}`,
  };
}

/** The address of a course's roster. */
export const rosterUrl = (url: string, route: string, course: Course, deployment: string): string =>
  `${url}${route.replace(':course', String(course.number)).replace(':deployment', deployment)}`;

/** The scopes that a tool may use of those that a service needs. */
export const granted = (tool: Tool, scopes: string[]): string[] => scopes.filter((one) => tool.scopes.includes(one));

const MEMBERSHIP = 'http://purl.imsglobal.org/vocab/lis/v2/membership';
export const ROLE = {
  learner: `${MEMBERSHIP}#Learner`,
  instructor: `${MEMBERSHIP}#Instructor`,
  mentor: `${MEMBERSHIP}#Mentor`,
  assistant: 'http://purl.imsglobal.org/vocab/lis/v2/membership/Instructor#TeachingAssistant',
  testUser: 'http://purl.imsglobal.org/vocab/lti/system/person#TestUser',
  user: 'http://purl.imsglobal.org/vocab/lis/v2/system/person#User',
  student: 'http://purl.imsglobal.org/vocab/lis/v2/institution/person#Student',
  staff: 'http://purl.imsglobal.org/vocab/lis/v2/institution/person#Instructor',
  administrator: 'http://purl.imsglobal.org/vocab/lis/v2/institution/person#Administrator',
  systemAdministrator: 'http://purl.imsglobal.org/vocab/lis/v2/system/person#Administrator',
} as const;
