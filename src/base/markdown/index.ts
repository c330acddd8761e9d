// What people write, made into safe HTML: a small Markdown without HTML, images or embeds. Two guards in a row: the
// parser leaves HTML as text, then a list of allowed tags removes whatever else came through.
import type MarkdownIt from 'markdown-it';
import type sanitizeHtml from 'sanitize-html';
import { later, require } from '../later.ts';

/** Longer texts are cut before parsing; forms refuse them earlier. */
export const LONGEST = 20_000;

/** What stands after the words of a link that leaves the page: hidden words and the HTML of an icon. */
export interface LinkMarks {
  newTab: string;
  icon: string;
}

const sanitize = later<typeof sanitizeHtml>(() => require('sanitize-html'));
const markdown = later(() => createParser(require('markdown-it')));

function createParser(Markdown: typeof MarkdownIt) {
  const parser = new Markdown('zero', { html: false, linkify: true, breaks: true, typographer: false, maxNesting: 20 });
  parser.enable([
    ...['blockquote', 'code', 'fence', 'list', 'heading', 'hr'],
    ...['autolink', 'backticks', 'emphasis', 'strikethrough', 'escape', 'link', 'linkify', 'newline', 'entity'],
    ...['balance_pairs', 'fragments_join'],
  ]);
  parser.linkify.set({ fuzzyEmail: false, fuzzyLink: false });
  parser.validateLink = (url) => /^https?:\/\//i.test(url.trim());
  parser.renderer.rules.heading_open = () => '<p><strong>';
  parser.renderer.rules.heading_close = () => '</strong></p>\n';
  return parser;
}

const ALLOWED: sanitizeHtml.IOptions = {
  allowedTags: [...['p', 'br', 'em', 'strong', 's', 'code', 'pre', 'blockquote', 'ul', 'ol', 'li', 'hr', 'a']],
  allowedAttributes: { a: ['href', 'rel', 'target'], ol: ['start'] },
  allowedSchemes: ['http', 'https'],
  allowProtocolRelative: false,
  disallowedTagsMode: 'discard',
  transformTags: {
    a: (_tag, { href = '' }) => ({ tagName: 'a', attribs: { href, rel: 'noopener noreferrer', target: '_blank' } }),
  },
};

// A parser's work grows with the square of the signs that could begin or end something. A text of nothing but such signs
// is no text of anybody's: it is shown as it stands, so that a thread full of them holds nobody up.
const SIGNS_OF_MARKDOWN = /[*_~[\]`<&]|:\/\//g;
const MOST_SIGNS = 1000;

function toHtml(source: string): string {
  const parser = markdown();
  const text = source.slice(0, LONGEST);
  if ((text.match(SIGNS_OF_MARKDOWN) ?? []).length <= MOST_SIGNS) return parser.render(text);
  return `<p>${parser.utils.escapeHtml(text).replaceAll('\n', '<br>\n')}</p>\n`;
}

/** Safe HTML of a Markdown text; its headings become bold lines, its links open in a new tab and say so. */
export function renderMarkdown(source: string, marks: LinkMarks): string {
  const clean = sanitize()(toHtml(source), ALLOWED);
  return clean.replaceAll('</a>', ` ${marks.icon}<span class="hide">${safe(marks.newTab)}</span></a>`);
}

/** The words of a Markdown text in one line of at most `length` characters, for lists and search. */
export function excerpt(source: string, length = 160): string {
  const html = toHtml(source).replace(/<[^>]*>/g, ' ');
  const text = plain(html).replace(/\s+/g, ' ').trim();
  const signs = [...text];
  if (signs.length <= length) return text;
  const cut = signs.slice(0, length - 1).join('');
  const gap = cut.lastIndexOf(' ');
  return `${gap > length / 2 ? cut.slice(0, gap) : cut}…`;
}

const safe = (text: string) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

const SIGNS: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"' };
const plain = (html: string) => html.replace(/&(amp|lt|gt|quot);/g, (_all, name: string) => SIGNS[name] ?? '');
