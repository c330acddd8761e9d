// A real browser for the journeys: the system's Chromium with a new, empty profile, in three kinds of how it treats the
// cookies of a tool inside an LMS' frame. Without a Chromium the journeys are skipped, and the reason is printed.
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, type BrowserContextOptions, chromium } from 'playwright-core';
import { describe } from 'vitest';
import { findChromium } from '../../scripts/chromium.mjs';

/**
 * How the browser treats cookies in a frame of another site. `allowed`: keeps all. `blocked`: Chromium's setting
 * "block third-party cookies", which keeps partitioned ones. `refused`: keeps none, as Safari does.
 */
export type FrameCookies = 'allowed' | 'blocked' | 'refused';

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

// Pairs of "whose cookies, under which site" that keep no cookie at all: our two hosts in either role.
const REFUSED = {
  '127.0.0.1,[*.]localhost': { setting: 2 },
  '[*.]localhost,127.0.0.1': { setting: 2 },
};

const PROFILES: Record<FrameCookies, object> = {
  allowed: { cookie_controls_mode: 0 },
  blocked: { cookie_controls_mode: 1 },
  refused: { cookie_controls_mode: 1, content_settings: { exceptions: { cookies: REFUSED } } },
};

const executablePath = findChromium();
if (!executablePath) {
  process.stderr.write('Browser tests are skipped: there is no Chromium (on PATH, or named by CHROMIUM).\n');
}

/** Like describe, for tests that need a real browser; skipped where there is none. */
export const describeInBrowser = describe.skipIf(!executablePath);

/** Starts a browser whose profile is new and is removed when it closes. The LMS and the tool must be on two hosts. */
export async function launchBrowser({
  cookies = 'allowed',
  ...options
}: { cookies?: FrameCookies } & BrowserContextOptions = {}): Promise<BrowserContext> {
  const profile = mkdtempSync(join(tmpdir(), 'perennial-browser-'));
  mkdirSync(join(profile, 'Default'));
  writeFileSync(join(profile, 'Default', 'Preferences'), JSON.stringify({ profile: PROFILES[cookies] }));
  // Chromium may still write for a moment after it has closed.
  const remove = () => rm(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  try {
    const context = await chromium.launchPersistentContext(profile, {
      executablePath,
      headless: true,
      args: ARGUMENTS,
      locale: 'en-GB',
      reducedMotion: 'reduce',
      viewport: { width: 1280, height: 800 },
      ...options,
    });
    context.setDefaultTimeout(10_000);
    const close = context.close.bind(context);
    context.close = (reason) => close(reason).then(remove);
    return context;
  } catch (error) {
    await remove();
    throw error;
  }
}
