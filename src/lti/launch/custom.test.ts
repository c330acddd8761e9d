// Custom parameters: what counts as absent, and how lists and times are read.
import { expect, test } from 'vitest';
import { readCustom, readIds, readTime } from './custom.ts';

test('unfilled variables, nulls, empty and structured values are absent; keys are in lower case', () => {
  const custom = {
    context_history: '$Context.id.history',
    Link_History: '$ResourceLink.id.history',
    nothing: null,
    empty: '',
    object: { $ne: 1 },
    list: ['a'],
    Course: '7',
    number: 8,
    yes: true,
    price: '$5 a day',
  };
  expect(readCustom(custom)).toEqual({ course: '7', number: '8', yes: 'true', price: '$5 a day' });
  expect(readCustom(undefined)).toEqual({});
});

test('ids come from several lists, without empty entries and repeats', () => {
  const custom = { a: ',5, 6', b: '6,7,', c: '' };
  expect(readIds(custom, ['a', 'b', 'c', 'd'])).toEqual(['5', '6', '7']);
});

test('the first readable time counts', () => {
  expect(readTime({ a: 'soon', b: '2026-07-24T00:00:00Z' }, ['a', 'b'])?.toISOString()).toBe(
    '2026-07-24T00:00:00.000Z',
  );
  expect(readTime({ a: 'soon' }, ['a', 'b'])).toBeUndefined();
  expect(readTime({ a: '1970-01-01T00:00:00Z' }, ['a'])).toBeUndefined();
});
