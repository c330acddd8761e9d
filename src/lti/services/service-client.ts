// Calls a platform's services with an access token. A refused token is dropped and asked for once more; a busy or
// failing platform is tried at most twice again, no sooner than it says.
import { setTimeout as wait } from 'node:timers/promises';
import { realClock } from '../../base/clock.ts';
import type { Outgoing, OutgoingAnswer, OutgoingRequest } from '../../base/outgoing.ts';
import { UpstreamError } from '../../errors.ts';
import type { Registration } from '../platforms/registration.model.ts';
import type { AccessTokens } from './access-tokens.ts';

/** One call of a service. */
interface ServiceCall extends OutgoingRequest {
  url: string;
  scopes: readonly string[];
}

/** Calls services; throws UpstreamError with `details.status` when the answer is not 2xx in the end. */
export interface ServiceClient {
  call(registration: Registration, call: ServiceCall): Promise<OutgoingAnswer>;
}

const MORE_TRIES = 2;
const FIRST_WAIT = 1000;
const LONGEST_WAIT = 60_000;

/** Creates the client; `pause` waits for the given milliseconds. */
export function createServiceClient(
  outgoing: Outgoing,
  tokens: AccessTokens,
  pause: (milliseconds: number) => Promise<unknown> = wait,
): ServiceClient {
  async function authorised(registration: Registration, call: ServiceCall): Promise<OutgoingAnswer> {
    const { url, scopes, headers, ...request } = call;
    const send = async () => {
      const token = await tokens.getToken(registration, scopes);
      return outgoing.send(url, { ...request, headers: { ...headers, authorization: `Bearer ${token}` } });
    };
    const answer = await send();
    if (answer.status !== 401) return answer;
    tokens.drop(registration, scopes);
    return send();
  }

  return {
    async call(registration, call) {
      for (let tried = 0; ; tried += 1) {
        const answer = await authorised(registration, call);
        if (answer.status >= 200 && answer.status < 300) return answer;
        const temporary = answer.status === 429 || answer.status >= 500;
        const delay = retryDelay(answer.header('retry-after'), tried);
        if (!temporary || tried >= MORE_TRIES || delay > LONGEST_WAIT) {
          throw new UpstreamError('service_failed', { status: answer.status, address: call.url.split('?', 1)[0] });
        }
        await pause(delay);
      }
    },
  };
}

/** Milliseconds to wait: what Retry-After says (seconds or a date), else a second, then two. */
function retryDelay(header: string | undefined, tried: number, now = realClock.now().getTime()): number {
  if (header !== undefined && /^\d+$/.test(header.trim())) return Number(header) * 1000;
  const date = Date.parse(header ?? '');
  if (!Number.isNaN(date)) return Math.max(0, date - now);
  return FIRST_WAIT * 2 ** tried;
}
