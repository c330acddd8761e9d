// Dynamic registration: what the platform demands of the tool's request and what it answers.
// https://www.imsglobal.org/spec/lti-dr/v1p0
import { z } from 'zod';
import type { Platform } from '../platform.ts';
import { TOOL_CONFIGURATION } from '../products/product.ts';
import type { PrivacyLevel, Tool, ToolFacts } from './tools.ts';

const message = z.looseObject({
  type: z.enum(['LtiResourceLinkRequest', 'LtiDeepLinkingRequest', 'LtiSubmissionReviewRequest']),
  target_link_uri: z.url().optional(),
  placements: z.array(z.string()).optional(),
});

const configuration = z.looseObject({
  domain: z.string().min(1),
  target_link_uri: z.url(),
  messages: z.array(message).min(1),
  claims: z.array(z.string()),
  custom_parameters: z.record(z.string(), z.string()).optional(),
  'https://canvas.instructure.com/lti/privacy_level': z
    .enum(['public', 'name_only', 'email_only', 'anonymous'])
    .optional(),
});

const request = z.looseObject({
  application_type: z.literal('web'),
  grant_types: z
    .array(z.string())
    .refine((types) => ['client_credentials', 'implicit'].every((t) => types.includes(t))),
  response_types: z.array(z.string()).refine((types) => types.includes('id_token')),
  redirect_uris: z.array(z.url()).min(1),
  initiate_login_uri: z.url(),
  client_name: z.string().min(1),
  jwks_uri: z.url(),
  token_endpoint_auth_method: z.literal('private_key_jwt'),
  scope: z.string(),
  [TOOL_CONFIGURATION]: configuration,
});
type Request = z.infer<typeof request>;

/** An answer of the registration endpoint. */
export interface RegistrationAnswer {
  status: number;
  body: object;
  tool?: Tool;
}

function privacyOf(platform: Platform, asked: Request): PrivacyLevel {
  const { claims, ...rest } = asked[TOOL_CONFIGURATION];
  const level = rest['https://canvas.instructure.com/lti/privacy_level'];
  if (platform.product.profile === 'canvas') return level ?? 'anonymous';
  const name = claims.some((claim) => ['name', 'given_name', 'family_name'].includes(claim));
  const email = claims.includes('email');
  if (name) return email ? 'public' : 'name_only';
  return email ? 'email_only' : 'anonymous';
}

function toFacts(platform: Platform, asked: Request): ToolFacts {
  const tool = asked[TOOL_CONFIGURATION];
  return {
    name: asked.client_name,
    loginUrl: asked.initiate_login_uri,
    redirectUris: asked.redirect_uris,
    jwksUrl: asked.jwks_uri,
    targetLinkUri: tool.target_link_uri,
    scopes: asked.scope.split(' ').filter((scope) => platform.product.scopes.includes(scope)),
    custom: tool.custom_parameters ?? {},
    privacy: privacyOf(platform, asked),
    placements: tool.messages.flatMap((one) => one.placements ?? []),
  };
}

/** What the schema cannot say: each product's own demands. */
function complaints(platform: Platform, asked: Request): string[] {
  const tool = asked[TOOL_CONFIGURATION];
  const wrong: string[] = [];
  if (platform.product.profile === 'moodle' && tool.domain !== new URL(tool.target_link_uri).host) {
    wrong.push('The domain must be the host of target_link_uri, with its port');
  }
  if (platform.product.profile === 'canvas') {
    const unknown = asked.scope.split(' ').filter((scope) => scope && !CANVAS_SCOPES.test(scope));
    wrong.push(...unknown.map((scope) => `scope: ${scope} is not one that Canvas knows`));
  }
  return wrong;
}

/** Canvas refuses a registration with a scope outside its list; those of services it has, we may not offer. */
const CANVAS_SCOPES =
  /^(openid$|https:\/\/purl\.imsglobal\.org\/spec\/lti(-(ags|nrps))?\/scope\/|https:\/\/canvas\.instructure\.com\/lti\/)/;

function answerOf(platform: Platform, tool: Tool, asked: Request): object {
  const configured = { ...asked[TOOL_CONFIGURATION], version: '1.3.0' };
  const moodle = platform.product.profile === 'moodle';
  const [deployment] = tool.deployments;
  return {
    client_id: tool.clientId,
    application_type: 'web',
    grant_types: ['client_credentials', 'implicit'],
    response_types: ['id_token'],
    initiate_login_uri: tool.loginUrl,
    redirect_uris: tool.redirectUris,
    client_name: tool.name,
    jwks_uri: tool.jwksUrl,
    token_endpoint_auth_method: 'private_key_jwt',
    scope: tool.scopes.join(' '),
    [TOOL_CONFIGURATION]: moodle
      ? { ...configured, deployment_id: deployment }
      : {
          ...configured,
          'https://canvas.instructure.com/lti/registration_config_url': `${platform.place().url}/connection`,
        },
  };
}

/** Registers a tool that sent a valid token; the token is used up by success. */
export function registerTool(platform: Platform, token: string, input: unknown): RegistrationAnswer {
  const { product, tools, conversation } = platform;
  const refuse = (status: number, errors: string[]): RegistrationAnswer => {
    conversation.add('registration', 'platform', `${status}: ${errors.join('; ')}`);
    const first = { error: 'invalid_client_metadata', error_description: errors.join('; ') };
    return { status, body: product.profile === 'canvas' ? { errors } : first };
  };
  if (!tools.knowsRegistrationToken(token))
    return refuse(401, ['The registration token is missing, unknown or used up']);
  const invalid = product.profile === 'canvas' ? 422 : 400;
  const parsed = request.safeParse(input);
  if (!parsed.success) {
    return refuse(
      invalid,
      parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`),
    );
  }
  const wrong = complaints(platform, parsed.data);
  if (wrong.length > 0) return refuse(invalid, wrong);
  tools.useRegistrationToken(token);
  const tool = tools.add(toFacts(platform, parsed.data), { deployed: !product.deploysOnActivation, state: 'pending' });
  conversation.add('registration', 'tool', Object.keys(parsed.data).join(', '));
  return { status: 200, tool, body: answerOf(platform, tool, parsed.data) };
}

/** The address that the platform opens in a frame when an administrator pastes a tool's registration URL. */
export function registrationAddress(platform: Platform, toolUrl: string): string {
  const address = new URL(toolUrl);
  address.searchParams.set('openid_configuration', platform.endpoint('configuration'));
  address.searchParams.set('registration_token', platform.tools.issueRegistrationToken());
  return address.href;
}
