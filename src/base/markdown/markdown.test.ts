import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { excerpt, LONGEST, renderMarkdown } from './index.ts';

const marks = { newTab: '(opens in a new tab)', icon: '<svg></svg>' };
const html = (source: string) => renderMarkdown(source, marks);

describe('renderMarkdown', () => {
  it('renders what people need: paragraphs, emphasis, lists, quotes, code', () => {
    expect(html('Both got *dim*.\nWhy?')).toBe('<p>Both got <em>dim</em>.<br />\nWhy?</p>\n');
    expect(html('- one\n- two')).toContain('<ul>\n<li>one</li>\n<li>two</li>\n</ul>');
    expect(html('3. three')).toContain('<ol start="3">');
    expect(html('> said\n\n~~old~~ `x < 1`')).toContain('<s>old</s> <code>x &lt; 1</code>');
  });

  it('leaves the outline of the page alone: headings become bold lines', () => {
    expect(html('# Look here')).toBe('<p><strong>Look here</strong></p>\n');
  });

  it('marks links and opens them safely in a new tab', () => {
    expect(html('[ammeter](https://example.org/a?b=1&c=2)')).toBe(
      '<p><a href="https://example.org/a?b=1&amp;c=2" rel="noopener noreferrer" target="_blank">ammeter <svg></svg>' +
        '<span class="hide">(opens in a new tab)</span></a></p>\n',
    );
    expect(html('see https://example.org/x now')).toContain('href="https://example.org/x"');
    expect(html('write to mira@example.org or example.org')).not.toContain('<a');
  });

  it('loads nothing from elsewhere', () => {
    const picture = html('![pixel](https://evil.example/p.png) <img src=https://evil.example/p.png>');
    expect(picture).not.toContain('<img');
    expect(html('<iframe src="https://evil.example"></iframe><video src=x>')).not.toMatch(/<(iframe|video)/);
  });

  it.each([
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '<svg><script>alert(1)</script></svg>',
    '<a href="javascript:alert(1)">x</a>',
    '<p style="position:fixed">x</p><form action=/x><button>',
    '```"><script>alert(1)</script>\nx\n```',
    '`</code><script>alert(1)</script>`',
    '[x](https://a.example/"onmouseover="alert(1))',
    '<https://a.example/"onmouseover="alert(1)>',
    '&lt;script&gt;alert(1)&lt;/script&gt;',
    '[x](https://a.example "\\"><img src=x onerror=alert(1)>")',
    '<!-- --><math><mi//xlink:href="data:x,<script>alert(1)</script>">',
  ])('lets no markup of its own through: %s', (source) => {
    expectOnlyAllowed(html(source));
  });

  it.each([
    '[x](javascript:alert(1))',
    '[x](JaVaScRiPt:alert(1))',
    '[x](java&#10;script:alert(1))',
    '[x](&#106;avascript:alert(1))',
    '[x](data:text/html;base64,PHNjcmlwdD4=)',
    '[x](vbscript:x)',
    '[x](//evil.example)',
    '[x](/sign-out)',
    '[x](mailto:tom@example.org)',
    '<javascript:alert(1)>',
  ])('makes no link of %s', (source) => {
    expect(html(source)).not.toContain('href');
  });

  it('stays safe whatever is written', () => {
    const piece = fc.constantFrom(
      '<',
      '>',
      '"',
      "'",
      '[',
      '](',
      ')',
      'javascript:',
      'http://a',
      '&#x3c;',
      '`',
      '*',
      '\n',
      '!',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string({ maxLength: 5 })), { maxLength: 40 }), (pieces) => {
        expectOnlyAllowed(html(pieces.join('')));
      }),
    );
  });

  it('cuts what is far too long and copes with deep nesting', () => {
    expect(html('a'.repeat(LONGEST + 5)).length).toBe(LONGEST + '<p></p>\n'.length);
    expectOnlyAllowed(html('['.repeat(LONGEST)));
    expectOnlyAllowed(html('>'.repeat(LONGEST)));
    expectOnlyAllowed(html('*_'.repeat(LONGEST / 2)));
  });

  it('shows a text of nothing but signs as it stands, because parsing it would hold everybody up', () => {
    expect(html(`${'~~a'.repeat(501)}\n<b>`)).toBe(`<p>${'~~a'.repeat(501)}<br />\n&lt;b&gt;</p>\n`);
    expect(html(`${'word '.repeat(300)}*so*`)).toContain('<em>so</em>');
    expect(excerpt(`<b> & "a" ${'*'.repeat(1001)}`, 11)).toBe('<b> & "a"…');
  });
});

describe('excerpt', () => {
  it('gives the words in one line', () => {
    expect(excerpt('# Title\n\n*Both* got `dim` & <b>old</b>:\n\n- one')).toBe('Title Both got dim & <b>old</b>: one');
  });

  it('cuts at a word and says so', () => {
    expect(excerpt('one two three four', 12)).toBe('one two…');
    expect(excerpt('abcdefghijklmnop', 10)).toBe('abcdefghi…');
  });
});

/** Every tag in the HTML is one of ours, with no attributes but those of a link. */
function expectOnlyAllowed(output: string): void {
  for (const tag of output.replaceAll('<svg></svg>', '').match(/<[^>]*>/g) ?? []) {
    expect(tag).toMatch(
      /^<\/?(p|br|em|strong|s|code|pre|blockquote|ul|ol|li|hr|a)( \/)?>$|^<ol start="\d+">$|^<a href="https?:[^"<>]*" rel="noopener noreferrer" target="_blank">$|^<span class="hide">$|^<\/span>$/,
    );
  }
}
