// A context is on while a body that uses it runs, and off afterwards; bodies side by side do not switch it off under
// each other.
import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { whileUsed } from './context.ts';

const inside = (context: AsyncLocalStorage<string>, name: string, milliseconds: number) => () =>
  context.run(name, async () => {
    await wait(milliseconds);
    return context.getStore();
  });

test('bodies side by side keep their context until the last has ended', async () => {
  const context = new AsyncLocalStorage<string>();
  const disable = vi.spyOn(context, 'disable');
  const long = whileUsed(context, inside(context, 'long', 40));
  expect(await whileUsed(context, inside(context, 'short', 5))).toBe('short');
  expect(disable).not.toHaveBeenCalled();
  expect(await long).toBe('long');
  expect(disable).toHaveBeenCalledTimes(1);
  expect(await whileUsed(context, inside(context, 'again', 5))).toBe('again');
});

test('a body that fails ends its use as well', async () => {
  const context = new AsyncLocalStorage<string>();
  const disable = vi.spyOn(context, 'disable');
  const failing = whileUsed(context, async () => {
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  expect(disable).toHaveBeenCalledTimes(1);
});
