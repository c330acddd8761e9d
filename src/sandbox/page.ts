// The sandbox's own pages: EJS files of views/sandbox inside its own layout, in the language of the browser's session.
import { join } from 'node:path';
import { renderFile } from 'ejs';
import type { Request, Response } from 'express';
import { type Language, pickLanguage, type Translator, translator } from '../base/i18n/index.ts';
import { ROOT } from '../base/root.ts';
import type { BrowserForm } from './launch.service.ts';
import type { Platform } from './platform.ts';

const VIEWS = join(ROOT, 'views', 'sandbox');

export type Pages = ReturnType<typeof createPages>;

/** Creates what renders the sandbox's pages. */
export function createPages(platform: Platform) {
  const languageOf = (req: Request): Language =>
    pickLanguage({
      chosen: platform.sessions.find(req)?.language,
      acceptLanguage: req.headers['accept-language'],
    });

  async function show(req: Request, res: Response, view: string, model: object, status = 200): Promise<void> {
    const lang = languageOf(req);
    const t: Translator = (key, values) => translator(lang)(`sandbox:${key}`, values);
    const locals = { ...model, t, lang, profile: platform.product.profile };
    const body = await renderFile(join(VIEWS, `${view}.ejs`), locals, { cache: true });
    const html = await renderFile(join(VIEWS, 'layout.ejs'), { page: {}, ...locals, body }, { cache: true });
    res.status(status).type('html').send(html);
  }

  return {
    languageOf,
    show,
    /** A page that sends a form on by itself; without script it shows a button. */
    form: (req: Request, res: Response, form: BrowserForm): Promise<void> => show(req, res, 'form', { form }),
  };
}
