// The smallest pieces of HTML that templates put inside a line: an icon, a sign, a badge, a time.
import type { Translator } from '../i18n/index.ts';

/** What a person is in a community; the shape of sign, badge and post follows it. */
export type Band = 'pupil' | 'adult' | 'staff' | 'guest' | 'alumnus';

const UNSAFE = /[&<>"']/;
const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&#34;', "'": '&#39;' };
const POINTING = new Set(['arrow', 'open']);

/** Text made safe to stand in HTML, also inside an attribute. */
export function escapeHtml(text: string): string {
  return UNSAFE.test(text) ? text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign) : text;
}

/** The functions icon, sign and badge of templates, for one language. */
export function createPieces(t: Translator, asset: (path: string) => string) {
  return {
    /** An icon of public/icons.svg; always with words beside it. Icons that point turn round in right-to-left text. */
    icon: (name: string): string =>
      `<svg class="icon${POINTING.has(name) ? ' flip' : ''}" aria-hidden="true"><use href="${asset('icons.svg')}#${name}"/></svg>`,
    /** Initials, or a number of people, in the shape of their band. */
    sign: (sign: { band: Band; text: string }): string =>
      `<span class="sign" data-band="${shapeOf(sign.band)}" aria-hidden="true">${escapeHtml(sign.text)}</span>`,
    /** The word for a band in its shape. */
    badge: (badge: { band: Band }): string =>
      `<span class="badge" data-band="${shapeOf(badge.band)}">${escapeHtml(t(`common:band.${badge.band}`))}</span>`,
  };
}

/** Adult learners look like pupils: both are leaves. */
export const shapeOf = (band: Band): Exclude<Band, 'adult'> => (band === 'adult' ? 'pupil' : band);

/** One or two letters for a sign, from the name that is shown: "Ms Adeyemi" gives "A", "Mira K." gives "MK". */
export function initialsOf(name: string): string {
  const letters = name
    .replace(/^(dr|mr|mrs|ms|mx|prof|frau|herr)\.?\s+/i, '')
    .split(/[\s-]+/)
    .map((part) => [...part].find((sign) => /[\p{L}\p{N}]/u.test(sign)))
    .filter((letter) => letter !== undefined);
  const [first = '?', ...rest] = letters;
  return (first + (rest.at(-1) ?? '')).toLocaleUpperCase();
}
