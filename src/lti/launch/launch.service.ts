// A launch step by step: the login is opened, the token is taken apart, its key is found, ltijs verifies it, the login
// is used up, the claims are checked, the deployment is let in. Each step throws a LaunchError or hands on what it found.
import { realClock } from '../../base/clock.ts';
import type { Fields } from '../form.ts';
import { type Kernel, KernelRefusal } from '../kernel/kernel.ts';
import type { PlatformKeys } from '../keys/platform-keys.ts';
import { isOurs, type Logins, type OpenLogin } from '../login/login.service.ts';
import type { Deployments } from '../platforms/deployment.service.ts';
import type { Registration } from '../platforms/registration.model.ts';
import type { Registrations } from '../platforms/registration.service.ts';
import { type Presentation, readPresentation, readResourceLinkClaims, readRoleNames } from './claims.ts';
import { checkAddressee, splitIdToken, type UnverifiedToken } from './id-token.ts';
import { type Launch, toLaunch } from './launch.ts';
import { LaunchError } from './launch-error.ts';

/** What is known about a launch so far; a refusal's page is made from it. */
export interface LaunchAttempt {
  registration?: Registration;
  presentation?: Presentation;
  /** Not verified. */
  roleNames?: string[];
}

interface Parts {
  logins: Logins;
  registrations: Registrations;
  deployments: Deployments;
  platformKeys: PlatformKeys;
  kernel: Kernel;
  config: { publicUrl: string; allowInsecureHttp: boolean };
}

/** Creates the function that turns a platform's message into a Launch; it notes in `attempt` what it has learnt. */
export function createLaunches(parts: Parts) {
  const { logins, registrations, deployments, platformKeys, kernel, config } = parts;

  async function registrationOf(login: OpenLogin): Promise<Registration> {
    const registration = await registrations.findRegistration(login.registration);
    if (!registration) throw new LaunchError('platform_unknown', { issuer: '–', clientId: '–' });
    if (!registration.active) throw new LaunchError('platform_inactive', { platform: registration.name });
    return registration;
  }

  async function verify(token: UnverifiedToken, registration: Registration, login: OpenLogin): Promise<void> {
    const kid = checkAddressee(token, registration, login);
    const key = await platformKeys.getKey(registration, kid);
    const { issuer, clientId } = registration;
    try {
      await kernel.verify({ idToken: token.compact, issuer, clientId, key });
    } catch (error) {
      if (error instanceof KernelRefusal) throw explain(error, token);
      throw error;
    }
  }

  return async function receive(
    fields: Fields,
    cookieOf: (state: string) => string | undefined,
    attempt: LaunchAttempt,
  ): Promise<Launch> {
    const login = await logins.open(fields.state, cookieOf);
    const registration = await registrationOf(login);
    attempt.registration = registration;
    // https://openid.net/specs/openid-connect-core-1_0.html#AuthError
    if (fields.error !== undefined) {
      const values = { error: fields.error, description: fields.error_description ?? '–' };
      throw new LaunchError('platform_refused', values);
    }
    const token = splitIdToken(fields.id_token);
    attempt.presentation = readPresentation(token.payload);
    attempt.roleNames = readRoleNames(token.payload);
    await verify(token, registration, login);
    await logins.use(login);
    const claims = readResourceLinkClaims(token.payload, now());
    if (!isOurs(config.publicUrl, claims.target)) throw new LaunchError('target_foreign', { target: claims.target });
    const { _id: deployment, school } = await deployments.admit(registration, claims.deploymentId);
    return toLaunch(claims, { registration, school, deployment, allowInsecureHttp: config.allowInsecureHttp });
  };
}

const now = () => Math.floor(realClock.now().getTime() / 1000);

/** Ltijs' words in ours. What it says about claims is said more exactly by our own check. */
function explain(refusal: KernelRefusal, token: UnverifiedToken): LaunchError {
  const reason = refusal.message;
  if (reason === 'invalid signature') return new LaunchError('signature_invalid', {}, refusal);
  if (reason === 'jwt not active') return new LaunchError('clock_wrong', { seconds: '–' }, refusal);
  if (reason === 'jwt expired' || reason === 'TOKEN_TOO_OLD') {
    const minutes = Math.round((now() - Number(token.payload.iat)) / 60);
    return new LaunchError('launch_expired', { minutes: Number.isFinite(minutes) ? minutes : '–' }, refusal);
  }
  try {
    readResourceLinkClaims(token.payload, now());
  } catch (error) {
    if (error instanceof LaunchError) return error;
    throw error;
  }
  return new LaunchError('token_invalid', {}, refusal);
}
