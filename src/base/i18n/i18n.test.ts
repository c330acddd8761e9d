import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../root.ts';
import { directionOf, LANGUAGES, pickLanguage, readLocale, translator } from './index.ts';

const PLURAL = /_(zero|one|two|few|many|other)$/;

describe('pickLanguage', () => {
  it('takes the person’s choice, then the launch’s, then the browser’s, then English', () => {
    expect(pickLanguage({ chosen: 'de', launch: 'en' })).toBe('de');
    expect(pickLanguage({ chosen: 'xx', launch: 'de-CH' })).toBe('de');
    expect(pickLanguage({ launch: 'de_DE' })).toBe('de');
    expect(pickLanguage({ launch: 'sl', acceptLanguage: 'fr;q=0.9, en;q=0.2, de;q=0.5' })).toBe('de');
    expect(pickLanguage({ acceptLanguage: 'de;q=0, *' })).toBe('en');
    expect(pickLanguage({})).toBe('en');
  });
});

describe('translator', () => {
  it('fills in values and chooses the plural form, without escaping', () => {
    expect(translator('en')('common:form.errors', { count: 1 })).toBe('One thing to put right');
    expect(translator('de')('common:form.errors', { count: 3 })).toBe('3 Sachen stimmen noch nicht');
    expect(translator('en')('common:page.error', { title: 'A & B' })).toBe('Error: A & B');
    expect(translator('de')).toBe(translator('de'));
    expect(directionOf('de')).toBe('ltr');
  });
});

describe('the texts', () => {
  const texts = new Map(LANGUAGES.map((language) => [language, flatten(readLocale(language))]));
  const english = texts.get('en') ?? new Map<string, string>();

  it.each(LANGUAGES)('are complete in %s: the same keys, with every plural form of the language', (language) => {
    const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    const expected = [...english.keys()].flatMap((key) =>
      isPlural(english, key) ? forms.map((form) => key.replace(PLURAL, `_${form}`)) : [key],
    );
    expect([...(texts.get(language)?.keys() ?? [])].sort()).toEqual([...new Set(expected)].sort());
  });

  it.each(LANGUAGES)('name the same values in %s', (language) => {
    const wrong = [...(texts.get(language) ?? [])].filter(([key, text]) => {
      const source = english.get(key) ?? english.get(key.replace(PLURAL, '_other')) ?? '';
      const other = english.get(key.replace(PLURAL, '_other')) ?? source;
      const allowed = new Set([...namesIn(source), ...namesIn(other)]);
      const names = namesIn(text);
      return !PLURAL.test(key)
        ? String(names) !== String([...allowed].sort())
        : names.some((name) => !allowed.has(name));
    });
    expect(wrong).toEqual([]);
  });

  it.each(LANGUAGES)('are never empty in %s', (language) => {
    expect([...(texts.get(language) ?? [])].filter(([, text]) => !text.trim())).toEqual([]);
  });

  it('exist for every key that templates and code write out', () => {
    const missing = [...keysInUse()].filter(
      ([key]) =>
        !english.has(key) &&
        !english.has(`${key}_other`) &&
        ![...english.keys()].some((each) => each.startsWith(`${key}.`)),
    );
    expect(missing).toEqual([]);
  });
});

/** All texts of a language by `feature:path.to.key`. */
function flatten(tree: object, prefix = ''): Map<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([name, value]) => {
      const key = prefix === '' ? name : `${prefix}${prefix.includes(':') ? '.' : ':'}${name}`;
      return typeof value === 'string' ? [[key, value] as const] : [...flatten(value, key)];
    }),
  );
}

const isPlural = (texts: Map<string, string>, key: string): boolean =>
  PLURAL.test(key) && texts.has(key.replace(PLURAL, '_other'));

const namesIn = (text: string): string[] =>
  [...new Set([...text.matchAll(/{{\s*(\w+)/g)].map((match) => match[1] ?? ''))].sort();

/** The keys written out in t('feature:key') or as a message key, with the file that uses each. */
function keysInUse(): Map<string, string> {
  const features = Object.keys(readLocale('en')).join('|');
  const written = new RegExp(`['"\`]((?:${features}):[A-Za-z][\\w.-]*)['"\`]`, 'g');
  const found = new Map<string, string>();
  for (const folder of ['src', 'views']) {
    for (const entry of readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })) {
      if (!/\.(ts|ejs)$/.test(entry) || entry.endsWith('.test.ts')) continue;
      const source = readFileSync(join(ROOT, folder, entry), 'utf8');
      for (const match of source.matchAll(written)) found.set(match[1] ?? '', join(folder, entry));
    }
  }
  return found;
}
