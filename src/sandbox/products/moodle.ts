// The sandbox as a Moodle 4.5: its addresses, ids, hints and roster. What it says at a launch: moodle.claims.ts.
import type { Member } from '../school/school.service.ts';
import { MOODLE_ROSTER, moodleClaims } from './moodle.claims.ts';
import { GRADE_SCOPES, PLATFORM_CONFIGURATION, type Product, personal, ROSTER_SCOPE } from './product.ts';

const paths = {
  authorize: '/mod/lti/auth.php',
  token: '/mod/lti/token.php',
  keys: '/mod/lti/certs.php',
  configuration: '/mod/lti/openid-configuration.php',
  registration: '/mod/lti/openid-registration.php',
  launch: '/mod/lti/launch.php',
};
const scopes = [...GRADE_SCOPES, ROSTER_SCOPE];

/** In the roster only an editing teacher is an Instructor; in a launch a non-editing one is too. */
const shortRole = (member: Member) => (member.role === 'teacher' ? 'Instructor' : 'Learner');

const roster: Product['roster'] = {
  route: MOODLE_ROSTER,
  defaultLimit: undefined,
  lists: (member) => member.role !== 'testUser',
  member: ({ tool, member, rlid }) => {
    const { person } = member;
    const seen = personal(tool, person);
    return {
      status: member.status === 'active' ? 'Active' : 'Inactive',
      roles: [shortRole(member)],
      user_id: String(person.number),
      lis_person_sourcedid: '',
      ...(seen.name && { name: seen.shown, given_name: person.given, family_name: person.family }),
      ...(seen.email && { email: person.email }),
      ext_user_username: person.username,
      ...(rlid && { message: [rlid] }),
    };
  },
  link: (url) => `<${url}>; rel=next`,
  nextPage: (limit, offset) => ({ limit: String(limit), from: String(offset + limit) }),
  offset: (query) => Number(query.from ?? 0),
  hasRole: (member, role) => role.split('#').pop() === shortRole(member),
};

/** Moodle as the sandbox plays it. https://docs.moodle.org/405/en/LTI_and_Moodle */
export const moodle: Product = {
  profile: 'moodle',
  paths,
  scopes,
  usualCustom: {
    context_history: '$Context.id.history',
    course_starts: '$CourseSection.timeFrame.begin',
    course_ends: '$CourseSection.timeFrame.end',
  },
  deploysOnActivation: false,
  ids: {
    sub: (person) => String(person.number),
    loginHint: (person) => String(person.number),
    context: String,
    resourceLink: (link) => String(link.number),
    clientId: (nth) => `Sandbox${String(nth).padStart(8, '0')}`,
    deployment: String,
  },
  configuration: ({ url, issuer }, schoolName) => ({
    issuer,
    token_endpoint: `${url}${paths.token}`,
    token_endpoint_auth_methods_supported: ['private_key_jwt'],
    token_endpoint_auth_signing_alg_values_supported: ['RS256'],
    jwks_uri: `${url}${paths.keys}`,
    authorization_endpoint: `${url}${paths.authorize}`,
    registration_endpoint: `${url}${paths.registration}`,
    scopes_supported: ['openid', ...scopes],
    response_types_supported: ['id_token'],
    subject_types_supported: ['public', 'pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    claims_supported: ['sub', 'iss', 'name', 'given_name', 'family_name', 'email'],
    [PLATFORM_CONFIGURATION]: {
      product_family_code: 'moodle',
      version: '2024100706',
      name: schoolName,
      messages_supported: ['LtiResourceLinkRequest', 'LtiDeepLinkingRequest'],
      placements: ['AddContentMenu'],
      variables: ['User.id', 'Context.id', 'Context.id.history', 'ResourceLink.id', 'Moodle.Person.userGroupIds'],
    },
  }),
  loginExtras: async ({ deployment, link, hint }) => ({
    lti_message_hint: JSON.stringify({ cmid: link.number, launchid: `ltilaunch${link.number}_${hint}` }),
    lti_deployment_id: deployment,
  }),
  readHint: async (messageHint) => /"launchid":"ltilaunch\d+_([0-9a-f]+)"/.exec(messageHint)?.[1],
  authorizeError: (problem) =>
    ({
      missing_parameter: 'invalid_request',
      bad_value: 'invalid_request',
      bad_scope: 'invalid_scope',
      bad_response_type: 'unsupported_response_type',
      wrong_person: 'access_denied',
      signed_out: 'login_required',
      used_up: 'page',
      wrong_client: 'unauthorized_client',
    })[problem],
  allowsRedirect: (registered, redirectUri) => registered.includes(redirectUri),
  claims: moodleClaims,
  roster,
};
