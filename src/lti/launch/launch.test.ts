// The plain value of a launch: Moodle's and Canvas' ways, return addresses, frames.
import { expect, test } from 'vitest';
import type { Registration } from '../platforms/registration.model.ts';
import { readResourceLinkClaims } from './claims.ts';
import { toLaunch } from './launch.ts';

const LTI = 'https://purl.imsglobal.org/spec/lti/claim/';
const NOW = 1_800_000_000;

const moodle: Registration = {
  _id: 'registration-1',
  school: 'school-1',
  name: 'Moodle',
  family: 'moodle',
  issuer: 'https://moodle.school.example',
  clientId: 'client-1',
  authorizationEndpoint: 'https://moodle.school.example/mod/lti/auth.php',
  tokenEndpoint: 'https://moodle.school.example/mod/lti/token.php',
  jwksUri: 'https://moodle.school.example/mod/lti/certs.php',
  scopes: [],
  deploymentPolicy: 'auto',
  active: true,
  createdAt: new Date(0),
};
const canvas: Registration = {
  ...moodle,
  family: 'canvas',
  issuer: 'https://canvas.instructure.com',
  authorizationEndpoint: 'https://sso.canvaslms.com/api/lti/authorize_redirect',
  tokenEndpoint: 'https://canvas.school.example/login/oauth2/token',
};

function launch(registration: Registration, claims: Record<string, unknown> = {}, allowInsecureHttp = false) {
  const payload = {
    sub: 'user-1',
    iat: NOW,
    exp: NOW + 60,
    [`${LTI}version`]: '1.3.0',
    [`${LTI}message_type`]: 'LtiResourceLinkRequest',
    [`${LTI}deployment_id`]: '1',
    [`${LTI}roles`]: [],
    [`${LTI}target_link_uri`]: 'https://tool.example/threads/7?from=course',
    [`${LTI}resource_link`]: { id: 'link-1', title: null },
    ...claims,
  };
  const place = { registration, school: 'school-9', deployment: 'deployment-1', allowInsecureHttp };
  return toLaunch(readResourceLinkClaims(payload, NOW), place);
}

test('the least launch has no optional parts', () => {
  expect(launch(moodle)).toEqual({
    school: 'school-9',
    registration: 'registration-1',
    deployment: 'deployment-1',
    family: 'moodle',
    sub: 'user-1',
    roles: { staff: false, learner: false, administrator: false, observer: false, testUser: false },
    resourceLink: { id: 'link-1' },
    target: '/threads/7?from=course',
    platformOrigin: 'https://moodle.school.example',
    frameAncestors: ['https://moodle.school.example'],
    custom: {},
  });
});

test('Moodle’s course with its history and roster', () => {
  const found = launch(moodle, {
    [`${LTI}context`]: { id: '12', label: 'PHY', title: 'Physics', type: ['CourseSection'] },
    [`${LTI}custom`]: {
      context_history: ',5',
      course_starts: '2026-08-01T00:00:00Z',
      course_ends: '$CourseSection.timeFrame.end',
    },
    'https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice': {
      context_memberships_url:
        'https://moodle.school.example/mod/lti/services.php/CourseSection/12/bindings/1/memberships',
      service_versions: ['2.0'],
    },
  });
  expect(found.context).toEqual({
    id: '12',
    label: 'PHY',
    title: 'Physics',
    kind: 'course',
    history: ['5'],
    startsAt: new Date('2026-08-01T00:00:00Z'),
  });
  expect(found.roster?.url).toContain('/memberships');
});

test('Canvas’ course with the courses it was copied from and the term’s end', () => {
  const found = launch(canvas, {
    [`${LTI}context`]: {
      id: 'abc',
      title: 'Physics',
      type: ['http://purl.imsglobal.org/vocab/lis/v2/course#CourseOffering'],
    },
    [`${LTI}custom`]: {
      context_history: 'old-1,abc',
      canvas_context_history: 'old-1,old-2',
      canvas_course_ends: '$Canvas.course.endAt',
      canvas_term_ends: '2027-07-20T00:00:00Z',
    },
  });
  expect(found.context).toMatchObject({
    kind: 'course',
    history: ['old-1', 'old-2'],
    endsAt: new Date('2027-07-20T00:00:00Z'),
  });
});

test.each([
  [['urn:lti:context-type:ims/lis/Group'], 'group'],
  [['Group'], 'group'],
  [['http://purl.imsglobal.org/vocab/lis/v2/course#CourseTemplate'], 'course'],
  [[], 'course'],
  [['Account'], 'other'],
])('a context of the types %j is a %s', (type, kind) => {
  expect(launch(moodle, { [`${LTI}context`]: { id: '1', type } }).context?.kind).toBe(kind);
});

test.each([
  [moodle, 'https://moodle.school.example/course/view.php?id=2', true],
  [moodle, 'https://moodle.school.example:8443/x', true],
  [moodle, 'http://moodle.school.example/x', false],
  [moodle, 'https://elsewhere.example/x', false],
  [moodle, 'https://evil-moodle.school.example/x', false],
  [moodle, 'javascript:alert(1)', false],
  [moodle, '/relative', false],
  [canvas, 'https://school.instructure.com/courses/1', true],
  [canvas, 'https://canvas.school.example/courses/1', true],
  [canvas, 'https://instructure.com.elsewhere.example/', false],
])('%o: the return address %s is kept: %s', (registration, return_url, kept) => {
  const found = launch(registration, { [`${LTI}launch_presentation`]: { return_url, locale: 'de_DE' } });
  expect(found.returnUrl).toBe(kept ? return_url : undefined);
  expect(found.locale).toBe('de_DE');
});

test('the page that shows us is known by the return address; all of a product’s origins may frame us', () => {
  const found = launch(canvas, {
    [`${LTI}launch_presentation`]: { return_url: 'https://school.instructure.com/courses/1' },
  });
  expect(found.platformOrigin).toBe('https://school.instructure.com');
  expect(found.frameAncestors).toEqual([
    'https://school.instructure.com',
    'https://canvas.instructure.com',
    'https://sso.canvaslms.com',
    'https://canvas.school.example',
    'https://*.instructure.com',
  ]);
});

test('a platform added by hand is recognised by what it says about itself', () => {
  const generic: Registration = { ...moodle, family: 'generic' };
  expect(launch(generic, { [`${LTI}tool_platform`]: { product_family_code: 'moodle' } }).family).toBe('moodle');
  expect(launch(generic).family).toBe('generic');
});
