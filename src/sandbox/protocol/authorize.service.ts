// The platform's authorization endpoint: it checks what the tool asks, strictly, and answers a form for the tool or a
// page for the person. https://www.imsglobal.org/spec/security/v1p0/#step-2-authentication-request
import { z } from 'zod';
import type { Platform } from '../platform.ts';
import type { AuthorizeProblem } from '../products/product.ts';
import { type BrowserForm, finishLaunch } from './launch.service.ts';

const parameters = z.object({
  scope: z.string().optional(),
  response_type: z.string().optional(),
  response_mode: z.string().optional(),
  prompt: z.string().optional(),
  client_id: z.string().optional(),
  redirect_uri: z.string().optional(),
  login_hint: z.string().optional(),
  lti_message_hint: z.string().optional(),
  state: z.string().optional(),
  nonce: z.string().optional(),
});
type Parameters = z.infer<typeof parameters>;

export type AuthorizeOutcome =
  | { kind: 'form'; form: BrowserForm; error?: string }
  | { kind: 'page'; status: number; error: string };

const REQUIRED = [
  ...['scope', 'response_type', 'response_mode', 'prompt', 'client_id', 'redirect_uri', 'login_hint'],
  ...['lti_message_hint', 'state', 'nonce'],
] as (keyof Parameters)[];

function problemOf(asked: Parameters): [AuthorizeProblem, string] | undefined {
  const missing = REQUIRED.filter((name) => !asked[name]);
  if (missing.length > 0) return ['missing_parameter', `The following parameters are missing: ${missing.join(', ')}`];
  if (asked.scope !== 'openid') return ['bad_scope', "The 'scope' must be 'openid'"];
  if (asked.response_type !== 'id_token') return ['bad_response_type', "The 'response_type' must be 'id_token'"];
  if (asked.response_mode !== 'form_post') return ['bad_value', "The 'response_mode' must be 'form_post'"];
  if (asked.prompt !== 'none') return ['bad_value', "The 'prompt' must be 'none'"];
  return undefined;
}

/** Decides about an authorization request of a browser in which `signedIn` (a person's number) is signed in. */
export async function authorize(
  platform: Platform,
  input: unknown,
  signedIn: number | undefined,
): Promise<AuthorizeOutcome> {
  const asked = parameters.parse(input ?? {});
  const { product, tools, school, launches, conversation } = platform;
  conversation.add('authorize', 'tool', Object.keys(asked).join(', '));
  const tool = tools.find(asked.client_id ?? '');
  const redirectUri = asked.redirect_uri ?? '';
  if (!tool) return { kind: 'page', status: 400, error: 'invalid_client' };
  if (!product.allowsRedirect(tool.redirectUris, redirectUri)) {
    return { kind: 'page', status: product.profile === 'moodle' ? 404 : 400, error: 'invalid_redirect_uri' };
  }

  const refuse = (problem: AuthorizeProblem, description: string): AuthorizeOutcome => {
    const error = product.authorizeError(problem);
    conversation.add('authorize', 'platform', `${error === 'page' ? problem : error}: ${description}`);
    if (error === 'page') return { kind: 'page', status: 400, error: problem };
    const fields: Record<string, string> = { error, error_description: description };
    if (asked.state !== undefined) fields.state = asked.state;
    return { kind: 'form', error, form: { action: redirectUri, fields } };
  };

  const problem = problemOf(asked);
  if (problem) return refuse(...problem);
  if (signedIn === undefined) return refuse('signed_out', 'Nobody is signed in');
  if (product.ids.loginHint(school.person(signedIn)) !== asked.login_hint) {
    return refuse('wrong_person', 'The login_hint belongs to somebody else');
  }
  const key = await product.readHint(asked.lti_message_hint ?? '');
  const launch = launches.take(key ?? '');
  if (!launch || launch.person !== signedIn) return refuse('used_up', 'The launch is used up, expired or unknown');
  if (launch.clientId !== tool.clientId) return refuse('wrong_client', 'The launch belongs to another tool');
  if (tool.state !== 'active') return refuse('wrong_client', 'The tool is not active');
  const reply = { redirectUri, state: asked.state ?? '', nonce: asked.nonce ?? '' };
  return { kind: 'form', form: await finishLaunch(platform, launch, reply) };
}
