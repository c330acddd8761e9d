// What Canvas puts into its id_token, after its source and documentation: dated from the login, institution roles
// beside course roles, personal data by privacy level, unknown variables verbatim.
import { fullName, type Link } from '../school/school.model.ts';
import {
  CLAIM,
  type Claims,
  expand,
  GRADE_SCOPES,
  granted,
  type LaunchFacts,
  opaqueId,
  opaqueUuid,
  personal,
  ROLE,
  ROSTER_SCOPE,
  rosterUrl,
} from './product.ts';

/** Where Canvas keeps a course's roster. */
export const CANVAS_ROSTER = '/api/lti/courses/:course/names_and_roles';

/** In the course navigation the resource link is the course itself. */
export const navigationOr = (link: Link, own: string) => (link.navigation ? opaqueId('course', link.course) : own);

const COURSE_ROLES: Record<Exclude<LaunchFacts['role'], undefined>, string[]> = {
  administrator: [ROLE.administrator],
  teacher: [ROLE.staff, ROLE.instructor],
  assistant: [ROLE.staff, ROLE.assistant, ROLE.instructor],
  pupil: [ROLE.student, ROLE.learner],
  observer: [ROLE.mentor],
  testUser: [ROLE.learner, ROLE.testUser],
};

const roles = ({ role }: LaunchFacts) => [...(role ? COURSE_ROLES[role] : []), ROLE.user];

/** Canvas adds these two to every compound claim. */
const checked = (claim: Claims): Claims => ({ ...claim, validation_context: null, errors: { errors: {} } });

const history = (facts: LaunchFacts) => facts.course.history.map((number) => opaqueId('course', number)).join(',');

function variables(facts: LaunchFacts): Record<string, string | null | undefined> {
  const { person, course, link, tool } = facts;
  const seen = personal(tool, person);
  const year = `${course.schoolYear}/${String(course.schoolYear + 1).slice(2)}`;
  return {
    'User.id': opaqueUuid('user', person.number),
    'Canvas.user.id': String(person.number),
    ...(seen.name && {
      'Person.name.full': seen.shown,
      'Person.name.given': person.given,
      'Person.name.family': person.family,
    }),
    ...(seen.email && { 'Person.email.primary': person.email }),
    'Person.address.timezone': facts.school.data.timeZone,
    'Membership.role': roles(facts).join(','),
    'Context.id': opaqueId('course', course.number),
    'Context.id.history': history(facts),
    'Context.title': course.title,
    'ResourceLink.id': navigationOr(link, opaqueUuid('link', link.number)),
    'ResourceLink.title': link.navigation ? tool.name : link.title,
    'Canvas.course.id': String(course.number),
    'Canvas.course.name': course.title,
    'Canvas.course.previousContextIds': history(facts),
    'Canvas.course.previousCourseIds': course.history.join(','),
    'Canvas.course.workflowState': course.deleted ? 'deleted' : 'available',
    'Canvas.course.startAt': course.startsAt.toISOString(),
    'Canvas.course.endAt': course.endsAt.toISOString(),
    'Canvas.term.name': year,
    'Canvas.term.startAt': course.startsAt.toISOString(),
    'Canvas.term.endAt': course.endsAt.toISOString(),
    'Canvas.enrollment.enrollmentState': facts.role && facts.role !== 'administrator' ? 'active' : '',
    'Canvas.api.domain': new URL(facts.url).host,
    'com.instructure.PostMessageToken': opaqueUuid('message', link.number),
  };
}

function services({ url, tool, course, deployment }: LaunchFacts): Claims {
  const grades = granted(tool, GRADE_SCOPES);
  return {
    ...(grades.length > 0 && {
      'https://purl.imsglobal.org/spec/lti-ags/claim/endpoint': checked({
        scope: grades,
        lineitems: `${url}/api/lti/courses/${course.number}/line_items`,
      }),
    }),
    ...(granted(tool, [ROSTER_SCOPE]).length > 0 && {
      'https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice': checked({
        context_memberships_url: rosterUrl(url, CANVAS_ROSTER, course, deployment),
        service_versions: ['2.0'],
      }),
    }),
  };
}

function identity({ url, tool, person }: LaunchFacts): Claims {
  const seen = personal(tool, person);
  return {
    ...(tool.privacy === 'public' && { picture: `${url}/images/messages/avatar-50.png` }),
    ...(seen.email && { email: person.email }),
    ...(seen.name && { name: fullName(person), given_name: person.given, family_name: person.family }),
  };
}

function surroundings(facts: LaunchFacts): Claims {
  const { url, course, person, school } = facts;
  return {
    [`${CLAIM}/lis`]: checked({ person_sourcedid: null, course_offering_sourcedid: null }),
    [`${CLAIM}/context`]: checked({
      id: opaqueId('course', course.number),
      label: course.label,
      title: course.title,
      type: ['http://purl.imsglobal.org/vocab/lis/v2/course#CourseOffering'],
    }),
    [`${CLAIM}/tool_platform`]: checked({
      guid: `${opaqueId('account', 0)}:canvas-lms`,
      name: school.data.name,
      version: 'cloud',
      product_family_code: 'canvas',
    }),
    [`${CLAIM}/launch_presentation`]: checked({
      document_target: facts.documentTarget,
      return_url: `${url}/courses/${course.number}/external_content/success/external_tool_redirect`,
      locale: facts.locale,
      height: 400,
      width: 800,
    }),
    [`${CLAIM}/lti11_legacy_user_id`]: opaqueId('user', person.number),
    [`${CLAIM}/lti1p1`]: checked({ user_id: opaqueId('user', person.number) }),
    [`${CLAIM}/role_scope_mentor`]: [],
    'https://www.instructure.com/placement': facts.link.navigation ? 'course_navigation' : 'link_selection',
    locale: facts.locale,
  };
}

/** Returns Canvas' claims of an LtiResourceLinkRequest. https://www.imsglobal.org/spec/lti/v1p3/#resource-link-launch-request-message */
export function canvasClaims(facts: LaunchFacts): Claims {
  const { tool, link, person } = facts;
  const iat = Math.floor(facts.loginAt.getTime() / 1000);
  return {
    [`${CLAIM}/message_type`]: 'LtiResourceLinkRequest',
    [`${CLAIM}/version`]: '1.3.0',
    [`${CLAIM}/resource_link`]: checked({
      id: navigationOr(link, opaqueUuid('link', link.number)),
      description: link.description ?? null,
      title: link.navigation ? tool.name : link.title,
    }),
    aud: tool.clientId,
    azp: tool.clientId,
    [`${CLAIM}/deployment_id`]: facts.deployment,
    exp: iat + 3600,
    iat,
    iss: facts.issuer,
    nonce: facts.nonce,
    sub: opaqueUuid('user', person.number),
    [`${CLAIM}/target_link_uri`]: link.targetLinkUri ?? tool.targetLinkUri,
    ...identity(facts),
    ...surroundings(facts),
    [`${CLAIM}/roles`]: roles(facts),
    [`${CLAIM}/custom`]: expand({ ...tool.custom, ...link.custom }, variables(facts)),
    ...services(facts),
  };
}
