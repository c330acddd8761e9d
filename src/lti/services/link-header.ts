// Finds the next page in a Link header, also in the forms that platforms really send: curly quotes, `&amp;`, no quotes.
// https://www.rfc-editor.org/rfc/rfc8288#section-3

const LINK = /<([^>]*)>([^<]*)/g;
const RELATION = /;\s*rel\s*=\s*(?:["'“”„‟″]([^"'“”„‟″]*)["'“”„‟″]|([^\s;,]+))/i;

/** The address with the given relation in a Link header, resolved against the page's own address. */
export function findLink(header: string | undefined, relation: string, base: string): URL | undefined {
  for (const [, address = '', parameters = ''] of (header ?? '').matchAll(LINK)) {
    const found = RELATION.exec(parameters);
    const relations = (found?.[1] ?? found?.[2] ?? '').toLowerCase().split(/\s+/);
    const target = address.trim().replaceAll('&amp;', '&');
    if (relations.includes(relation) && URL.canParse(target, base)) return new URL(target, base);
  }
  return undefined;
}
