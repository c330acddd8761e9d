// The errors that services throw; one handler (base/http/errors.ts) turns them into a page, JSON or a fragment.

/** Values of a message and, for a refused form, the message key of each wrong field. */
export interface ErrorDetails {
  fields?: Record<string, string>;
  values?: Record<string, string | number>;
  [key: string]: unknown;
}

/** An expected failure: an HTTP status, a stable code, and the i18n key of what a person reads. */
export class AppError extends Error {
  readonly status: number;
  readonly code: string;
  readonly messageKey: string;
  readonly details: ErrorDetails;

  constructor(status: number, code: string, messageKey: string, details: ErrorDetails = {}, cause?: unknown) {
    super(`${code} (${status})`, { cause });
    this.name = new.target.name;
    this.status = status;
    this.code = code;
    this.messageKey = messageKey;
    this.details = details;
  }
}

/** 422: the input cannot be accepted as it is; `fields` maps a field to the i18n key of what to put right. */
export class ValidationError extends AppError {
  constructor(fields: Record<string, string>, messageKey = 'common:errors.validation', details: ErrorDetails = {}) {
    super(422, 'validation', messageKey, { ...details, fields });
  }
}

/** 401: nobody is signed in here. */
export class AuthenticationError extends AppError {
  constructor(messageKey = 'common:errors.signedOut') {
    super(401, 'signed_out', messageKey);
  }
}

/** 403: this person may not do this; `code` is the policy function's reason. */
export class ForbiddenError extends AppError {
  constructor(code = 'forbidden', messageKey = 'common:errors.forbidden') {
    super(403, code, messageKey);
  }
}

/** 404: it does not exist, or this person may not know whether it does. */
export class NotFoundError extends AppError {
  constructor(messageKey = 'common:errors.notFound') {
    super(404, 'not_found', messageKey);
  }
}

/** 409: it was changed, used or decided meanwhile. */
export class ConflictError extends AppError {
  constructor(code = 'conflict', messageKey = 'common:errors.conflict') {
    super(409, code, messageKey);
  }
}

/** 502: another system that we asked did not answer as it should; `details.status` is its HTTP status, if any. */
export class UpstreamError extends AppError {
  constructor(code = 'upstream', details: ErrorDetails & { status?: number } = {}, cause?: unknown) {
    super(502, code, 'common:errors.upstream', details, cause);
  }
}
