// Holds rendered HTML to the standard and to our own rules: no inline style and no inline script, which the content
// security policy would refuse.
import { type ConfigData, HtmlValidate, type Message, StaticConfigLoader } from 'html-validate';
import { expect } from 'vitest';

const RULES = {
  'no-inline-style': 'error',
  'input-missing-label': 'error',
  // Checkboxes that belong together share a name as radio buttons do.
  'form-dup-name': ['error', { shared: ['radio', 'checkbox', 'button', 'reset', 'submit'] }],
  // Tables that become a list on narrow screens lose their meaning for screen readers unless their roles are spelled out.
  'no-redundant-role': 'off',
  // Matters of form, not of meaning: whitespace comes from the templates.
  'no-trailing-whitespace': 'off',
  'long-title': 'off',
  'tel-non-breaking': 'off',
  // Everything comes from our own origin.
  'require-sri': 'off',
} satisfies ConfigData['rules'];

const validators = {
  document: validator(['html-validate:recommended', 'html-validate:document']),
  fragment: validator(['html-validate:recommended']),
};

const INLINE_SCRIPT = /<script\b(?![^>]*\bsrc=)(?![^>]*\btype="application\/(?:ld\+)?json")[^>]*>/gi;
const INLINE_HANDLER = /<[a-z][^<>]*\son[a-z]+\s*=[^<>]*>/gi;

/** Fails with line, element and rule for everything that is wrong in a page or in a fragment of one. */
export async function expectValidHtml(html: string): Promise<void> {
  expect(await problemsOf(html)).toEqual([]);
}

/** Lists what is wrong in a page or a fragment, one line each. */
export async function problemsOf(html: string): Promise<string[]> {
  const kind = /^\s*(?:<!--.*?-->\s*)*<!doctype/is.test(html) ? 'document' : 'fragment';
  const { results } = await validators[kind].validateString(html);
  const lines = html.split('\n');
  return [
    ...results.flatMap(({ messages }) => messages.map((message) => describeMessage(message, lines))),
    ...(html.match(INLINE_SCRIPT) ?? []).map((found) => `no-inline-script: ${found}`),
    ...(html.match(INLINE_HANDLER) ?? []).map((found) => `no-inline-handler: ${found}`),
  ];
}

function validator(presets: string[]): HtmlValidate {
  return new HtmlValidate(new StaticConfigLoader({ extends: presets, rules: RULES }));
}

function describeMessage({ line, message, ruleId }: Message, lines: string[]): string {
  return `${line}: ${ruleId}: ${message}: ${lines[line - 1]?.trim().slice(0, 160)}`;
}
