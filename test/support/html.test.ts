// The check of rendered HTML finds what it should and lets good pages pass.
import { describe, expect, it } from 'vitest';
import { expectValidHtml, problemsOf } from './html.ts';

const page = (body: string) => `<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <title>Physics · Perennial</title>
</head>
<body><main><h1>Physics</h1>${body}</main></body>
</html>
`;

describe('the check of rendered HTML', () => {
  it('lets a good page and a good fragment pass', async () => {
    await expectValidHtml(page('<p>Waves &amp; light</p>'));
    await expectValidHtml('<p>Waves</p>');
  });

  it('lets a table spell out its roles', async () => {
    const row = '<tr role="row"><th role="columnheader" scope="col">A</th></tr>';
    await expectValidHtml(`<table role="table"><thead role="rowgroup">${row}</thead></table>`);
  });

  it.each([
    ['no-inline-style', page('<p style="color: red">Red</p>')],
    ['no-inline-script', page('<script>alert(1)</script>')],
    ['no-inline-handler', page('<button type="button" onclick="go()">Go</button>')],
    ['close-order', page('<p><b>Bold</p></b>')],
    ['no-dup-id', page('<p id="a">A</p><p id="a">B</p>')],
    ['element-permitted-content', page('<ul><p>No item</p></ul>')],
    ['no-implicit-button-type', page('<form action="/x" method="post"><button>Go</button></form>')],
    ['input-missing-label', '<input type="text" name="a">'],
  ])('finds %s', async (rule, html) => {
    expect((await problemsOf(html)).join('\n')).toContain(`${rule}: `);
  });
});
