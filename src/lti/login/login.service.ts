// Begins a launch: checks what the platform asks for, remembers the login, and says where to send the browser.
// https://www.imsglobal.org/spec/security/v1p0/#platform-originating-messages
import { createHash, randomBytes } from 'node:crypto';
import type { Connection } from 'mongoose';
import { z } from 'zod';
import { realClock } from '../../base/clock.ts';
import type { Fields } from '../form.ts';
import { LaunchError } from '../launch/launch-error.ts';
import { paths } from '../paths.ts';
import type { Registration } from '../platforms/registration.model.ts';
import type { Registrations } from '../platforms/registration.service.ts';
import { LOGIN_LIFETIME } from './cookies.ts';
import { type LoginState, loginStateModel } from './login-state.model.ts';

const KEPT = 60 * 60 * 1000;
const STATE = /^[A-Za-z0-9_-]{43}$/;

// https://www.imsglobal.org/spec/lti/v1p3#additional-login-parameters
const loginSchema = z.object({
  iss: z.string().min(1).max(2000),
  login_hint: z.string().min(1).max(8000),
  target_link_uri: z.string().min(1).max(4000),
  client_id: z.string().min(1).max(255).optional(),
  lti_message_hint: z.string().max(16_000).optional(),
});

/** A checked login request. */
export type Login = z.output<typeof loginSchema> & { registration: Registration };

/** A begun login: the platform's address to go to, and what the browser's cookie must hold. */
export interface BegunLogin {
  state: string;
  cookie: string;
  address: string;
}

/** Three secrets of 256 bits, from one call because each costs. */
function secrets(): [string, string, string] {
  const bytes = randomBytes(96);
  const part = (at: number) => bytes.toString('base64url', at * 32, at * 32 + 32);
  return [part(0), part(1), part(2)];
}
const hash = (value: string) => createHash('sha256').update(value).digest('base64url');

/** The logins. */
export type Logins = ReturnType<typeof createLogins>;

/** Creates the logins on a connection. */
export function createLogins(connection: Connection, registrations: Registrations, publicUrl: string) {
  const states = loginStateModel(connection).collection;

  async function explain(state: string, cookie: string | undefined): Promise<LaunchError> {
    const login = (await states.findOne({ _id: hash(state) as never })) as LoginState | null;
    if (!login) return new LaunchError('state_unknown');
    if (login.usedAt) return new LaunchError('state_used', { when: login.usedAt.toISOString() });
    if (login.expiresAt <= realClock.now()) return new LaunchError('launch_expired', { minutes: 10 });
    return new LaunchError('cookie_missing', { came: cookie === undefined ? 'none' : 'another' });
  }

  return {
    /** Checks a login request; throws LaunchError. */
    async readLogin(fields: Fields): Promise<Login> {
      const login = loginSchema.safeParse({ ...fields });
      if (!login.success) {
        throw new LaunchError('login_invalid', { field: login.error.issues[0]?.path.join('.') ?? '' });
      }
      const registration = await registrations.getForLogin(login.data.iss, login.data.client_id);
      if (!registration.active) throw new LaunchError('platform_inactive', { platform: registration.name });
      if (!isOurs(publicUrl, login.data.target_link_uri)) {
        throw new LaunchError('target_foreign', { target: login.data.target_link_uri });
      }
      return { ...login.data, registration };
    },

    /** Remembers the login under a new state and nonce. */
    async begin(login: Login): Promise<BegunLogin> {
      const [state, nonce, cookie] = secrets();
      const now = realClock.now().getTime();
      const document: LoginState = {
        _id: hash(state),
        school: login.registration.school,
        proof: hash(cookie),
        registration: login.registration._id,
        nonce,
        target: login.target_link_uri,
        expiresAt: new Date(now + LOGIN_LIFETIME),
        usedAt: null,
        removeAt: new Date(now + LOGIN_LIFETIME + KEPT),
      };
      await states.insertOne(document as never);
      return { state, cookie, address: authenticationRequest(login, { state, nonce, publicUrl }) };
    },

    /** Uses a login up, once, for the browser that began it; throws LaunchError. */
    async use(state: string | undefined, cookieOf: (state: string) => string | undefined): Promise<LoginState> {
      if (state === undefined || !STATE.test(state)) throw new LaunchError('state_unknown');
      const cookie = cookieOf(state);
      const now = realClock.now();
      const used = cookie
        ? await states.findOneAndUpdate(
            { _id: hash(state) as never, usedAt: null, expiresAt: { $gt: now }, proof: hash(cookie) },
            { $set: { usedAt: now } },
          )
        : null;
      if (!used) throw await explain(state, cookie);
      return used as unknown as LoginState;
    },
  };
}

/** Tells whether an address is one of this tool. */
export function isOurs(publicUrl: string, address: string): boolean {
  return URL.canParse(address) && new URL(address).origin === new URL(publicUrl).origin;
}

/** https://www.imsglobal.org/spec/security/v1p0/#step-2-authentication-request */
function authenticationRequest(login: Login, own: { state: string; nonce: string; publicUrl: string }): string {
  const address = new URL(login.registration.authorizationEndpoint);
  const parameters = {
    scope: 'openid',
    response_type: 'id_token',
    response_mode: 'form_post',
    prompt: 'none',
    client_id: login.registration.clientId,
    redirect_uri: `${own.publicUrl}${paths.launch}`,
    login_hint: login.login_hint,
    state: own.state,
    nonce: own.nonce,
    ...(login.lti_message_hint === undefined ? {} : { lti_message_hint: login.lti_message_hint }),
  };
  for (const [name, value] of Object.entries(parameters)) address.searchParams.set(name, value);
  return address.href;
}
