// Whatever a correctly signed message holds, and whatever a form holds: it is let in or refused, never a failure.
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Browser, registerPlatform, validClaims } from './browser.ts';
import { startPlatform, type TestPlatform } from './platform.ts';
import { startTool, type TestTool } from './tool.ts';

let tool: TestTool;
let platform: TestPlatform;

beforeAll(async () => {
  [tool, platform] = await Promise.all([startTool(), startPlatform()]);
  await registerPlatform(tool, platform);
});
afterAll(() => Promise.all([tool.close(), platform.close()]));

const RUNS = { numRuns: 60 };
const names = () => Object.keys(validClaims(platform, tool.url, { nonce: '', azp: null, locale: 'en' }));

test('odd values in the claims', async () => {
  const change = fc.tuple(fc.nat(), fc.jsonValue({ maxDepth: 2 }));
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), async (changes) => {
      const known = names();
      const claims = Object.fromEntries(changes.map(([at, value]) => [known[at % known.length], value]));
      const shown = await new Browser(tool).open(platform, claims);
      expect(shown.status === 302 || (shown.status >= 400 && shown.status < 500 && shown.code !== undefined)).toBe(
        true,
      );
    }),
    RUNS,
  );
  expect(tool.failures).toEqual([]);
});

test('odd forms', async () => {
  const field = fc.tuple(
    fc.constantFrom(
      'state',
      'id_token',
      'error',
      'iss',
      'login_hint',
      'target_link_uri',
      'client_id',
      '__proto__',
      'x',
    ),
    fc.string({ unit: 'binary', maxLength: 60 }),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('/lti/login', '/lti/launch'),
      fc.array(field, { maxLength: 6 }),
      async (path, fields) => {
        const shown = await new Browser(tool).send(path, { form: new URLSearchParams(fields) });
        expect(shown.status).toBeGreaterThanOrEqual(400);
        expect(shown.status).toBeLessThan(500);
        expect(shown.code).toBeDefined();
      },
    ),
    RUNS,
  );
  expect(tool.failures).toEqual([]);
});
