// What a platform publishes about itself, and checks on it: who answers for an issuer must live on the issuer's host.
// https://www.imsglobal.org/spec/lti-dr/v1p0#platform-configuration
import { z } from 'zod';
import type { Outgoing } from '../../base/outgoing.ts';
import { LaunchError } from '../launch/launch-error.ts';

const PLATFORM = 'https://purl.imsglobal.org/spec/lti-platform-configuration';

const endpoint = z.url({ protocol: /^https?$/ }).max(2000);

const schema = z.object({
  issuer: endpoint,
  authorization_endpoint: endpoint,
  token_endpoint: endpoint,
  jwks_uri: endpoint,
  registration_endpoint: endpoint,
  authorization_server: z.string().min(1).optional().catch(undefined),
  scopes_supported: z.array(z.string()).optional().catch(undefined),
  [PLATFORM]: z
    .object({ product_family_code: z.string().optional().catch(undefined) })
    .optional()
    .catch(undefined),
});

/** A platform's configuration under plain names. */
export interface PlatformConfiguration {
  issuer: string;
  authorizationEndpoint: string;
  tokenEndpoint: string;
  authorizationServer: string | undefined;
  jwksUri: string;
  registrationEndpoint: string;
  scopesSupported: string[] | undefined;
  familyCode: string | undefined;
}

const TIMEOUT = 5000;
const MAX_BYTES = 256 * 1024;

/** Fetches and checks a platform's configuration; throws LaunchError. */
export async function fetchConfiguration(
  outgoing: Outgoing,
  address: string,
  token: string | undefined,
  allowInsecureHttp: boolean,
): Promise<PlatformConfiguration> {
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const answer = await outgoing.send(address, { headers, timeout: TIMEOUT, maxBytes: MAX_BYTES });
  if (answer.status !== 200) throw new LaunchError('registration_unreachable', { reason: `status ${answer.status}` });
  return readConfiguration(parseJson(answer.text), address, allowInsecureHttp);
}

/** Checks a configuration that was found at `address`; throws LaunchError registration_invalid. */
function readConfiguration(found: unknown, address: string, allowInsecureHttp: boolean): PlatformConfiguration {
  const result = schema.safeParse(found);
  if (!result.success) {
    throw new LaunchError('registration_invalid', {
      reason: `configuration: ${result.error.issues[0]?.path.join('.')}`,
    });
  }
  const given = result.data;
  // https://www.imsglobal.org/spec/lti-dr/v1p0#issuer-and-openid-configuration-url-match
  if (new URL(given.issuer).host !== new URL(address).host) {
    throw new LaunchError('registration_invalid', {
      reason: `issuer ${given.issuer} is not at ${new URL(address).host}`,
    });
  }
  const endpoints = [
    given.issuer,
    given.authorization_endpoint,
    given.token_endpoint,
    given.jwks_uri,
    given.registration_endpoint,
  ];
  const insecure = endpoints.find((each) => new URL(each).protocol !== 'https:');
  if (insecure && !allowInsecureHttp)
    throw new LaunchError('registration_invalid', { reason: `not https: ${insecure}` });
  return {
    issuer: given.issuer,
    authorizationEndpoint: given.authorization_endpoint,
    tokenEndpoint: given.token_endpoint,
    authorizationServer: given.authorization_server,
    jwksUri: given.jwks_uri,
    registrationEndpoint: given.registration_endpoint,
    scopesSupported: given.scopes_supported,
    familyCode: given[PLATFORM]?.product_family_code,
  };
}

/** The value of a JSON text, or undefined. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
