// Every launch that must be let in is let in, and says what it should about the person.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Browser, registerPlatform } from './browser.ts';
import { NINE_GOOD, ODD_GOOD } from './good-launches.ts';
import { startPlatform, type TestPlatform } from './platform.ts';
import { startTool, type TestTool } from './tool.ts';

let tool: TestTool;
let platform: TestPlatform;

beforeAll(async () => {
  [tool, platform] = await Promise.all([startTool(), startPlatform()]);
  await registerPlatform(tool, platform);
});
afterAll(() => Promise.all([tool.close(), platform.close()]));

async function launch(claims: Record<string, unknown>) {
  const before = tool.launches.length;
  const shown = await new Browser(tool).open(platform, claims);
  expect(shown).toMatchObject({ status: 302, location: '/home', code: undefined });
  expect(tool.launches).toHaveLength(before + 1);
  return tool.launches.at(-1);
}

describe.each(['Instructor', 'Learner'] as const)('the nine valid launches of the certification, as %s', (role) => {
  test.each(NINE_GOOD)('$name', async ({ claims, noRole }) => {
    const given = claims(role);
    const found = await launch(given);
    const staff = role === 'Instructor' && !noRole;
    expect(found?.roles).toMatchObject({ staff, learner: role === 'Learner' && !noRole, administrator: false });
    expect(found?.email).toBe('email' in given ? given.email : 'ada@school.example');
    expect(found?.name?.full).toBe('name' in given ? undefined : 'Ada Lovelace');
  });
});

describe('what real platforms send', () => {
  test.each(ODD_GOOD)('$name', async ({ claims }) => {
    await launch(claims);
  });
});

test('ltijs has the version that the kernel was made for', async () => {
  const { createRequire } = await import('node:module');
  expect(createRequire(import.meta.url)('ltijs/package.json').version).toBe('5.9.9');
});
