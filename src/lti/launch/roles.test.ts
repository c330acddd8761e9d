// Roles in every form that platforms send them.
import { describe, expect, test } from 'vitest';
import { generic } from '../products/generic.ts';
import { moodle } from '../products/moodle.ts';
import { type Roles, readRoles } from './roles.ts';

const NOBODY: Roles = { staff: false, learner: false, administrator: false, observer: false, testUser: false };
const LIS = 'http://purl.imsglobal.org/vocab/lis/v2';
const course = (name: string) => `${LIS}/membership#${name}`;
const sub = (name: string, subRole: string) => `${LIS}/membership/${name}#${subRole}`;
const school = (name: string) => `${LIS}/institution/person#${name}`;
const system = (name: string) => `${LIS}/system/person#${name}`;

const cases: [name: string, roles: string[], expected: Partial<Roles>][] = [
  ['nothing', [], {}],
  ['an instructor', [course('Instructor')], { staff: true }],
  ['a learner', [course('Learner')], { learner: true }],
  ['short names', ['Instructor', 'Learner'], { staff: true, learner: true }],
  ['lower case', ['learner'], { learner: true }],
  ['an old LIS name', ['urn:lti:role:ims/lis/Instructor'], { staff: true }],
  ['an old sub-role', ['urn:lti:role:ims/lis/Instructor/Lecturer'], { staff: true }],
  ['an old administrator', ['urn:lti:sysrole:ims/lis/SysAdmin'], { administrator: true }],
  ['a content developer', [course('ContentDeveloper')], { staff: true }],
  ['a course administrator', [course('Administrator')], { staff: true }],
  ['a guest instructor', [sub('Instructor', 'GuestInstructor')], { staff: true }],
  ['an assistant', [sub('Instructor', 'TeachingAssistant')], { learner: true }],
  ['an assistant of a section', [sub('Instructor', 'TeachingAssistantSection')], { learner: true }],
  [
    'an assistant who is an instructor, too',
    [sub('Instructor', 'TeachingAssistant'), course('Instructor')],
    { staff: true },
  ],
  ['a short assistant', ['Instructor#TeachingAssistant'], { learner: true }],
  ['an unknown kind of instructor', [sub('Instructor', 'Visionary')], {}],
  ['a learner’s sub-role named instructor', [sub('Learner', 'Instructor')], { learner: true }],
  ['a guest learner', [sub('Learner', 'GuestLearner')], { learner: true }],
  ['a parent', [course('Mentor')], { observer: true }],
  ['a parent by sub-role', [sub('Mentor', 'Parent')], { observer: true }],
  ['an observer', [school('Observer')], { observer: true }],
  ['a teacher of the school who learns in the course', [course('Learner'), school('Instructor')], { learner: true }],
  ['a pupil of the school who teaches in the course', [school('Student'), course('Instructor')], { staff: true }],
  ['a parent who is staff of the school', [course('Mentor'), school('Staff')], { observer: true }],
  ['faculty without a role in the course', [school('Faculty')], { staff: true }],
  ['a student without a role in the course', [school('Student')], { learner: true }],
  ['an administrator of the school', [school('Administrator')], { administrator: true }],
  ['an administrator who teaches elsewhere', [school('Administrator'), school('Instructor')], { administrator: true }],
  [
    'an administrator who learns here',
    [school('Administrator'), course('Learner')],
    { learner: true, administrator: true },
  ],
  ['an administrator of the system', [system('Administrator')], { administrator: true }],
  ['a user of the system', [system('User')], {}],
  [
    'an administrator who teaches here',
    [school('Administrator'), course('Instructor'), system('Administrator')],
    { staff: true, administrator: true },
  ],
  [
    'Canvas’ student view',
    [course('Learner'), 'http://purl.imsglobal.org/vocab/lti/system/person#TestUser'],
    { learner: true, testUser: true },
  ],
  ['an unknown role in the course and staff of the school', [course('Helper'), school('Staff')], {}],
  ['a role of another vocabulary', ['https://vendor.example/role#Instructor'], {}],
  ['a word around a role', ['NotAnInstructor', 'Instructor of nothing'], {}],
];

describe('readRoles', () => {
  test.each(cases)('%s', (_name, roles, expected) => {
    expect(readRoles(roles, generic)).toEqual({ ...NOBODY, ...expected });
  });

  test('Moodle’s administrator is Instructor in every course, and by that staff of none', () => {
    const roles = [school('Administrator'), course('Instructor'), system('Administrator')];
    expect(readRoles(roles, moodle)).toEqual({ ...NOBODY, administrator: true });
    expect(readRoles([course('Instructor')], moodle)).toEqual({ ...NOBODY, staff: true });
  });
});
