// The operator's commands for platforms: invite one, add one by hand, list and switch them, decide about deployments,
// rotate the tool's keys.
import type { z } from 'zod';
import type { Command, CommandInput } from '../base/command.ts';
import type { Lti } from './index.ts';
import { paths } from './paths.ts';
import { DEPLOYMENT_POLICIES, FAMILIES } from './platforms/registration.model.ts';
import { newRegistrationSchema } from './platforms/registration.service.ts';
import { productOf } from './products/index.ts';
import { toolAddresses } from './registration/tool-configuration.ts';
import { toolFacts } from './tool-facts.ts';

/** What these commands use of the tool's services. */
interface LtiCommandServices {
  lti: Pick<Lti, 'registrations' | 'deployments' | 'invites' | 'keys'>;
  schools: { getOrCreateByName(name: string): Promise<string> };
  config: { publicUrl: string };
}

type LtiCommand = Command<LtiCommandServices>;

const text = (summary: string, required = false) => ({ type: 'string', summary, required }) as const;
const flag = (summary: string) => ({ type: 'boolean', summary }) as const;

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

const handSchema = newRegistrationSchema.omit({ school: true, scopes: true, active: true });

/** Reads the options of add-platform; throws with one line that names the wrong one. */
function readPlatform({ options }: CommandInput): z.output<typeof handSchema> {
  const given = handSchema.safeParse({
    name: options.name,
    issuer: options.issuer,
    clientId: options['client-id'],
    authorizationEndpoint: options['authorization-endpoint'],
    tokenEndpoint: options['token-endpoint'],
    authorizationServer: options['authorization-server'],
    jwksUri: options['jwks-uri'],
    deploymentPolicy: options.deployments,
    family: options.family,
  });
  if (given.success) return given.data;
  const [issue] = given.error.issues;
  const option = issue?.path.join('.').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  throw new Error(`--${option === 'deployment-policy' ? 'deployments' : option}: ${issue?.message}`);
}

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
  async run({ lti, schools, config }, input) {
    const platform = readPlatform(input);
    const { school: schoolName, 'deployment-id': deployment } = input.options;
    const school = await schools.getOrCreateByName(String(schoolName ?? platform.name));
    const given = { ...platform, school, scopes: toolFacts.scopes };
    const registration = await lti.registrations.createRegistration(given);
    if (typeof deployment === 'string') await lti.deployments.record(registration, deployment, 'active');
    const { login, launch, keys, canvasConfiguration } = toolAddresses(config.publicUrl, toolFacts);
    const { family, custom } = productOf(registration);
    return {
      registration: registration._id,
      school,
      toolUrl: launch,
      initiateLoginUrl: login,
      redirectUris: [launch],
      publicKeysetUrl: keys,
      customParameters: { ...toolFacts.custom, ...custom },
      ...(family === 'canvas' ? { developerKeyFromUrl: canvasConfiguration } : {}),
    };
  },
};

const listPlatforms: LtiCommand = {
  name: 'platforms',
  summary: 'Lists the registered platforms and their deployments',
  async run({ lti }) {
    const registrations = await lti.registrations.listRegistrations();
    return Promise.all(
      registrations.map(async ({ _id, name, school, family, issuer, clientId, active }) => {
        const deployments = await lti.deployments.listDeployments(_id);
        const shown = deployments.map((each) => {
          return { id: each._id, deploymentId: each.deploymentId, status: each.status, school: each.school };
        });
        return { registration: _id, name, school, family, issuer, clientId, active, deployments: shown };
      }),
    );
  },
};

const switchPlatform: LtiCommand = {
  name: 'switch-platform',
  summary: 'Switches a platform off, so that its launches are refused, or on again',
  usage: 'REGISTRATION',
  options: { off: flag('refuse its launches'), on: flag('let its launches in') },
  async run({ lti }, { options, arguments: [registration = ''] }) {
    if (options.on === options.off) throw new Error('--on or --off: give one of them');
    await lti.registrations.setActive(registration, options.on === true);
    return { registration, active: options.on === true };
  },
};

const decideDeployment: LtiCommand = {
  name: 'decide-deployment',
  summary: 'Lets a deployment of a platform in, into its platform’s school or another one, or keeps it out',
  usage: 'DEPLOYMENT',
  options: {
    allow: flag('let its launches in'),
    refuse: flag('refuse its launches'),
    school: text('the school that its launches join'),
  },
  async run({ lti, schools }, { options, arguments: [deployment = ''] }) {
    if (options.allow === options.refuse) throw new Error('--allow or --refuse: give one of them');
    const status = options.allow ? 'active' : 'refused';
    const school = options.school === undefined ? undefined : await schools.getOrCreateByName(String(options.school));
    await lti.deployments.decide(deployment, { status, ...(school === undefined ? {} : { school }) });
    return { deployment, status };
  },
};

const rotateKeys: LtiCommand = {
  name: 'rotate-keys',
  summary: 'Publishes a new key, which signs from an hour later; the old ones stay published for a week',
  options: { now: flag('a key got out: sign with the new key at once and withdraw the old ones') },
  run: ({ lti }, { options }) => lti.keys.rotate({ atOnce: options.now === true }),
};

export const commands = [invitePlatform, addPlatform, listPlatforms, switchPlatform, decideDeployment, rotateKeys];
