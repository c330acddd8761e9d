// What every page is held to in a real browser: WCAG 2.2 AA as far as axe can tell, no sideways scrolling on a narrow
// screen, and pictures of it for people to look at when SCREENSHOTS=1.
import { join } from 'node:path';
import axe, { type AxeResults, type Result } from 'axe-core';
import type { Frame, Page } from 'playwright-core';
import { vi } from 'vitest';
import { ROOT } from '../../src/base/root.ts';

const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const SCHEMES = ['light', 'dark'] as const;

/** Fails with a readable list when axe finds something in the page or its frames, in light or dark colours. */
export async function expectAccessible(place: Page | Frame): Promise<void> {
  const page = pageOf(place);
  for (const frame of framesOf(place)) await injectAxe(frame);
  const problems: string[] = [];
  for (const colorScheme of SCHEMES) {
    await page.emulateMedia({ colorScheme });
    const options = JSON.stringify({ runOnly: { type: 'tag', values: WCAG }, resultTypes: ['violations'] });
    const { violations } = await place.evaluate<AxeResults>(`axe.run(document, ${options})`);
    problems.push(...violations.map((violation) => describeViolation(violation, colorScheme)));
  }
  await page.emulateMedia({ colorScheme: null });
  if (problems.length > 0) throw new Error(`${place.url()} is not accessible:\n\n${problems.join('\n\n')}`);
}

/** Fails when the page or one of its frames can be scrolled sideways at the width, and names what sticks out. */
export async function expectNoSidewaysScroll(place: Page | Frame, width = 320): Promise<void> {
  await atWidth(place, width, async () => {
    for (const frame of framesOf(place)) {
      const { scroll, client, culprits } = await frame.evaluate<Overflow>(FIND_OVERFLOW);
      if (scroll <= client) continue;
      throw new Error(`${frame.url()} is ${scroll} px wide where ${client} px are to be had: ${culprits.join(', ')}`);
    }
  });
}

/** Keeps pictures of the page (or of one frame alone) in three widths and two colour schemes when SCREENSHOTS=1. */
export async function screenshots(place: Page | Frame, name: string): Promise<void> {
  if (process.env.SCREENSHOTS !== '1') return;
  const page = pageOf(place);
  for (const width of [360, 640, 1280]) {
    await atWidth(place, width, async () => {
      for (const colorScheme of SCHEMES) {
        await page.emulateMedia({ colorScheme });
        const path = join(ROOT, 'test-output', 'screenshots', `${name}-${width}-${colorScheme}.png`);
        if (isPage(place)) await page.screenshot({ path, fullPage: true });
        else await (await place.frameElement()).screenshot({ path });
      }
    });
  }
  await page.emulateMedia({ colorScheme: null });
}

const isPage = (place: Page | Frame): place is Page => 'mainFrame' in place;
const pageOf = (place: Page | Frame): Page => (isPage(place) ? place : place.page());
const framesOf = (place: Page | Frame): Frame[] => (isPage(place) ? place.frames() : [place]);

/** Gives the page, or a frame of it, a width while `body` looks at it; a frame becomes as high as its content. */
async function atWidth(place: Page | Frame, width: number, body: () => Promise<void>): Promise<void> {
  if (isPage(place)) {
    const before = place.viewportSize();
    await place.setViewportSize({ width, height: before?.height ?? 800 });
    // Frames of other sites are drawn by processes of their own, a moment later.
    for (const frame of place.frames()) await frame.evaluate(DRAWN);
    try {
      return await body();
    } finally {
      if (before) await place.setViewportSize(before);
    }
  }
  const page = place.page();
  const element = await place.frameElement();
  const viewport = page.viewportSize();
  const resize = (size: object) =>
    element.evaluate((frame, sizes) => Object.assign((frame as Sized).style, sizes), size);
  const border = await element.evaluate((frame) => (frame as Sized).offsetWidth - (frame as Sized).clientWidth);
  const until = (expression: string) => vi.waitUntil(() => place.evaluate<boolean>(expression), 10_000);
  await resize({ maxWidth: 'none', width: `${width + border}px`, height: '400px' });
  await until(`innerWidth === ${width} && innerHeight === ${400 - border}`);
  const height = await place.evaluate<number>('document.documentElement.scrollHeight');
  await resize({ height: `${height + border}px` });
  await until(`innerHeight === ${height}`);
  // Only what lies within the page's own view is painted.
  await page.setViewportSize({ width: width + 400, height: height + 600 });
  await place.evaluate(DRAWN);
  try {
    await body();
  } finally {
    if (viewport) await page.setViewportSize(viewport);
    await resize({ maxWidth: '', width: '', height: '' });
  }
}

// Frames of other origins answer axe only when it is told to listen to them.
async function injectAxe(frame: Frame): Promise<void> {
  await frame.evaluate(`${axe.source};axe.configure({ allowedOrigins: ['<unsafe_all_origins>'] });`);
}

function describeViolation({ id, help, nodes, helpUrl }: Result, scheme: string): string {
  const places = nodes.slice(0, 5).map(({ target, html, failureSummary = '' }) => {
    const summary = failureSummary.replaceAll(/\s*\n\s*/g, '; ');
    return `  ${target.flat().join(' > ')}\n    ${html.slice(0, 200)}\n    ${summary}`;
  });
  const more = nodes.length > 5 ? [`  … and ${nodes.length - 5} more`] : [];
  return [`${id} (${scheme}): ${help} ${helpUrl}`, ...places, ...more].join('\n');
}

/** What of an element of the page is needed here; the page's own types are not in these tests. */
type Sized = { style: object; offsetWidth: number; clientWidth: number };

interface Overflow {
  scroll: number;
  client: number;
  culprits: string[];
}

// What is hidden is never drawn, and nobody waits for it longer than a second.
const DRAWN = `new Promise((drawn) => {
  requestAnimationFrame(() => requestAnimationFrame(drawn));
  setTimeout(drawn, 1000);
})`;

const FIND_OVERFLOW = `(() => {
  const root = document.scrollingElement ?? document.documentElement;
  const scrolls = (element) => element && element !== root && element !== document.body
    && (getComputedStyle(element).overflowX !== 'visible' || scrolls(element.parentElement));
  const culprits = [...document.body.querySelectorAll('*')]
    .filter((element) => element.getBoundingClientRect().right > root.clientWidth + 1 && !scrolls(element.parentElement))
    .slice(0, 5)
    .map((element) => [element.localName, ...element.classList].join('.'));
  return { scroll: root.scrollWidth, client: root.clientWidth, culprits };
})()`;
