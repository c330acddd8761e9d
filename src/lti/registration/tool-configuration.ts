// What the tool asks of a platform at a dynamic registration: https://www.imsglobal.org/spec/lti-dr/v1p0#tool-configuration
import { paths } from '../paths.ts';
import type { Product } from '../products/index.ts';
import type { ToolFacts } from '../tool-facts.ts';

/** The addresses of the tool that a platform must know. */
export function toolAddresses(publicUrl: string, facts: ToolFacts) {
  return {
    login: publicUrl + paths.login,
    launch: publicUrl + paths.launch,
    keys: publicUrl + paths.keys,
    canvasConfiguration: publicUrl + paths.canvasConfiguration,
    icon: publicUrl + facts.icon,
  };
}

/** The body of the registration request to a platform of this product. */
export function toolConfiguration(
  facts: ToolFacts,
  product: Product,
  platform: { publicUrl: string; scopesSupported: string[] | undefined },
): Record<string, unknown> {
  const addresses = toolAddresses(platform.publicUrl, facts);
  const { scopesSupported } = platform;
  const scopes = facts.scopes.filter((scope) => !scopesSupported || scopesSupported.includes(scope));
  return {
    application_type: 'web',
    response_types: ['id_token'],
    grant_types: ['implicit', 'client_credentials'],
    initiate_login_uri: addresses.login,
    redirect_uris: [addresses.launch],
    client_name: facts.title.en,
    'client_name#de': facts.title.de,
    jwks_uri: addresses.keys,
    logo_uri: addresses.icon,
    token_endpoint_auth_method: 'private_key_jwt',
    id_token_signed_response_alg: 'RS256',
    scope: scopes.join(' '),
    'https://purl.imsglobal.org/spec/lti-tool-configuration': {
      // With the port: Moodle compares it with the host of the target.
      domain: new URL(platform.publicUrl).host,
      description: facts.description.en,
      'description#de': facts.description.de,
      target_link_uri: addresses.launch,
      claims: facts.claims,
      custom_parameters: { ...facts.custom, ...product.custom },
      messages: product.messages(facts, addresses),
      ...product.configuration(facts),
    },
  };
}
