// The tool's pages as people use them, found by roles and labels: policy, mapping, welcome, threads.
import type { Frame, Page } from 'playwright-core';

/** A page of the tool: in the LMS' frame, or in a window of its own. */
export type Place = Frame | Page;

/** Waits for a page's heading; where another page came, it says which. */
export async function heading(place: Place, name: string | RegExp): Promise<void> {
  const expected = place.getByRole('heading', { level: 1, name, exact: true });
  await expected.waitFor().catch(async (cause: Error) => {
    const shown = (await place.locator('main').textContent({ timeout: 1000 }))?.replaceAll(/\s+/g, ' ');
    throw new Error(`No heading ${name} at ${place.url()}, but: ${shown?.slice(0, 600)}`, { cause });
  });
}

/** Follows a link or presses a button by its name. */
export const follow = (place: Place, name: string | RegExp) => place.getByRole('link', { name }).first().click();
export const press = (place: Place, name: string | RegExp) => place.getByRole('button', { name }).first().click();

/** The administrator's page: what is ticked, who is the lead. */
export async function decidePolicy(
  place: Place,
  { outsiders = true, leads = [] as string[], tell = '' } = {},
): Promise<void> {
  await heading(place, 'What this school decides');
  await place.getByLabel(/^Staff may invite people from outside/).setChecked(outsiders);
  for (const lead of leads) await place.getByRole('checkbox', { name: lead }).check();
  if (tell) await place.getByLabel('Whom to tell when something feels wrong').fill(tell);
  await press(place, 'Save');
  await place.getByText('Saved. It holds from now on.').waitFor();
}

/** Starts a new community for the course of the mapping page. */
export async function startCommunity(
  place: Place,
  { name, template, subject }: { name: string; template: string; subject?: string },
): Promise<void> {
  await heading(place, /^Where does .+ belong\?$/);
  await place.getByRole('radio', { name: 'Start a new one' }).check();
  await place.getByLabel('Template').selectOption(template);
  await place.getByLabel('Name', { exact: true }).fill(name);
  if (subject) await place.getByLabel(/^Or a new subject/).fill(subject);
  await press(place, /^Link /);
  await heading(place, name);
}

/** Chooses how to be called on the first page of a community. */
export async function enter(place: Place, community: string, name: RegExp): Promise<void> {
  await heading(place, `Hello. This is ${community}.`);
  await place.getByRole('radio', { name }).check();
  await press(place, 'Come in');
  await heading(place, community);
}

/** Asks a question from the community's home; `wish` asks staff to let people from outside help. */
export async function ask(
  place: Place,
  question: { title: string; text: string; wish?: string; with?: string },
): Promise<void> {
  await place.getByRole('textbox', { name: 'Your question' }).fill(question.title);
  await press(place, 'Ask');
  await heading(place, 'Ask or discuss');
  await place.getByLabel(/^Tell more/).fill(question.text);
  for (const outsiders of [question.wish, question.with]) {
    if (outsiders) await place.getByRole('checkbox', { name: outsiders }).check();
  }
  await press(place, 'Send it');
  await heading(place, question.title);
  await place.getByText('It is there now. Others can answer.').waitFor();
}

/** Opens a thread from the list of threads. */
export async function openThread(place: Place, title: string): Promise<void> {
  await follow(place, 'Threads');
  await heading(place, 'Threads');
  await follow(place, title);
  await heading(place, title);
}

/** Writes a reply and waits for what becomes of it. */
export async function reply(place: Place, text: string, news = 'Your reply is there now.'): Promise<void> {
  await place.getByLabel('Your reply').fill(text);
  await press(place, 'Reply');
  await place.getByText(news).waitFor();
  await place.getByText(text).waitFor();
}

/** The post that contains a text. */
export const post = (place: Place, text: string) => place.getByRole('article').filter({ hasText: text }).last();

/** Goes to a page of the school as a whole, by the school's name above every page. */
export async function openSchool(place: Place, tab: string, title = tab): Promise<void> {
  await follow(place, 'Alder Lane School');
  await heading(place, 'Alder Lane School');
  await follow(place, tab);
  await heading(place, title);
}
