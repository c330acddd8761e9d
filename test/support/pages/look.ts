// What each station of a journey is held to, once: WCAG, no sideways scrolling at 320 px, and a picture for people.
import type { Frame, Page } from 'playwright-core';
import { expectAccessible, expectNoSidewaysScroll, screenshots } from '../page-checks.ts';

/** Looks at a page, or at one frame of it, as a reviewer would. */
export async function look(place: Page | Frame, name: string): Promise<void> {
  await place.waitForLoadState();
  await screenshots(place, name);
  await expectAccessible(place);
  await expectNoSidewaysScroll(place);
}
