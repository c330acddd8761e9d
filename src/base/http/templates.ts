// Compiles the EJS templates of views/: once in production, again when a file has changed in development.
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import ejs, { type TemplateFunction } from 'ejs';
import { ROOT } from '../root.ts';
import { escapeHtml } from './pieces.ts';

const FOLDER = join(ROOT, 'views');

/** Renders a view by its path under views/, without the ending. */
export type Render = (view: string, locals: object) => string;

/** A renderer with its own cache of compiled templates. */
export function createTemplates(options: { production: boolean }): Render {
  const compiled = new Map<string, { template: TemplateFunction; changed: number }>();

  return (view, locals) => {
    const before = compiled.get(view);
    if (before && options.production) return before.template(locals);
    const filename = join(FOLDER, `${view}.ejs`);
    const changed = statSync(filename).mtimeMs;
    if (before?.changed === changed) return before.template(locals);
    const template = ejs.compile(readFileSync(filename, 'utf8'), {
      filename,
      root: FOLDER,
      cache: options.production,
      escape: (value?: unknown) => (value === undefined || value === null ? '' : escapeHtml(String(value))),
      compileDebug: !options.production,
    });
    compiled.set(view, { template, changed });
    return template(locals);
  };
}
