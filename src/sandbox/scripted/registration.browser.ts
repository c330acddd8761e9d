// A dynamic registration without a screen: opens the tool's registration page and presses the button it may show.

import type { Platform } from '../platform.ts';
import { registrationAddress } from '../protocol/registration.service.ts';
import type { Tool } from '../protocol/tools.ts';
import { createBrowser, type Shown } from './browser.ts';

/** How a registration ended: the tool that was registered, if any, and the page that the tool showed last. */
export interface RegistrationResult {
  tool: Tool | undefined;
  page: Shown;
}

const attribute = (tag: string, name: string) =>
  new RegExp(`\\b${name}=("([^"]*)"|'([^']*)'|([^\\s>]+))`, 'i')
    .exec(tag)
    ?.slice(2)
    .find((part) => part !== undefined);

const plain = (text: string) =>
  text.replaceAll('&amp;', '&').replaceAll('&#34;', '"').replaceAll('&quot;', '"').replaceAll('&#39;', "'");

/** Reads the first form of a page that is posted: its address and the fields that are filled in already. */
function readForm(page: Shown): { action: string; fields: Record<string, string> } | undefined {
  const found = /<form\b[^>]*\bmethod=["']?post["']?[^>]*>([\s\S]*?)<\/form>/i.exec(page.text);
  if (!found) return undefined;
  const inputs = [...(found[1] ?? '').matchAll(/<(?:input|button)\b[^>]*>/gi)].map(([tag]) => tag);
  const fields = inputs.flatMap((tag) => {
    const name = attribute(tag, 'name');
    return name ? [[name, plain(attribute(tag, 'value') ?? '')]] : [];
  });
  const action = plain(attribute(found[0].slice(0, found[0].indexOf('>') + 1), 'action') ?? page.url);
  return { action: new URL(action, page.url).href, fields: Object.fromEntries(fields) };
}

/** Opens the registration address that a tool gave out, as the platform's page does in a frame. */
export async function runRegistration(platform: Platform, registrationUrl: string): Promise<RegistrationResult> {
  const before = new Set(platform.tools.list());
  const registered = () => platform.tools.list().find((tool) => !before.has(tool));
  const browser = createBrowser(platform);
  const from = platform.place().url;
  let page = await browser.get(registrationAddress(platform, registrationUrl), { from, frame: true });
  const form = registered() ? undefined : readForm(page);
  if (form && page.status < 400) page = await browser.post(form.action, form.fields, { from: page.url, frame: true });
  return { tool: registered(), page };
}
