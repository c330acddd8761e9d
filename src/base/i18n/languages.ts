// Which languages there are and which one a person gets: the chosen one, else the launch's, else the browser's.

/** The languages that every text of Perennial exists in; the first one stands in where nothing fits. */
export const LANGUAGES = ['en', 'de'] as const;

/** The code of a language that Perennial speaks. */
export type Language = (typeof LANGUAGES)[number];

const RIGHT_TO_LEFT = new Set(['ar', 'fa', 'he', 'ur']);

/** Whether a language is written from left to right or from right to left. */
export function directionOf(language: string): 'ltr' | 'rtl' {
  return RIGHT_TO_LEFT.has(language) ? 'rtl' : 'ltr';
}

/** What a person's language can be read from: own choice, the launch's locale (BCP 47), the Accept-Language header. */
export interface LanguageWishes {
  chosen?: string | undefined;
  launch?: string | undefined;
  acceptLanguage?: string | undefined;
}

/** The first of the wishes that names a language we speak, else English. */
export function pickLanguage(wishes: LanguageWishes): Language {
  const wanted = [wishes.chosen, wishes.launch, ...acceptedLanguages(wishes.acceptLanguage ?? '')];
  for (const wish of wanted) {
    const found = spoken(wish);
    if (found) return found;
  }
  return LANGUAGES[0];
}

function spoken(tag: string | undefined): Language | undefined {
  const primary = tag?.trim().toLowerCase().split(/[-_]/)[0];
  return LANGUAGES.find((language) => language === primary);
}

function acceptedLanguages(header: string): string[] {
  return header
    .slice(0, 500)
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.trim().split(';');
      const quality = parameters.map((each) => each.trim()).find((each) => each.startsWith('q='));
      return { tag, weight: quality ? Number(quality.slice(2)) : 1 };
    })
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight)
    .map(({ tag }) => tag);
}
