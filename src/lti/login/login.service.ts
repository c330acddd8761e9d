// Begins a launch: checks what the platform asks for, and says where to send the browser. The login itself travels as the
// state: sealed, so that nobody else can make, read or change one, and good for one launch of the browser that began it.
// https://www.imsglobal.org/spec/security/v1p0/#platform-originating-messages
import { createHash, randomBytes } from 'node:crypto';
import type { Collection } from 'mongodb';
import type { Connection } from 'mongoose';
import { z } from 'zod';
import { realClock } from '../../base/clock.ts';
import type { Crypt } from '../../base/crypt.ts';
import { isDuplicate } from '../../base/db/index.ts';
import type { Fields } from '../form.ts';
import { LaunchError } from '../launch/launch-error.ts';
import { paths } from '../paths.ts';
import type { Registration } from '../platforms/registration.model.ts';
import type { Registrations } from '../platforms/registration.service.ts';
import { LOGIN_LIFETIME } from './cookies.ts';
import { type UsedLogin, usedLoginModel } from './used-login.model.ts';

const PURPOSE = 'lti-login';
// Marks outlive their logins, because the clocks of two processes may differ.
const KEPT = 10 * 60_000;

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

/** What a state holds: the login that it stands for. */
export interface OpenLogin {
  registration: string;
  nonce: string;
  /** The SHA-256 of the secret that only the browser's cookie holds. */
  proof: string;
  /** Milliseconds since 1970. */
  expiresAt: number;
}

/** Two secrets of 256 bits, from one call because each costs. */
function secrets(): [string, string] {
  const bytes = randomBytes(64);
  return [bytes.toString('base64url', 0, 32), bytes.toString('base64url', 32)];
}
const hash = (value: string) => createHash('sha256').update(value).digest('base64url');

/** The logins. */
export type Logins = ReturnType<typeof createLogins>;

/** Creates the logins of a tool; its processes share the crypt and the connection's database. */
export function createLogins(deps: {
  connection: Connection;
  crypt: Crypt;
  registrations: Registrations;
  publicUrl: string;
}) {
  const { crypt, registrations, publicUrl } = deps;
  const used = usedLoginModel(deps.connection).collection as unknown as Collection<UsedLogin>;

  function unseal(state: string | undefined): OpenLogin {
    try {
      return JSON.parse(crypt.open(state ?? '', PURPOSE).toString('utf8')) as OpenLogin;
    } catch {
      throw new LaunchError('state_unknown');
    }
  }

  async function refuseUsed(login: OpenLogin): Promise<void> {
    const mark = await used.findOne({ _id: hash(login.nonce) });
    if (mark) throw new LaunchError('state_used', { when: mark.usedAt.toISOString() });
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

    /** Seals the login into a new state, with a new nonce. */
    begin(login: Login): BegunLogin {
      const [nonce, cookie] = secrets();
      const expiresAt = realClock.now().getTime() + LOGIN_LIFETIME;
      const sealed: OpenLogin = { registration: login.registration._id, nonce, proof: hash(cookie), expiresAt };
      const state = crypt.seal(JSON.stringify(sealed), PURPOSE);
      return { state, cookie, address: authenticationRequest(login, { state, nonce, publicUrl }) };
    },

    /** The login of a state, for the browser that began it; throws LaunchError. */
    async open(state: string | undefined, cookieOf: (state: string) => string | undefined): Promise<OpenLogin> {
      const login = unseal(state);
      if (login.expiresAt <= realClock.now().getTime()) throw new LaunchError('launch_expired', { minutes: 10 });
      const cookie = cookieOf(state ?? '');
      if (cookie === undefined || hash(cookie) !== login.proof) {
        await refuseUsed(login);
        throw new LaunchError('cookie_missing', { came: cookie === undefined ? 'none' : 'another' });
      }
      return login;
    },

    /** Uses a login up. The second one to do so, in whatever process, gets a LaunchError. */
    async use(login: OpenLogin): Promise<void> {
      const mark = { _id: hash(login.nonce), usedAt: realClock.now(), removeAt: new Date(login.expiresAt + KEPT) };
      try {
        await used.insertOne(mark);
      } catch (error) {
        if (isDuplicate(error)) await refuseUsed(login);
        throw error;
      }
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
