// The claims of an id_token, checked after ltijs: what must be there is strict, what may be there is read leniently,
// because platforms send nulls, numbers and unknown claims. https://www.imsglobal.org/spec/lti/v1p3#required-message-claims
import { z } from 'zod';
import { LaunchError } from './launch-error.ts';

const LTI = 'https://purl.imsglobal.org/spec/lti/claim/';
const CLAIM = {
  version: 'https://purl.imsglobal.org/spec/lti/claim/version',
  messageType: 'https://purl.imsglobal.org/spec/lti/claim/message_type',
  deploymentId: 'https://purl.imsglobal.org/spec/lti/claim/deployment_id',
  roles: 'https://purl.imsglobal.org/spec/lti/claim/roles',
  target: 'https://purl.imsglobal.org/spec/lti/claim/target_link_uri',
  resourceLink: 'https://purl.imsglobal.org/spec/lti/claim/resource_link',
  context: 'https://purl.imsglobal.org/spec/lti/claim/context',
  custom: 'https://purl.imsglobal.org/spec/lti/claim/custom',
  presentation: 'https://purl.imsglobal.org/spec/lti/claim/launch_presentation',
  platform: 'https://purl.imsglobal.org/spec/lti/claim/tool_platform',
  // https://www.imsglobal.org/spec/lti-nrps/v2p0#lti-1-3-integration
  memberships: 'https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice',
} as const;

const text = z.string().max(4000);
const id = z.string().min(1).max(255);
const optionalText = text.min(1).optional().catch(undefined);

// https://www.imsglobal.org/spec/security/v1p0/#id-token
const required = z.object({
  exp: z.number().positive(),
  iat: z.number().positive(),
  sub: id,
  [CLAIM.version]: z.literal('1.3.0'),
  [CLAIM.messageType]: z.literal('LtiResourceLinkRequest'),
  [CLAIM.deploymentId]: id,
  [CLAIM.roles]: z.array(z.string().max(1000)).max(200),
  [CLAIM.target]: z.string().min(1).max(4000),
  [CLAIM.resourceLink]: z.object({ id, title: optionalText }),
});

// https://www.imsglobal.org/spec/lti/v1p3#optional-message-claims
const optional = z.object({
  name: optionalText,
  given_name: optionalText,
  family_name: optionalText,
  email: optionalText,
  [CLAIM.context]: z
    .object({ id, title: optionalText, label: optionalText, type: z.array(z.string()).catch([]) })
    .optional()
    .catch(undefined),
  [CLAIM.custom]: z.record(z.string(), z.unknown()).optional().catch(undefined),
  [CLAIM.presentation]: z.object({ locale: optionalText, return_url: optionalText }).optional().catch(undefined),
  [CLAIM.platform]: z.object({ product_family_code: optionalText }).optional().catch(undefined),
  [CLAIM.memberships]: z.object({ context_memberships_url: z.url() }).optional().catch(undefined),
});

/** The claims of a resource link launch under plain names. */
export interface ResourceLinkClaims {
  sub: string;
  issuedAt: number;
  deploymentId: string;
  roles: string[];
  target: string;
  resourceLink: { id: string; title?: string | undefined };
  name?: string | undefined;
  givenName?: string | undefined;
  familyName?: string | undefined;
  email?: string | undefined;
  context?: { id: string; title?: string | undefined; label?: string | undefined; type: string[] } | undefined;
  custom?: Record<string, unknown> | undefined;
  familyCode?: string | undefined;
  membershipsUrl?: string | undefined;
  presentation: Presentation;
}

/** What a launch says about its surroundings. */
export interface Presentation {
  locale?: string | undefined;
  returnUrl?: string | undefined;
}

// One of our clocks may be ahead by this much (seconds).
const SKEW = 60;

/** Checks the claims of a resource link launch at `now` (seconds); throws LaunchError with the claim's name. */
export function readResourceLinkClaims(payload: Record<string, unknown>, now: number): ResourceLinkClaims {
  const result = required.safeParse(payload);
  if (!result.success) throw refusalOf(result.error.issues[0], payload);
  const claims = result.data;
  if (claims.iat > now + SKEW) throw new LaunchError('clock_wrong', { seconds: Math.round(claims.iat - now) });
  if (claims.exp <= claims.iat) throw new LaunchError('claim_invalid', { claim: 'exp' });
  const extra = optional.parse(payload);
  return {
    sub: claims.sub,
    issuedAt: claims.iat,
    deploymentId: claims[CLAIM.deploymentId],
    roles: claims[CLAIM.roles],
    target: claims[CLAIM.target],
    resourceLink: claims[CLAIM.resourceLink],
    name: extra.name,
    givenName: extra.given_name,
    familyName: extra.family_name,
    email: extra.email,
    context: extra[CLAIM.context],
    custom: extra[CLAIM.custom],
    familyCode: extra[CLAIM.platform]?.product_family_code,
    membershipsUrl: extra[CLAIM.memberships]?.context_memberships_url,
    presentation: readPresentation(payload),
  };
}

/** Reads locale and return address; also used for the page of a launch that was refused before it was verified. */
export function readPresentation(payload: Record<string, unknown>): Presentation {
  const given = optional.safeParse(payload).data?.[CLAIM.presentation];
  const locale = given?.locale ?? (typeof payload.locale === 'string' ? payload.locale : undefined);
  return { locale, returnUrl: given?.return_url };
}

/** Reads the names of roles, also for the page of a launch that was refused before it was verified. */
export function readRoleNames(payload: Record<string, unknown>): string[] {
  return required.shape[CLAIM.roles].safeParse(payload[CLAIM.roles]).data ?? [];
}

function refusalOf(issue: z.core.$ZodIssue | undefined, payload: Record<string, unknown>): LaunchError {
  const path = issue?.path.map(String) ?? [];
  const claim = path.join('.').replace(LTI, '');
  const value = path.reduce<unknown>((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], payload);
  const missing = value === undefined || value === null || value === '';
  if (claim === 'sub' && missing) return new LaunchError('subject_missing');
  if (missing) return new LaunchError('claim_missing', { claim });
  if (claim === 'version') return new LaunchError('version_wrong', { version: String(value) });
  if (claim === 'message_type') return new LaunchError('message_type_wrong', { type: String(value) });
  return new LaunchError('claim_invalid', { claim });
}
