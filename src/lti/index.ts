// LTI 1.3 for the rest of the tool: createLti gives the routes of /lti, the registry of platforms and the roster client.
// A good launch goes to `onLaunch` as a plain value; this folder makes no session and knows no person.
import { type ErrorRequestHandler, type RequestHandler, Router } from 'express';
import type { Connection } from 'mongoose';
import type { Logger } from 'pino';
import type { Crypt } from '../base/crypt.ts';
import { addressKey, type Limits } from '../base/http/limits.ts';
import { createOutgoing } from '../base/outgoing.ts';
import { createKernel } from './kernel/kernel.ts';
import { handleKeys } from './keys/keys.routes.ts';
import { createPlatformKeys } from './keys/platform-keys.ts';
import { createToolKeys } from './keys/tool-keys.ts';
import { handleLaunch, type OnLaunch } from './launch/launch.routes.ts';
import { createLaunches } from './launch/launch.service.ts';
import { showRefusal } from './launch/refusal.ts';
import { handleLogin } from './login/login.routes.ts';
import { createLogins } from './login/login.service.ts';
import { createDeployments } from './platforms/deployment.service.ts';
import { createInvites } from './platforms/invite.service.ts';
import { createRegistrations } from './platforms/registration.service.ts';
import { handleCanvasConfiguration } from './registration/canvas-configuration.ts';
import { handleRegister } from './registration/registration.routes.ts';
import { createDynamicRegistration } from './registration/registration.service.ts';
import { createAccessTokens } from './services/access-tokens.ts';
import { createRosterClient } from './services/roster.ts';
import { createServiceClient } from './services/service-client.ts';
import { toolFacts } from './tool-facts.ts';

export { commands } from './commands.ts';
export type { Launch, LaunchContext } from './launch/launch.ts';
export type { RosterClient, RosterMember } from './services/roster.ts';

/** What the LTI part needs from the rest of the tool. */
export interface LtiParts {
  connection: Connection;
  crypt: Crypt;
  config: { publicUrl: string; allowInsecureHttp: boolean; privatePlatformHosts: string[] };
  onLaunch: OnLaunch;
  logger: Logger;
  limits: Limits;
  /** The name of a school, for the page of a refused launch. */
  schoolName(school: string): Promise<string>;
}

/** The LTI part of the tool. */
export type Lti = ReturnType<typeof createLti>;

/** Wires the LTI part; mount `routes` at /lti, behind `pages()` and before any body parser or CSRF check. */
export function createLti(parts: LtiParts) {
  const { connection, crypt, config, onLaunch, logger, limits } = parts;
  const outgoing = createOutgoing({
    allowInsecureHttp: config.allowInsecureHttp,
    privateHosts: config.privatePlatformHosts,
  });
  const registrations = createRegistrations(connection);
  const deployments = createDeployments(connection);
  const invites = createInvites(connection);
  const keys = createToolKeys(connection, crypt);
  const logins = createLogins({ connection, crypt, registrations, publicUrl: config.publicUrl });
  const platformKeys = createPlatformKeys(outgoing);
  const kernel = createKernel();
  const receive = createLaunches({ logins, registrations, deployments, platformKeys, kernel, config });
  const registerByInvite = createDynamicRegistration({ registrations, deployments, invites, outgoing, config });
  const client = createServiceClient(outgoing, createAccessTokens(outgoing, keys));

  const limited =
    (name: 'keys' | 'register' | 'lti'): RequestHandler =>
    async (req, _res, next) => {
      await limits.count(name, addressKey(req));
      next();
    };
  const routes = Router();
  routes.get('/keys', limited('keys'), handleKeys(keys));
  routes.get('/config.json', limited('keys'), handleCanvasConfiguration(toolFacts, config.publicUrl));
  routes.get('/register', limited('register'), handleRegister(registerByInvite));
  routes.all('/login', limited('lti'), handleLogin(logins));
  routes.all('/launch', limited('lti'), handleLaunch(receive, onLaunch));
  routes.use(showRefusal(logger, config.allowInsecureHttp, parts.schoolName) as ErrorRequestHandler);

  return {
    routes,
    registrations,
    deployments,
    invites,
    keys,
    rosters: createRosterClient(registrations, client),
    close: () => outgoing.close(),
  };
}
