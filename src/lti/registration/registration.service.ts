// Dynamic registration by invitation: the platform's configuration is fetched and checked, the tool registers itself,
// and the platform's answer becomes an active registration. https://www.imsglobal.org/spec/lti-dr/v1p0
import { z } from 'zod';
import type { Outgoing } from '../../base/outgoing.ts';
import { AppError, ConflictError } from '../../errors.ts';
import { LaunchError } from '../launch/launch-error.ts';
import type { Deployments } from '../platforms/deployment.service.ts';
import type { Invite } from '../platforms/invite.model.ts';
import type { Invites } from '../platforms/invite.service.ts';
import type { Registration } from '../platforms/registration.model.ts';
import type { Registrations } from '../platforms/registration.service.ts';
import { productFor } from '../products/index.ts';
import { toolFacts } from '../tool-facts.ts';
import { fetchConfiguration, type PlatformConfiguration, parseJson } from './platform-configuration.ts';
import { toolConfiguration } from './tool-configuration.ts';

const TOOL = 'https://purl.imsglobal.org/spec/lti-tool-configuration';

// Platforms add much to it; a client id is all that must be there. Moodle answers 200, others 201.
const answerSchema = z.object({
  client_id: z.union([z.string().min(1).max(255), z.number().transform(String)]),
  scope: z.string().optional().catch(undefined),
  [TOOL]: z
    .object({ deployment_id: z.union([z.string().min(1).max(255), z.number().transform(String)]).optional() })
    .optional()
    .catch(undefined),
});

/** What the platform adds to the invitation's address. */
export const registrationRequestSchema = z.object({
  invite: z.string().min(1).max(200),
  openid_configuration: z.url({ protocol: /^https?$/ }).max(2000),
  registration_token: z.string().min(1).max(8000).optional(),
});

export type RegistrationRequest = z.output<typeof registrationRequestSchema>;

interface Parts {
  registrations: Registrations;
  deployments: Deployments;
  invites: Invites;
  outgoing: Outgoing;
  config: { publicUrl: string; allowInsecureHttp: boolean };
}

/** Creates the function that carries out a registration; it throws LaunchError. */
export function createDynamicRegistration(parts: Parts) {
  const { registrations, deployments, invites, outgoing, config } = parts;

  /** Asks the platform for a client id. */
  async function ask(platform: PlatformConfiguration, token: string | undefined) {
    const product = productFor(platform.issuer, platform.familyCode);
    const body = toolConfiguration(toolFacts, product, { ...config, scopesSupported: platform.scopesSupported });
    const answer = await outgoing.send(platform.registrationEndpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(body),
    });
    const read = answerSchema.safeParse(parseJson(answer.text));
    if (answer.status >= 300 || !read.success) {
      const reason = `status ${answer.status}: ${answer.text.replace(/\s+/g, ' ').slice(0, 300)}`;
      throw new LaunchError('registration_refused', { reason });
    }
    return { product, answer: read.data, scope: read.data.scope ?? String(body.scope) };
  }

  async function register(invite: Invite, request: RegistrationRequest): Promise<Registration> {
    const { openid_configuration: address, registration_token: token } = request;
    const platform = await fetchConfiguration(outgoing, address, token, config.allowInsecureHttp);
    const { product, answer, scope } = await ask(platform, token);
    // From here on the platform knows us: whatever follows, the invitation is used up.
    await invites.useUp(invite);
    const audience = product.tokenAudience(platform.authorizationServer);
    const registration = await registrations.createRegistration({
      school: invite.school,
      name: invite.name,
      family: product.family,
      issuer: platform.issuer,
      clientId: answer.client_id,
      authorizationEndpoint: platform.authorizationEndpoint,
      tokenEndpoint: platform.tokenEndpoint,
      ...(audience === undefined ? {} : { authorizationServer: audience }),
      jwksUri: platform.jwksUri,
      scopes: scope.split(' ').filter(Boolean),
    });
    const deployment = answer[TOOL]?.deployment_id;
    if (deployment !== undefined) await deployments.record(registration, deployment, 'active');
    return registration;
  }

  return async function registerByInvite(request: RegistrationRequest): Promise<Registration> {
    const invite = await invites.lock(request.invite);
    try {
      return await register(invite, request);
    } catch (error) {
      await invites.unlock(invite);
      throw toRefusal(error);
    }
  };
}

function toRefusal(error: unknown): unknown {
  if (error instanceof LaunchError) return error;
  if (error instanceof ConflictError) return new LaunchError('registration_exists', {}, error);
  if (error instanceof AppError && error.code === 'unreachable') {
    return new LaunchError('registration_unreachable', { reason: String(error.details.reason) }, error);
  }
  return error;
}
