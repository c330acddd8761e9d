// The sandbox's own pages: EJS files of views/sandbox inside its own layout, in the language of the browser's session.
import { join } from 'node:path';
import ejs from 'ejs';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { LANGUAGES, type Language, pickLanguage, type Translator, translator } from '../../base/i18n/index.ts';
import { ROOT } from '../../base/root.ts';
import type { Platform } from '../platform.ts';
import type { BrowserForm } from '../protocol/launch.service.ts';
import type { Course } from '../school/school.model.ts';
import { STEPS } from '../school/time-machine.ts';
import { toFrame, type Viewer } from './pages.view.ts';

/** What a form may report after it was sent; each has a sentence. */
const DONE = [...STEPS, 'roster', 'copied', 'registered', 'activated', 'removed'] as const;
const VIEWS = join(ROOT, 'views', 'sandbox');

export type Pages = ReturnType<typeof createPages>;

/** Creates what renders the sandbox's pages. */
export function createPages(platform: Platform) {
  const languageOf = (req: Request): Language =>
    pickLanguage({
      chosen: platform.sessions.find(req)?.language,
      acceptLanguage: req.headers['accept-language'],
    });
  const wordsOf = (lang: Language): Translator => {
    const t = translator(lang);
    return (key, values) => t(`sandbox:${key}`, values);
  };

  async function show(req: Request, res: Response, view: string, model: object, status = 200): Promise<void> {
    const lang = languageOf(req);
    const t = wordsOf(lang);
    const locals = { frame: undefined, ...model, t, lang, languages: LANGUAGES, profile: platform.product.profile };
    const body = await ejs.renderFile(join(VIEWS, `${view}.ejs`), locals, { cache: true });
    const html = await ejs.renderFile(join(VIEWS, 'layout.ejs'), { ...locals, body }, { cache: true });
    res.status(status).type('html').send(html);
  }

  function viewer(req: Request, res: Response): Viewer {
    const lang = languageOf(req);
    return { session: platform.sessions.of(req, res), lang, t: wordsOf(lang) };
  }

  return {
    languageOf,
    viewer,
    show,
    /** A page that sends a form on by itself; without script it shows a button. */
    form: (req: Request, res: Response, form: BrowserForm): Promise<void> => show(req, res, 'form', { form }),
    /** A page inside the sandbox's frame: time machine, courses, people. */
    framed(req: Request, res: Response, view: string, model: object, course?: Course, status = 200): Promise<void> {
      const done = z.enum(DONE).optional().catch(undefined).parse(req.query.done);
      const frame = { ...toFrame(platform, viewer(req, res), course), here: req.originalUrl.split('?')[0], done };
      return show(req, res, view, { ...model, frame }, status);
    },
  };
}
