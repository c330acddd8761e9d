// What a start does not wait for is loaded once: when it is needed, or else with the rest.
import { expect, test } from 'vitest';
import { later, loadTheRest } from './later.ts';

test('what is needed is loaded at the first call, and everything else with the rest; each once', async () => {
  const loads: string[] = [];
  const needed = later(() => loads.push('needed'));
  const other = later(() => loads.push('other'));
  expect(loads).toEqual([]);
  needed();
  expect(loads).toEqual(['needed']);
  await loadTheRest();
  expect(loads).toEqual(['needed', 'other']);
  expect([needed(), other()]).toEqual([1, 2]);
  await loadTheRest();
  expect(loads).toHaveLength(2);
});
