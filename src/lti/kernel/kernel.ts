// The only file that knows ltijs. Ltijs verifies an id_token's signature and base claims; everything around it is ours.
// Its Express app never sees the real request: it gets one made of the two checked values, and its answer is dropped.
// So its cookies, headers, `ltik` tokens and open routes exist for nobody.
import { AsyncLocalStorage } from 'node:async_hooks';
import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { LtijsProvider } from 'ltijs';
import { whileUsed } from '../../base/context.ts';
import { later } from '../../base/later.ts';
import { loadLtijs } from './load.ts';
import { createPlugin, type PlatformRow } from './plugin.ts';

/** What is to be verified: a token, and the platform and key that it must come from. */
interface Verification {
  idToken: string;
  issuer: string;
  clientId: string;
  key: KeyObject;
}

/** Ltijs' own word for why it refused a token, for example `NO_ROLES_CLAIM` or `invalid signature`. */
export class KernelRefusal extends Error {}

/** Verifies tokens; throws KernelRefusal when one is not acceptable. */
export interface Kernel {
  verify(verification: Verification): Promise<void>;
}

interface Running {
  platform: PlatformRow;
  accept(): void;
  refuse(reason: string): void;
}

// State lives ten minutes, and Canvas dates a token by the login's start; one minute of skew beside.
const TOKEN_MAX_AGE = 660;
const LAUNCH = '/launch';
const STATE = 'kernel';
const ltijs = later(loadLtijs);

/** Creates an instance of ltijs of its own: no listening, no database connection, no deploy(). */
export function createKernel(): Kernel {
  const running = new AsyncLocalStorage<Running>();
  let lti: LtijsProvider | undefined;

  return {
    verify: ({ idToken, issuer, clientId, key }) =>
      whileUsed(
        running,
        () =>
          new Promise<void>((resolve, reject) => {
            lti ??= createProvider(running);
            const { app } = lti;
            const platform = {
              platformUrl: issuer,
              clientId,
              kid: clientId,
              authConfig: { method: 'RSA_KEY', key },
            } as const;
            const store = { platform, accept: resolve, refuse: (reason: string) => reject(new KernelRefusal(reason)) };
            const req = innerRequest(idToken, issuer);
            running.run(store, () => app(req, new ServerResponse(req), (error) => store.refuse(String(error))));
          }),
      ),
  };
}

/** Ltijs, telling what it decides to the verification that is `running`. */
function createProvider(running: AsyncLocalStorage<Running>): LtijsProvider {
  const { Provider } = ltijs();
  const lti = new (Provider.constructor as new () => LtijsProvider)();
  // A KeyObject, because ltijs would otherwise try to read the text as a private key at each launch, for 0.7 ms.
  lti.setup(
    createSecretKey(randomBytes(32)),
    { plugin: createPlugin(() => running.getStore()?.platform) },
    {
      appRoute: LAUNCH,
      loginRoute: '/unused-login',
      keysetRoute: '/unused-keys',
      dynRegRoute: '/unused-register',
      ltiaas: true,
      cors: false,
      tokenMaxAge: TOKEN_MAX_AGE,
    },
  );
  const accept = () => running.getStore()?.accept();
  lti.onConnect(accept);
  lti.onDeepLinking(accept);
  const refuse = (_req: unknown, res: { locals: { err?: { details?: { message?: string } } } }) =>
    running.getStore()?.refuse(res.locals.err?.details?.message ?? 'unknown');
  lti.onInvalidToken(refuse);
  lti.onSessionTimeout(refuse);
  return lti;
}

const nowhere = new Socket();

/** A request with a parsed body and the state cookie that ltijs looks for; the real state was checked and used before. */
function innerRequest(idToken: string, issuer: string): IncomingMessage {
  const req = new IncomingMessage(nowhere);
  return Object.assign(req, {
    method: 'POST',
    url: LAUNCH,
    body: { id_token: idToken, state: STATE },
    _body: true,
    secret: STATE,
    cookies: {},
    signedCookies: { [`state${STATE}`]: issuer },
  });
}
