// What Moodle 4.5 puts into its id_token, as observed on a running one: short-lived, roles without nuance, custom keys
// in lower case, unknown variables verbatim.
import { createHash } from 'node:crypto';
import { fullName } from '../school/school.model.ts';
import {
  CLAIM,
  type Claims,
  expand,
  GRADE_SCOPES,
  granted,
  type LaunchFacts,
  personal,
  ROLE,
  ROSTER_SCOPE,
  rosterUrl,
} from './product.ts';

function roles(facts: LaunchFacts): string[] {
  if (facts.role === 'administrator') return [ROLE.administrator, ROLE.instructor, ROLE.systemAdministrator];
  if (facts.role === 'teacher' || facts.role === 'assistant') return [ROLE.instructor];
  return facts.role ? [ROLE.learner] : [];
}

/** Where Moodle keeps a course's roster. */
export const MOODLE_ROSTER = '/mod/lti/services.php/CourseSection/:course/bindings/:deployment/memberships';

const membershipsUrl = ({ url, course, deployment }: LaunchFacts) => rosterUrl(url, MOODLE_ROSTER, course, deployment);

function variables(facts: LaunchFacts): Record<string, string> {
  const { person, course, link } = facts;
  const seen = personal(facts.tool, person);
  return {
    'User.id': String(person.number),
    'User.username': person.username,
    ...(seen.name && {
      'Person.name.full': seen.shown,
      'Person.name.given': person.given,
      'Person.name.family': person.family,
    }),
    ...(seen.email && { 'Person.email.primary': person.email }),
    'Person.sourcedId': '',
    'Membership.role': roles(facts).join(','),
    'Context.id': String(course.number),
    'Context.id.history': course.history.join(','),
    'Context.title': course.title,
    'Context.label': course.label,
    'CourseSection.sourcedId': '',
    'CourseSection.title': course.title,
    'CourseSection.label': course.label,
    'CourseSection.timeFrame.begin': course.startsAt.toISOString(),
    'CourseSection.timeFrame.end': course.endsAt.toISOString(),
    'ResourceLink.id': String(link.number),
    'ResourceLink.id.history': link.history.join(','),
    'ResourceLink.title': link.title,
    'ResourceLink.description': link.description ?? '',
    'Moodle.Person.userGroupIds': facts.groups.join(','),
  };
}

function custom(facts: LaunchFacts): Claims {
  const { url, course, tool, link, deployment } = facts;
  const expanded = expand({ ...tool.custom, ...link.custom }, variables(facts));
  const lower = Object.fromEntries(Object.entries(expanded).map(([key, value]) => [key.toLowerCase(), value]));
  return {
    ...lower,
    ...(granted(tool, [ROSTER_SCOPE]).length > 0 && {
      context_memberships_url: membershipsUrl(facts),
      context_memberships_versions: '1.0,2.0',
    }),
    system_setting_url: `${url}/mod/lti/services.php/tool/${deployment}/custom`,
    context_setting_url: `${url}/mod/lti/services.php/CourseSection/${course.number}/bindings/tool/${deployment}/custom`,
    link_setting_url: `${url}/mod/lti/services.php/links/{link_id}/custom`,
  };
}

function services(facts: LaunchFacts): Claims {
  const { url, tool, course, link, deployment, person } = facts;
  const grades = granted(tool, GRADE_SCOPES);
  const lineitems = `${url}/mod/lti/services.php/${course.number}/lineitems`;
  const data = { instanceid: String(link.number), userid: String(person.number), typeid: deployment, launchid: 1 };
  const hash = createHash('sha256').update(JSON.stringify(data)).digest('hex');
  return {
    ...(grades.length > 0 && {
      'https://purl.imsglobal.org/spec/lti-bo/claim/basicoutcome': {
        lis_result_sourcedid: JSON.stringify({ data, hash }),
        lis_outcome_service_url: `${url}/mod/lti/service.php`,
      },
      'https://purl.imsglobal.org/spec/lti-ags/claim/endpoint': {
        scope: grades,
        lineitems: `${lineitems}?type_id=${deployment}`,
        lineitem: `${lineitems}/${link.number}/lineitem?type_id=${deployment}`,
      },
    }),
    ...(granted(tool, [ROSTER_SCOPE]).length > 0 && {
      'https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice': {
        context_memberships_url: membershipsUrl(facts),
        service_versions: ['1.0', '2.0'],
      },
    }),
  };
}

function identity(facts: LaunchFacts): Claims {
  const seen = personal(facts.tool, facts.person);
  return {
    ...(seen.name && {
      given_name: facts.person.given,
      family_name: facts.person.family,
      name: fullName(facts.person),
    }),
    ...(seen.email && { email: facts.person.email }),
  };
}

/** Returns Moodle's claims of an LtiResourceLinkRequest. https://www.imsglobal.org/spec/lti/v1p3/#resource-link-launch-request-message */
export function moodleClaims(facts: LaunchFacts): Claims {
  const { url, tool, person, course, link } = facts;
  const iat = Math.floor(facts.now.getTime() / 1000);
  return {
    nonce: facts.nonce,
    iat,
    exp: iat + 60,
    iss: facts.issuer,
    aud: tool.clientId,
    [`${CLAIM}/deployment_id`]: facts.deployment,
    [`${CLAIM}/target_link_uri`]: link.targetLinkUri ?? tool.targetLinkUri,
    sub: String(person.number),
    [`${CLAIM}/lis`]: { person_sourcedid: '', course_section_sourcedid: '' },
    [`${CLAIM}/roles`]: roles(facts),
    [`${CLAIM}/context`]: {
      id: String(course.number),
      label: course.label,
      title: course.title,
      type: ['CourseSection'],
    },
    [`${CLAIM}/message_type`]: 'LtiResourceLinkRequest',
    [`${CLAIM}/resource_link`]: {
      title: link.title,
      description: link.description ?? '',
      id: String(link.number),
    },
    ...identity(facts),
    [`${CLAIM}/ext`]: { user_username: person.username, lms: 'moodle-2' },
    [`${CLAIM}/launch_presentation`]: {
      locale: facts.locale,
      document_target: facts.documentTarget,
      return_url: `${url}/mod/lti/return.php?course=${course.number}&launch_container=3&instanceid=${link.number}`,
    },
    [`${CLAIM}/tool_platform`]: {
      product_family_code: 'moodle',
      version: '2024100706',
      guid: new URL(url).hostname,
      name: facts.school.data.name,
      description: facts.school.data.name,
    },
    [`${CLAIM}/version`]: '1.3.0',
    [`${CLAIM}/custom`]: custom(facts),
    ...services(facts),
  };
}
