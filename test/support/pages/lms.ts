// The sandbox LMS as a person uses it: chooses a course, signs in as somebody, opens the tool in its frame, moves time.
import type { Frame, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { TestTool } from '../tool.ts';

export type Lms = ReturnType<typeof createLms>;

/** The pages of the sandbox LMS in a browser's page. */
export function createLms(page: Page, { sandbox, lmsUrl, toolUrl }: TestTool) {
  const frameElement = () => page.getByTitle(/^Perennial: /);

  /** The frame of the tool, wherever its launch is. */
  async function rawFrame(): Promise<Frame> {
    const frame = await (await frameElement().elementHandle())?.contentFrame();
    if (!frame) throw new Error('The course shows no tool');
    return frame;
  }

  /** The frame of the tool, once it is through with the launch. */
  async function toolFrame(): Promise<Frame> {
    const frame = await rawFrame();
    const arrived = (url: URL): boolean => url.origin === toolUrl && !url.pathname.startsWith('/lti/');
    await frame.waitForURL(arrived).catch(async (error: Error) => {
      const shown = await frame.locator('main').textContent({ timeout: 1000 });
      throw new Error(`The launch ended at ${frame.url()}: ${shown}`, { cause: error });
    });
    return frame;
  }

  /** Opens the list of a course's people: a page with "Launch as", but without the tool. */
  const openPeople = (course: string) => page.goto(`${lmsUrl}/courses/${sandbox.school.course(course).number}/people`);

  /** Signs in as somebody beside a course; its page opens, and the tool in it. */
  async function signIn(person: string, course: string): Promise<void> {
    await page.bringToFront();
    await openPeople(course);
    const people = page.getByRole('form', { name: /^(Launch as|Starten als)$/ });
    const more = people.getByText(/^\d+ (more|weitere) /);
    const button = people.getByRole('button', { name: person, exact: true });
    if (!(await button.isVisible()) && (await more.isVisible())) await more.click();
    await button.click();
    await page.waitForURL(`${lmsUrl}/courses/${sandbox.school.course(course).number}`);
  }

  return {
    page,
    /** The LMS' first page. */
    open: () => page.goto(lmsUrl),
    openPeople,
    signIn,
    /** Chooses the language of the LMS, and waits until the page has come in it. */
    async speak(language: 'English' | 'Deutsch'): Promise<void> {
      await page.getByRole('button', { name: language }).press('Enter');
      await page.locator(`html[lang=${language === 'English' ? 'en' : 'de'}]`).waitFor();
    },
    toolFrame,
    rawFrame,
    /** Opens the tool in a course as somebody, and returns its frame. */
    async launch(person: string, course: string): Promise<Frame> {
      await signIn(person, course);
      return toolFrame();
    },
    /** Pastes a registration address, adds the tool and activates it. */
    async connect(registrationUrl: string): Promise<void> {
      await page.getByRole('link', { name: 'Connected tools' }).click();
      await page.getByLabel('Paste the registration URL').fill(registrationUrl);
      await page.getByRole('button', { name: 'Add tool' }).click();
      await page.getByRole('button', { name: 'Activate Perennial' }).click();
      await page.getByText('The tool is active.').waitFor();
    },
    /** Presses a button of the time machine and waits until the tool's clock has followed. */
    async travel(button: string, news: string): Promise<void> {
      // The same news may stand there from the time before: only the answer tells that this step is done.
      const done = page.waitForResponse((response) => response.request().method() === 'POST');
      await page.getByRole('button', { name: button }).click();
      await done;
      await page.getByText(news).waitFor();
    },
    /** Takes somebody out of a course. */
    async takeOut(person: string, course: string): Promise<void> {
      await openPeople(course);
      const row = page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: person, exact: true }) });
      await row.getByRole('button', { name: 'Take out' }).click();
      await page.getByText('The roster is changed.').waitFor();
      expect(await row.count()).toBe(0);
    },
  };
}
