// Launches that must be let in, as data: the nine of the certification guide, for an instructor and for a student.
const LTI = 'https://purl.imsglobal.org/spec/lti/claim/';
const MEMBERSHIP = 'http://purl.imsglobal.org/vocab/lis/v2/membership';

/** A launch that must be let in. `roles` is what must be made of its roles; absent: the role of the caller. */
export interface GoodLaunch {
  name: string;
  claims: (role: 'Instructor' | 'Learner') => Record<string, unknown>;
  noRole?: boolean;
}

const NO_PERSON = { name: undefined, given_name: undefined, family_name: undefined, email: undefined };
const roles = (...names: string[]) => ({ [`${LTI}roles`]: names });
const full = (role: string) => `${MEMBERSHIP}#${role}`;

/** The nine valid launches of the certification guide, section 6. */
export const NINE_GOOD: GoodLaunch[] = [
  { name: 'plain', claims: (role) => roles(full(role)) },
  {
    name: 'several roles',
    claims: (role) =>
      roles(full(role), 'http://purl.imsglobal.org/vocab/lis/v2/institution/person#Student', full('Member')),
  },
  { name: 'short role', claims: (role) => roles(role) },
  {
    name: 'unknown role',
    claims: () => roles('http://purl.imsglobal.org/vocab/lis/v2/uknownrole/unknown#Helper'),
    noRole: true,
  },
  { name: 'no role', claims: () => roles(), noRole: true },
  { name: 'e-mail only', claims: (role) => ({ ...roles(full(role)), ...NO_PERSON, email: 'a@school.example' }) },
  { name: 'names only', claims: (role) => ({ ...roles(full(role)), email: undefined }) },
  { name: 'no personal data', claims: (role) => ({ ...roles(full(role)), ...NO_PERSON }) },
  {
    name: 'e-mail without context',
    claims: (role) => ({ ...roles(full(role)), ...NO_PERSON, email: 'a@school.example', [`${LTI}context`]: undefined }),
  },
];

/** What real platforms send beside the standard's examples. */
export const ODD_GOOD: { name: string; claims: Record<string, unknown> }[] = [
  { name: 'an audience in a list', claims: { aud: ['client-1'] } },
  { name: 'azp beside the audience', claims: { azp: 'client-1' } },
  { name: 'azp null', claims: { azp: null } },
  { name: 'null instead of a context', claims: { [`${LTI}context`]: null } },
  { name: 'a context without an id', claims: { [`${LTI}context`]: { title: 'x' } } },
  { name: 'null names and e-mail', claims: { name: null, given_name: null, email: null } },
  { name: 'custom parameters as a text', claims: { [`${LTI}custom`]: 'none' } },
  {
    name: 'a height of null',
    claims: { [`${LTI}launch_presentation`]: { height: null, locale: null, return_url: 7 } },
  },
  { name: 'unknown claims', claims: { 'https://vendor.example/claim': { deep: [1, { $ne: 2 }] } } },
  { name: 'iat within the allowed skew', claims: { iat: Math.floor(Date.now() / 1000) + 30, exp: 4_000_000_000 } },
  { name: 'a deployment id of 255 characters', claims: { [`${LTI}deployment_id`]: 'd'.repeat(255) } },
];
