// The page of a frame that keeps no cookies: one button that opens Perennial in a window of its own.
import type { Frame } from '../../base/http/page.ts';
import type { Translator } from '../../base/i18n/index.ts';
import type { Fields } from '../form.ts';
import { paths } from '../paths.ts';

/** The model of views/lti/new-window.ejs; `fields` are sent again as they came. */
export function newWindowPage(t: Translator, fields: Fields) {
  const frame: Frame = { title: t('lti:newWindow.title'), head: { kind: 'none' }, main: 'narrow loose' };
  const model = {
    action: paths.login,
    fields: Object.entries(fields).map(([name, value]) => ({ name, value: value ?? '' })),
  };
  return { frame, model };
}
