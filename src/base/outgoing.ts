// Requests to other systems (platforms): https only, no redirects, a time limit, a size limit, and no way into the
// local network. Addresses are checked when the connection is made (see addresses.ts).
import type { Agent } from 'undici';
import { UpstreamError } from '../errors.ts';
import { checkedLookup, checkUrl, type OutgoingRules } from './addresses.ts';
import { later, require } from './later.ts';

const undici = later<typeof import('undici')>(() => require('undici'));

/** One outgoing request. Times in milliseconds, sizes in bytes. */
export interface OutgoingRequest {
  method?: 'GET' | 'POST' | 'PUT';
  headers?: Record<string, string>;
  body?: string;
  timeout?: number;
  maxBytes?: number;
}

/** What came back, whatever its status. */
export interface OutgoingAnswer {
  status: number;
  header(name: string): string | undefined;
  text: string;
}

/** Sends requests under the rules; throws UpstreamError (code `unreachable`) when no complete answer arrived. */
export interface Outgoing {
  send(url: string, options?: OutgoingRequest): Promise<OutgoingAnswer>;
  close(): Promise<void>;
}

const TIMEOUT = 10_000;
const MAX_BYTES = 1024 * 1024;
// Some hosts answer 403 to requests without one.
const USER_AGENT = 'Perennial (LTI tool)';

/** Creates the sender; one per tool, it keeps connections open. */
export function createOutgoing(rules: OutgoingRules): Outgoing {
  let dispatcher: Agent | undefined;
  const createDispatcher = () =>
    new (undici().Agent)({
      connect: { lookup: checkedLookup(rules), timeout: TIMEOUT },
      maxResponseSize: 32 * MAX_BYTES,
      connections: 16,
    });

  async function send(address: string, options: OutgoingRequest): Promise<OutgoingAnswer> {
    const url = new URL(address);
    checkUrl(rules, url);
    dispatcher ??= createDispatcher();
    const answer = await undici().request(url, {
      dispatcher,
      method: options.method ?? 'GET',
      headers: { 'user-agent': USER_AGENT, accept: 'application/json', ...options.headers },
      body: options.body ?? null,
      signal: AbortSignal.timeout(options.timeout ?? TIMEOUT),
    });
    const text = await readText(answer.body, options.maxBytes ?? MAX_BYTES);
    const header = (name: string) => {
      const value = answer.headers[name.toLowerCase()];
      return Array.isArray(value) ? value.join(', ') : value;
    };
    return { status: answer.statusCode, header, text };
  }

  return {
    async send(address, options = {}) {
      try {
        return await send(address, options);
      } catch (cause) {
        throw new UpstreamError('unreachable', { reason: reasonOf(cause), address: withoutQuery(address) }, cause);
      }
    },
    close: async () => dispatcher?.close(),
  };
}

async function readText(body: AsyncIterable<Buffer>, maxBytes: number): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of body) {
    size += part.length;
    if (size > maxBytes) throw new Error(`The answer is larger than ${maxBytes} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

/** A few words for the administrator; never the answer's text. */
function reasonOf(cause: unknown): string {
  const error = cause as { name?: string; code?: string; message?: string; cause?: unknown };
  if (error.name === 'TimeoutError') return 'no answer in time';
  if (error.cause && !error.message) return reasonOf(error.cause);
  return error.message || error.code || 'unknown';
}

function withoutQuery(address: string): string {
  return address.split(/[?#]/, 1)[0] ?? '';
}
