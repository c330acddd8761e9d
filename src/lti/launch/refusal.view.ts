// The page of a refused launch, for views/errors/error.ejs.
import { createDates } from '../../base/http/dates.ts';
import type { Frame } from '../../base/http/page.ts';
import type { Language, Translator } from '../../base/i18n/index.ts';
import { LAUNCH_ERRORS, type LaunchError } from './launch-error.ts';
import type { Roles } from './roles.ts';

interface Circumstances {
  number: string;
  at: Date;
  returnUrl: string | undefined;
  language: Language;
  /** As what the person came, as far as the launch tells: not verified, so it chooses words and nothing else. */
  roles: Roles | undefined;
  /** The school's name, where the platform is known. */
  school: string | undefined;
}

/** Frame and model of the page; the way back carries the message, so that the platform can show it as well. */
export function refusalPage(t: Translator, refusal: LaunchError, circumstances: Circumstances) {
  const { number, at, returnUrl, language, roles, school } = circumstances;
  const { words } = LAUNCH_ERRORS[refusal.code];
  const heading = t(`lti:errors.${words}.heading`);
  const lead = t(`lti:errors.${words}.lead`);
  const frame: Frame = {
    title: heading,
    head: { kind: 'none' },
    main: 'narrow loose error',
    launchError: refusal.code,
    ...(school === undefined ? {} : { crumb: [{ text: school }] }),
  };
  const model = {
    heading,
    lead,
    next: t(`lti:errors.${words}.next`, { whom: t(`lti:whom.${audienceOf(roles)}`) }),
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

/** Who is asked for help by whom: a pupil shows the page to a teacher, a teacher to whoever administers the platform. */
function audienceOf(roles: Roles | undefined): string {
  if (roles?.administrator) return 'administrator';
  if (roles?.staff) return 'staff';
  return roles?.learner ? 'learner' : 'unknown';
}

/** https://www.imsglobal.org/spec/lti/v1p3#launch-presentation-claim: `lti_errormsg` is shown to the person. */
function withMessage(returnUrl: string, message: string): string {
  const url = new URL(returnUrl);
  url.searchParams.set('lti_errormsg', message);
  return url.href;
}
