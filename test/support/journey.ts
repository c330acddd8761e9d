// What journeys begin with: the tool and the sandbox LMS on two sites, and a browser that blocks third-party cookies, as
// many do.
import type { BrowserContext, Page } from 'playwright-core';
import { launchBrowser } from './browser.ts';
import { createLms, type Lms } from './pages/lms.ts';
import { startTool, type TestTool } from './tool.ts';

export interface Journey {
  tool: TestTool;
  context: BrowserContext;
  page: Page;
  lms: Lms;
  close(): Promise<void>;
}

/** Starts everything that a journey needs. */
export async function startJourney(options: Parameters<typeof startTool>[0] = {}): Promise<Journey> {
  const [tool, context] = await Promise.all([startTool(options), launchBrowser({ cookies: 'blocked' })]);
  context.setDefaultTimeout(30_000);
  const page = context.pages()[0] ?? (await context.newPage());
  const close = async () => {
    await context.close();
    await tool.close();
  };
  return { tool, context, page, lms: createLms(page, tool), close };
}
