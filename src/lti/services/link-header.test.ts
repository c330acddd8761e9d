// Link headers as the standard has them, and as platforms really send them.
import { expect, test } from 'vitest';
import { findLink } from './link-header.ts';

const BASE = 'https://lms.example/api/members?page=1';

test.each([
  ['<https://lms.example/api/members?page=2>; rel="next"', 'https://lms.example/api/members?page=2'],
  ['<https://lms.example/m?a=1&b=2>; rel=next', 'https://lms.example/m?a=1&b=2'],
  ['<https://lms.example/m?a=1&amp;b=2>; rel=“next”', 'https://lms.example/m?a=1&b=2'],
  ['<https://lms.example/m?a=1&amp;b=2>;rel=”next”', 'https://lms.example/m?a=1&b=2'],
  ['<https://lms.example/m>; rel=\u00e2\u0080\u009cnext\u00e2\u0080\u009d', 'https://lms.example/m'],
  [
    '<https://lms.example/c>; rel="current",<https://lms.example/n>; rel="next",<https://lms.example/l>; rel="last"',
    'https://lms.example/n',
  ],
  ['<https://lms.example/a,b>; title="x, y"; REL="Next last"', 'https://lms.example/a,b'],
  ['<?page=2>; rel="next"', 'https://lms.example/api/members?page=2'],
  ['<https://lms.example/d>; rel="differences"', undefined],
  ['<https://lms.example/d>; rel="nextone"', undefined],
  ['<http://[>; rel="next"', undefined],
  ['', undefined],
  [undefined, undefined],
])('%s', (header, expected) => {
  expect(findLink(header, 'next', BASE)?.href).toBe(expected);
});
