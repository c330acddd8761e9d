// The page of a refusal: every code has words for people and for the administrator, in every language.
import { describe, expect, test } from 'vitest';
import { LANGUAGES, readLocale, translator } from '../../base/i18n/index.ts';
import { LAUNCH_ERRORS, LaunchError, type LaunchErrorCode } from './launch-error.ts';
import { refusalPage } from './refusal.view.ts';
import type { Roles } from './roles.ts';

const codes = Object.keys(LAUNCH_ERRORS) as LaunchErrorCode[];
const circumstances = { number: 'ABCD-2345', at: new Date(0), school: undefined };
const show = (language: 'en' | 'de', refusal: LaunchError, returnUrl?: string, roles?: Roles) =>
  refusalPage(translator(language), refusal, { ...circumstances, returnUrl, language, roles });

describe.each(LANGUAGES)('in %s', (language) => {
  test.each(codes)('%s', (code) => {
    const { frame, model } = show(language, new LaunchError(code));
    expect(frame.launchError).toBe(code);
    const texts = [model.heading, model.lead, model.next, model.admin.meaning];
    for (const text of texts) expect(text).not.toMatch(/^(lti:)?(errors|admin)\./);
  });

  test('there are no words for codes that do not exist', () => {
    const { admin } = readLocale(language).lti as { admin: object };
    expect(Object.keys(admin).sort()).toEqual([...codes].sort());
  });
});

test('no refusal is a 5xx', () => {
  for (const { status } of Object.values(LAUNCH_ERRORS)) expect(Math.floor(status / 100)).toBe(4);
});

test.each([
  ['learner', 'Show this page to a teacher.'],
  ['staff', 'Show this page to whoever administers your learning platform.'],
  ['administrator', 'Show this page to the person who runs Perennial.'],
  ['observer', 'Show this page to the person at your school who looks after Perennial.'],
  [undefined, 'Show this page to the person at your school who looks after Perennial.'],
] as const)('a refused %s is told whom to ask', (role, expected) => {
  const nobody = { staff: false, learner: false, administrator: false, observer: false, testUser: false };
  const { model } = show('en', new LaunchError('clock_wrong'), undefined, role && { ...nobody, [role]: true });
  expect(model.next).toContain(expected);
});

test('the administrator reads the values, the way back carries the message', () => {
  const refusal = new LaunchError('launch_expired', { minutes: 11 });
  const { model } = show('de', refusal, 'https://lms.example/course?id=2');
  expect(model.admin.meaning).toContain('11 Minuten');
  const back = new URL(model.actions[0]?.href ?? '');
  expect(back.searchParams.get('id')).toBe('2');
  expect(back.searchParams.get('lti_errormsg')).toBe(`${model.heading}. ${model.lead}`);
  expect(show('en', refusal).model.actions).toEqual([]);
});
