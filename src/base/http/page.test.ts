import express from 'express';
import request from 'supertest';
import { describe, expect, it } from 'vitest';
import { drawRings } from '../draw/index.ts';
import { assets } from './assets.ts';
import { type Frame, pages } from './page.ts';

const frame: Frame = {
  title: 'Physics <8b>',
  hue: 240,
  head: {
    kind: 'full',
    heading: 'Physics',
    charter: 'We want to know.',
    rings: drawRings({ id: 'physics', years: 3 }),
  },
  crumb: [{ text: 'Alder Lane School', href: '/map' }],
  tabs: { label: 'Physics', items: [{ text: 'Home', href: '/', icon: 'home', current: true }] },
  readers: { heading: 'Who can read this page', lines: [{ icon: 'staff', text: '4 staff' }] },
};
const model = { heading: '<b>No</b>', lead: 'Nothing is lost.', admin: { code: 'launch_expired', number: '7F3K' } };

function appWith(options: { status?: number; model?: object; locals?: Express.Locals; production?: boolean } = {}) {
  const production = options.production ?? true;
  const app = express();
  app.use('/assets', assets({ production }));
  app.use(pages({ production }));
  app.get('/', (_req, res) => {
    Object.assign(res.locals, options.locals);
    res.page('errors/error', frame, options.model ?? model, options.status);
  });
  return app;
}

describe('res.page', () => {
  it('puts the view into the layout, in the language that the browser asks for', async () => {
    const answer = await request(appWith()).get('/').set('Accept-Language', 'fr, de-AT;q=0.8, en;q=0.5').expect(200);
    expect(answer.text).toContain('<html lang="de" dir="ltr">');
    expect(answer.text).toContain('<title>Physics &lt;8b&gt; · Perennial</title>');
    expect(answer.text).toContain('&lt;b&gt;No&lt;/b&gt;');
    expect(answer.text).toContain('<body data-hue="240">');
    expect(answer.text).toContain('Für die Administration der Schule');
    expect(answer.headers['content-language']).toBe('de');
    expect(answer.headers['cache-control']).toBe('private, no-cache');
  });

  it('says in the title that a form was refused', async () => {
    const answer = await request(appWith({ status: 422 }))
      .get('/')
      .expect(422);
    expect(answer.text).toContain('<title>Error: Physics &lt;8b&gt; · Perennial</title>');
  });

  it('shows the menu and the way back to the course when there are any, with the token in forms', async () => {
    const locals: Express.Locals = {
      csrf: 'token-1',
      returnTo: { text: 'Back to 8b', href: 'https://lms.example/8b' },
      user: { name: 'Jonas P.', links: [{ text: 'Sign out', href: '/sign-out', post: true }] },
    };
    const { text } = await request(appWith({ locals })).get('/');
    expect(text).toContain('<summary>Jonas P.</summary>');
    expect(text).toContain('href="https://lms.example/8b"');
    expect(text).toContain('name="_csrf" value="token-1"');
    expect((await request(appWith()).get('/')).text).not.toContain('<details class="menu">');
  });

  it('has no inline script, style or event handler', async () => {
    const { text } = await request(appWith()).get('/');
    expect(text).not.toMatch(/ style=|<style|<script(?! src)| on[a-z]+="/);
  });

  it('refuses a model that hides a name of every template', async () => {
    await request(appWith({ model: { t: 1 } }))
      .get('/')
      .expect(500);
  });
});

describe('assets', () => {
  it('may be kept for a year under the address with the present hash, and under no other', async () => {
    const app = appWith();
    const { text } = await request(app).get('/');
    const address = /href="(\/assets\/css\/perennial\.css\?v=[\w-]+)"/.exec(text)?.[1] ?? '';
    const kept = await request(app).get(address).expect(200);
    expect(kept.headers['cache-control']).toContain('immutable');
    expect(kept.headers.etag).toBeTruthy();
    const other = await request(app).get('/assets/css/perennial.css?v=old').expect(200);
    expect(other.headers['cache-control']).toBe('no-cache');
  });

  it('gives nothing that lies outside the folder or does not exist', async () => {
    const app = appWith();
    await request(app).get('/assets/../package.json').expect(404);
    await request(app).get('/assets/%2e%2e/package.json').expect(404);
    const missing = await request(app).get('/assets/none.css').expect(404);
    expect(missing.headers['cache-control']).toBeUndefined();
  });
});
