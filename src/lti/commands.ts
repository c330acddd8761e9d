// The operator's commands for platforms: invite one, add one by hand, list them, rotate the tool's keys.
import type { Command } from '../base/command.ts';
import type { Lti } from './index.ts';
import { paths } from './paths.ts';
import { DEPLOYMENT_POLICIES, FAMILIES } from './platforms/registration.model.ts';
import { newRegistrationSchema } from './platforms/registration.service.ts';
import { toolAddresses } from './registration/tool-configuration.ts';
import { toolFacts } from './tool-facts.ts';

/** What these commands use of the tool's services. */
export interface LtiCommandServices {
  lti: Pick<Lti, 'registrations' | 'deployments' | 'invites' | 'keys'>;
  schools: { getOrCreateByName(name: string): Promise<string> };
  config: { publicUrl: string };
}

type LtiCommand = Command<LtiCommandServices>;

const text = (summary: string, required = false) => ({ type: 'string', summary, required }) as const;

const invitePlatform: LtiCommand = {
  name: 'invite-platform',
  summary: 'Prints an address with which a platform can register itself once, within 14 days',
  options: {
    name: text('what the platform is called here', true),
    school: text('the school that its launches join; a new school of the platform’s name when left out'),
  },
  async run({ lti, schools, config }, { options }) {
    const name = String(options.name);
    const school = await schools.getOrCreateByName(String(options.school ?? name));
    const code = await lti.invites.createInvite({ school, name });
    return `${config.publicUrl}${paths.register}?invite=${code}`;
  },
};

const addPlatform: LtiCommand = {
  name: 'add-platform',
  summary: 'Registers a platform by hand; prints what to enter in the platform',
  options: {
    name: text('what the platform is called here', true),
    school: text('the school that its launches join; a new school of the platform’s name when left out'),
    issuer: text('issuer, also called platform id', true),
    'client-id': text('client id that the platform gave to this tool', true),
    'authorization-endpoint': text('authentication request URL', true),
    'token-endpoint': text('access token URL', true),
    'authorization-server': text('audience of token requests, where it is not the access token URL'),
    'jwks-uri': text('public keyset URL', true),
    'deployment-id': text('a deployment to let in at once'),
    deployments: text(`what to do with other deployments: ${DEPLOYMENT_POLICIES.join(', ')} (default auto)`),
    family: text(`product: ${FAMILIES.join(', ')}; recognised by the issuer when left out`),
  },
  async run({ lti, schools, config }, { options }) {
    const given = newRegistrationSchema.omit({ school: true }).parse({
      name: options.name,
      issuer: options.issuer,
      clientId: options['client-id'],
      authorizationEndpoint: options['authorization-endpoint'],
      tokenEndpoint: options['token-endpoint'],
      authorizationServer: options['authorization-server'],
      jwksUri: options['jwks-uri'],
      scopes: toolFacts.scopes,
      deploymentPolicy: options.deployments,
      family: options.family,
    });
    const school = await schools.getOrCreateByName(String(options.school ?? given.name));
    const registration = await lti.registrations.createRegistration({ ...given, school });
    const deployment = options['deployment-id'];
    if (typeof deployment === 'string') await lti.deployments.record(registration, deployment, 'active');
    const { login, launch, keys } = toolAddresses(config.publicUrl, toolFacts);
    return {
      registration: registration._id,
      school,
      toolUrl: launch,
      initiateLoginUrl: login,
      redirectUris: [launch],
      publicKeysetUrl: keys,
    };
  },
};

const listPlatforms: LtiCommand = {
  name: 'platforms',
  summary: 'Lists the registered platforms',
  async run({ lti }) {
    const registrations = await lti.registrations.listRegistrations();
    return registrations.map(({ _id, name, school, family, issuer, clientId, active }) => {
      return { registration: _id, name, school, family, issuer, clientId, active };
    });
  },
};

const rotateKeys: LtiCommand = {
  name: 'rotate-keys',
  summary: 'Publishes a new key, which signs from an hour later; the old ones stay published for a week',
  options: {
    now: { type: 'boolean', summary: 'a key got out: sign with the new key at once and withdraw the old ones' },
  },
  run: ({ lti }, { options }) => lti.keys.rotate({ atOnce: options.now === true }),
};

export const commands = [invitePlatform, addPlatform, listPlatforms, rotateKeys];
