// The page of a refused launch, for views/errors/error.ejs.
import { createDates } from '../../base/http/dates.ts';
import type { Frame } from '../../base/http/page.ts';
import type { Language, Translator } from '../../base/i18n/index.ts';
import { LAUNCH_ERRORS, type LaunchError } from './launch-error.ts';

interface Circumstances {
  number: string;
  at: Date;
  returnUrl: string | undefined;
  language: Language;
}

/** Frame and model of the page; the way back carries the message, so that the platform can show it as well. */
export function refusalPage(t: Translator, refusal: LaunchError, { number, at, returnUrl, language }: Circumstances) {
  const { words } = LAUNCH_ERRORS[refusal.code];
  const heading = t(`lti:errors.${words}.heading`);
  const lead = t(`lti:errors.${words}.lead`);
  const frame: Frame = {
    title: heading,
    head: { kind: 'none' },
    main: 'narrow loose error',
    launchError: refusal.code,
  };
  const model = {
    heading,
    lead,
    next: t(`lti:errors.${words}.next`),
    actions:
      returnUrl === undefined
        ? []
        : [{ text: t('lti:back'), href: withMessage(returnUrl, `${heading}. ${lead}`), icon: 'arrow', top: true }],
    admin: {
      code: refusal.code,
      meaning: t(`lti:admin.${refusal.code}`, refusal.details.values),
      number,
      when: createDates(language, 'UTC', at).exact(at),
    },
  };
  return { frame, model };
}

/** https://www.imsglobal.org/spec/lti/v1p3#launch-presentation-claim: `lti_errormsg` is shown to the person. */
function withMessage(returnUrl: string, message: string): string {
  const url = new URL(returnUrl);
  url.searchParams.set('lti_errormsg', message);
  return url.href;
}
