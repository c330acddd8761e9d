// The tool's pages as people use them, found by roles and labels: policy, mapping, welcome, threads.
import type { Frame, Page } from 'playwright-core';

/** A page of the tool: in the LMS' frame, or in a window of its own. */
export type Place = Frame | Page;

/** Waits for a page's heading. */
export const heading = (place: Place, name: string | RegExp) =>
  place.getByRole('heading', { level: 1, name }).waitFor();

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
