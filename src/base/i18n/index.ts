// The words that people see. They lie in locales/<language>/<feature>.json and are read once, when this file is loaded;
// t('common:form.errors', { count: 3 }) finds one, in the right plural form.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { createInstance, type ResourceLanguage } from 'i18next';
import { ROOT } from '../root.ts';
import { LANGUAGES, type Language } from './languages.ts';

export { directionOf, LANGUAGES, type Language, type LanguageWishes, pickLanguage } from './languages.ts';

/** Gives the words for a key `feature:path.to.key`, with its values filled in; `count` chooses the plural form. */
export type Translator = (key: string, values?: Record<string, unknown>) => string;

const FOLDER = join(ROOT, 'locales');

/** All texts of one language by feature (the name of the file). */
export function readLocale(language: Language): ResourceLanguage {
  const files = readdirSync(join(FOLDER, language)).filter((file) => file.endsWith('.json'));
  return Object.fromEntries(
    files.map((file) => [basename(file, '.json'), JSON.parse(readFileSync(join(FOLDER, language, file), 'utf8'))]),
  );
}

const resources = Object.fromEntries(LANGUAGES.map((language) => [language, readLocale(language)]));
const words = createInstance();
await words.init({
  resources,
  supportedLngs: [...LANGUAGES],
  fallbackLng: LANGUAGES[0],
  ns: Object.keys(resources[LANGUAGES[0]] ?? {}),
  defaultNS: 'common',
  interpolation: { escapeValue: false },
});
const translators = new Map<string, Translator>();

/** The translator of one language; the same function at every call. */
export function translator(language: Language): Translator {
  let found = translators.get(language);
  if (!found) {
    const fixed = words.getFixedT(language);
    const plain = new Map<string, string>();
    const withoutValues = (key: string): string => {
      const known = plain.get(key) ?? fixed(key);
      plain.set(key, known);
      return known;
    };
    found = (key, values) => (values ? fixed(key, values) : withoutValues(key));
    translators.set(language, found);
  }
  return found;
}
