// Every reason for which a login, a launch or a registration is refused: a closed list of stable codes.
// For people many reasons have the same words (`words`); the administrator reads what exactly each code means.
import { AppError, type ErrorDetails } from '../../errors.ts';

/** Code -> HTTP status and the group of words that people read (locales: lti:errors.<words>, lti:admin.<code>). */
export const LAUNCH_ERRORS = {
  method_wrong: { status: 405, words: 'broken' },
  content_type_wrong: { status: 415, words: 'broken' },
  request_too_large: { status: 413, words: 'broken' },
  request_invalid: { status: 400, words: 'broken' },
  rate_limited: { status: 429, words: 'busy' },

  login_invalid: { status: 400, words: 'broken' },
  platform_unknown: { status: 403, words: 'unknown' },
  platform_ambiguous: { status: 400, words: 'unknown' },
  platform_inactive: { status: 403, words: 'unknown' },
  platform_refused: { status: 403, words: 'refused' },
  platform_unreachable: { status: 424, words: 'unreachable' },

  state_unknown: { status: 403, words: 'late' },
  state_used: { status: 409, words: 'used' },
  launch_expired: { status: 403, words: 'late' },
  cookie_missing: { status: 403, words: 'cookies' },

  token_invalid: { status: 400, words: 'broken' },
  algorithm_wrong: { status: 403, words: 'untrusted' },
  key_unknown: { status: 403, words: 'untrusted' },
  signature_invalid: { status: 403, words: 'untrusted' },
  issuer_wrong: { status: 403, words: 'untrusted' },
  audience_wrong: { status: 403, words: 'untrusted' },
  nonce_mismatch: { status: 403, words: 'untrusted' },
  clock_wrong: { status: 403, words: 'clock' },
  target_foreign: { status: 400, words: 'untrusted' },

  version_wrong: { status: 400, words: 'broken' },
  message_type_wrong: { status: 400, words: 'broken' },
  claim_missing: { status: 400, words: 'broken' },
  claim_invalid: { status: 400, words: 'broken' },
  subject_missing: { status: 400, words: 'anonymous' },

  deployment_unknown: { status: 403, words: 'unknown' },
  deployment_pending: { status: 403, words: 'pending' },
  deployment_refused: { status: 403, words: 'unknown' },

  invite_unknown: { status: 404, words: 'invite' },
  invite_used: { status: 410, words: 'invite' },
  invite_expired: { status: 410, words: 'invite' },
  invite_busy: { status: 409, words: 'invite' },
  registration_invalid: { status: 400, words: 'registration' },
  registration_unreachable: { status: 424, words: 'registration' },
  registration_refused: { status: 424, words: 'registration' },
  registration_exists: { status: 409, words: 'registration' },
} as const satisfies Record<string, { status: number; words: string }>;

/** A stable code of a refusal, as it stands in `<meta name="launch-error">`. */
export type LaunchErrorCode = keyof typeof LAUNCH_ERRORS;

/** A refused login, launch or registration; `values` fill the administrator's text. */
export class LaunchError extends AppError {
  declare readonly code: LaunchErrorCode;

  constructor(code: LaunchErrorCode, values: NonNullable<ErrorDetails['values']> = {}, cause?: unknown) {
    const { status, words } = LAUNCH_ERRORS[code];
    super(status, code, `lti:errors.${words}.lead`, { values: shortened(values) }, cause);
  }
}

const LONGEST_VALUE = 300;

/** What somebody sent may be long; a page shows its beginning. */
function shortened(values: NonNullable<ErrorDetails['values']>): NonNullable<ErrorDetails['values']> {
  const cut = (value: string | number) => (typeof value === 'string' ? value.slice(0, LONGEST_VALUE) : value);
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, cut(value)]));
}
