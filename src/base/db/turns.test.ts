// Turns: in order under one key, side by side under two, and nobody waits for ever for one that failed.
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { inTurn } from './turns.ts';

test('bodies of one key follow one another in the order in which they came', async () => {
  const seen: string[] = [];
  const body = (name: string, milliseconds: number) => async (): Promise<string> => {
    seen.push(`${name} begins`);
    await wait(milliseconds);
    seen.push(`${name} ends`);
    return name;
  };
  const results = await Promise.all([inTurn('a', body('first', 30)), inTurn('a', body('second', 1))]);
  expect(results).toEqual(['first', 'second']);
  expect(seen).toEqual(['first begins', 'first ends', 'second begins', 'second ends']);
});

test('bodies of different keys do not wait for each other', async () => {
  let release: () => void = () => undefined;
  const slow = inTurn('a', () => new Promise<void>((resolve) => (release = resolve)));
  expect(await inTurn('b', async () => 'through')).toBe('through');
  release();
  await slow;
});

test('a body that fails tells its own caller, and lets the next one in', async () => {
  const failing = inTurn('a', async () => {
    throw new Error('no');
  });
  const next = inTurn('a', async () => 'yes');
  await expect(failing).rejects.toThrow('no');
  expect(await next).toBe('yes');
});
