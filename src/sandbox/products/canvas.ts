// The sandbox as a Canvas: its addresses, ids, hints and roster. What it says at a launch: canvas.claims.ts.
import { randomBytes } from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';
import type { Member } from '../school/school.service.ts';
import { CANVAS_ROSTER, canvasClaims, navigationOr } from './canvas.claims.ts';
import {
  GRADE_SCOPES,
  opaqueId,
  opaqueUuid,
  PLATFORM_CONFIGURATION,
  type Product,
  personal,
  ROLE,
  ROSTER_SCOPE,
} from './product.ts';

const paths = {
  authorize: '/api/lti/authorize_redirect',
  token: '/login/oauth2/token',
  keys: '/api/lti/security/jwks',
  configuration: '/api/lti/security/openid-configuration',
  registration: '/api/lti/registrations',
  launch: '/courses/external_tools',
};
const scopes = [...GRADE_SCOPES, ROSTER_SCOPE];
const hintSecret = randomBytes(32);

const memberRoles: Record<Member['role'], string[]> = {
  teacher: [ROLE.instructor],
  assistant: [ROLE.assistant, ROLE.instructor],
  pupil: [ROLE.learner],
  observer: [ROLE.mentor],
  testUser: [ROLE.learner, ROLE.testUser],
};

const roster: Product['roster'] = {
  route: CANVAS_ROSTER,
  defaultLimit: 50,
  lists: (member) => member.status === 'active' && member.role !== 'testUser',
  member: ({ tool, member, rlid }) => {
    const { person } = member;
    const seen = personal(tool, person);
    return {
      status: 'Active',
      ...(seen.name && { name: seen.shown, given_name: person.given, family_name: person.family }),
      ...(seen.email && { email: person.email }),
      user_id: opaqueUuid('user', person.number),
      lti11_legacy_user_id: opaqueId('user', person.number),
      roles: memberRoles[member.role],
      ...(rlid && { message: [rlid] }),
    };
  },
  link: (url) => `<${url}>; rel="next"`,
  nextPage: (limit, offset) => ({ limit: String(limit), page: String(offset / limit + 2) }),
  offset: (query, limit) => (Number(query.page ?? 1) - 1) * limit,
  hasRole: (member, role) => memberRoles[member.role].some((one) => one === role || one.split('#').pop() === role),
};

function allowsRedirect(registered: string[], redirectUri: string): boolean {
  if (!URL.canParse(redirectUri)) return false;
  const asked = new URL(redirectUri);
  return registered.some((uri) => {
    const known = new URL(uri);
    const samePage = known.origin === asked.origin && known.pathname === asked.pathname;
    return samePage && [...known.searchParams].every(([key, value]) => asked.searchParams.get(key) === value);
  });
}

/** Canvas as the sandbox plays it. https://developerdocs.instructure.com/services/canvas/external-tools/lti */
export const canvas: Product = {
  profile: 'canvas',
  paths,
  scopes,
  usualCustom: {
    context_history: '$Context.id.history',
    canvas_context_history: '$Canvas.course.previousContextIds',
    canvas_course_ends: '$Canvas.course.endAt',
    canvas_term_ends: '$Canvas.term.endAt',
  },
  deploysOnActivation: true,
  ids: {
    sub: (person) => opaqueUuid('user', person.number),
    loginHint: (person) => opaqueId('user', person.number),
    context: (course) => opaqueId('course', course),
    resourceLink: (link) => navigationOr(link, opaqueUuid('link', link.number)),
    clientId: (nth) => `1000000000${String(nth).padStart(4, '0')}`,
    deployment: (nth) => `${100 + nth}:${opaqueId('account', nth)}`,
  },
  configuration: ({ url, issuer }, schoolName) => ({
    issuer,
    authorization_endpoint: `${url}${paths.authorize}`,
    registration_endpoint: `${url}${paths.registration}`,
    jwks_uri: `${url}${paths.keys}`,
    token_endpoint: `${url}${paths.token}`,
    token_endpoint_auth_methods_supported: ['private_key_jwt'],
    token_endpoint_auth_signing_alg_values_supported: ['RS256'],
    scopes_supported: ['openid', ...scopes],
    response_types_supported: ['id_token'],
    id_token_signing_alg_values_supported: ['RS256'],
    claims_supported: ['sub', 'picture', 'email', 'name', 'given_name', 'family_name', 'locale'],
    subject_types_supported: ['public'],
    authorization_server: new URL(url).host,
    [PLATFORM_CONFIGURATION]: {
      product_family_code: 'canvas',
      version: 'OpenSource',
      messages_supported: [
        {
          type: 'LtiResourceLinkRequest',
          placements: ['account_navigation', 'course_navigation', 'global_navigation', 'link_selection'],
        },
        {
          type: 'LtiDeepLinkingRequest',
          placements: ['assignment_selection', 'editor_button', 'link_selection', 'module_index_menu_modal'],
        },
      ],
      variables: ['Context.id', 'Context.id.history', 'Canvas.course.previousContextIds', 'Canvas.term.endAt'],
      'https://canvas.instructure.com/lti/account_name': schoolName,
      'https://canvas.instructure.com/lti/account_lti_guid': `${opaqueId('account', 0)}:canvas-lms`,
    },
  }),
  loginExtras: async ({ url, deployment, course, hint, storage }) => ({
    lti_message_hint: await new SignJWT({
      verifier: hint,
      canvas_domain: new URL(url).host,
      context_type: 'Course',
      context_id: course.number,
    })
      .setProtectedHeader({ alg: 'HS256' })
      .setExpirationTime('5m')
      .sign(hintSecret),
    lti_deployment_id: deployment,
    deployment_id: deployment,
    canvas_region: 'not_configured',
    canvas_environment: 'prod',
    ...(storage && { lti_storage_target: 'post_message_forwarding' }),
  }),
  readHint: async (messageHint) => {
    const read = await jwtVerify<{ verifier?: string }>(messageHint, hintSecret).catch(() => undefined);
    return read?.payload.verifier;
  },
  authorizeError: (problem) =>
    ({
      missing_parameter: 'invalid_request_object',
      bad_value: 'invalid_request_object',
      bad_scope: 'invalid_request_object',
      bad_response_type: 'invalid_request_object',
      wrong_person: 'login_required',
      signed_out: 'login_required',
      used_up: 'launch_no_longer_valid',
      wrong_client: 'unauthorized_client',
    })[problem],
  allowsRedirect,
  claims: canvasClaims,
  roster,
};
