// Pages: res.page(view, frame, model?, status?) renders views/<view>.ejs and puts it into views/layout.ejs.
//
// In a handler:
//   res.page('discussions/thread', threadFrame(t, thread), { thread: toThreadView(thread) });
//   res.page('communities/new', frame, { form }, 422);       // the title starts with "Error:" by itself
//
// A view is what stands inside <main> (no <main>, no <html>); Frame.main names its classes. It finds these names, and
// beside them the keys of its own model (a model may not use one of them):
//   t(key, values)  lang  dir  csrf  user  returnTo  frame
//   icon(name)  sign({ band, text })  badge({ band })  rings(model)  asset(path)            HTML: <%- icon('ask') %>
//   dates.day(date), .near, .dayTime, .weekday, .time, .span, .month, .leaf                 text: <%= dates.day(at) %>
//   when(date, style?)        <time> around dates[style], 'dayTime' when left out           HTML
//   markdown(text)            safe HTML of what a person wrote                              HTML
//   part(name, locals)        views/partials/<name>.ejs with these locals and the above     HTML: <%- part('field', {…}) %>
// A name that may be missing is read as `locals.name`. Each partial says in its first lines what it takes; where what it
// takes has the name of something above (icon, when), it reads it as `own.icon`.
//
// They come from res.locals.{language, csrf, user, returnTo, timeZone, schoolNow}; each may be missing.
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { realClock } from '../clock.ts';
import { HOUSE_HUE, type RingsModel } from '../draw/index.ts';
import { directionOf, type Language, pickLanguage, type Translator, translator } from '../i18n/index.ts';
import { renderMarkdown } from '../markdown/index.ts';
import { assetLinks } from './assets.ts';
import { createDates, type Dates } from './dates.ts';
import type { Frame, PageLink, PageUser } from './page-frame.ts';
import { createPieces, escapeHtml } from './pieces.ts';
import { createTemplates, type Render } from './templates.ts';

export type { Frame, MenuLink, PageLink, PageUser, Readers } from './page-frame.ts';
export { type Band, initialsOf } from './pieces.ts';

declare global {
  namespace Express {
    interface Locals {
      language?: Language;
      csrf?: string;
      user?: PageUser;
      returnTo?: PageLink;
      timeZone?: string;
      schoolNow?: Date;
    }
    interface Response {
      /** Sends a view inside the layout; see src/base/http/page.ts. */
      page(view: string, frame: Frame, model?: object, status?: number): void;
    }
  }
}

/** Gives every response its `page` function. */
export function pages(options: { production: boolean }): RequestHandler {
  const render = createTemplates(options);
  const asset = assetLinks(options);

  return (req: Request, res: Response, next: NextFunction) => {
    res.page = (view, frame, model = {}, status = 200) => {
      const base = baseLocals(req, res, render, asset);
      const title = status === 422 ? base.t('common:page.error', { title: frame.title }) : frame.title;
      const framed = { ...base, frame: { main: 'loose', hue: HOUSE_HUE, ...frame, title } };
      const reserved = Object.keys(model).find((key) => key in framed);
      if (reserved) throw new Error(`The model of ${view} uses the name ${reserved}, which every template already has`);
      const body = render(view, { ...framed, ...model });
      if (!res.get('Cache-Control')) res.set('Cache-Control', 'private, no-cache');
      res
        .status(status)
        .type('html')
        .set('Content-Language', base.lang)
        .send(render('layout', { ...framed, body }));
    };
    next();
  };
}

/** What every template and every partial has in its locals. */
export interface BaseLocals {
  t: Translator;
  lang: Language;
  dir: 'ltr' | 'rtl';
  csrf: string | undefined;
  user: PageUser | undefined;
  returnTo: PageLink | undefined;
  dates: Dates;
  icon(name: string): string;
  asset(path: string): string;
  rings(model: RingsModel): string;
  when(date: Date, style?: WhenStyle): string;
  markdown(text: string): string;
  part(name: string, locals?: object): string;
}

type WhenStyle = 'day' | 'near' | 'dayTime' | 'weekday' | 'time' | 'month' | 'exact';

function baseLocals(req: Request, res: Response, render: Render, asset: (path: string) => string): BaseLocals {
  const {
    language,
    csrf,
    user,
    returnTo,
    timeZone = 'UTC',
    schoolNow = realClock.now(),
  } = res.locals as Express.Locals;
  const lang = language ?? pickLanguage({ acceptLanguage: req.get('Accept-Language') });
  const t = translator(lang);
  const pieces = createPieces(t, asset);
  const dates = createDates(lang, timeZone, schoolNow);
  const newTab = t('common:page.newTab');

  const base: BaseLocals = {
    t,
    lang,
    dir: directionOf(lang),
    csrf,
    user,
    returnTo,
    dates,
    asset,
    ...pieces,
    rings: (model) => part('rings', { model }),
    when: (date, style = 'dayTime') =>
      `<time datetime="${date.toISOString()}">${escapeHtml(dates[style](date))}</time>`,
    markdown: (text) => renderMarkdown(text, { newTab, icon: pieces.icon('open') }),
    part,
  };
  function part(name: string, locals: object = {}): string {
    return render(`partials/${name}`, { ...locals, ...base, own: locals });
  }
  return base;
}
