// Finds the next page in a Link header, also in the forms that platforms really send: curly quotes, `&amp;`, no quotes.
// https://www.rfc-editor.org/rfc/rfc8288#section-3

const LINK = /<([^>]*)>([^<]*)/g;
const RELATION = /;\s*rel\s*=([^;,]*)/i;
// Quotes of any kind, also curly ones whose UTF-8 bytes arrive as several characters.
const BETWEEN_WORDS = /[^\w.:/#-]+/;

/** The address with the given relation in a Link header, resolved against the page's own address. */
export function findLink(header: string | undefined, relation: string, base: string): URL | undefined {
  for (const [, address = '', parameters = ''] of (header ?? '').matchAll(LINK)) {
    const relations = (RELATION.exec(parameters)?.[1] ?? '').toLowerCase().split(BETWEEN_WORDS);
    const target = address.trim().replaceAll('&amp;', '&');
    if (relations.includes(relation) && URL.canParse(target, base)) return new URL(target, base);
  }
  return undefined;
}
