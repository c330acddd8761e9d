// Reads what a platform sends: a small form (POST) or a query (GET), each field at most once, all values plain text.
// Nothing here builds objects out of names like `state[$ne]`, so no operator ever reaches a database.
import type { IncomingMessage } from 'node:http';
import { LaunchError } from './launch/launch-error.ts';

/** Field names and their text; no prototype, so that every name is an ordinary one. */
export type Fields = Readonly<Record<string, string | undefined>>;

const MAX_BYTES = 256 * 1024;
const MAX_FIELDS = 100;
const FORM_TYPE = /^application\/x-www-form-urlencoded\s*(;\s*charset="?utf-8"?\s*)?$/i;

/** Reads the form of a POST; throws LaunchError for another method, type, size, or a field that came twice. */
export async function readForm(req: IncomingMessage): Promise<Fields> {
  if (req.method !== 'POST') throw new LaunchError('method_wrong', { method: String(req.method) });
  if (!FORM_TYPE.test(req.headers['content-type'] ?? '')) throw new LaunchError('content_type_wrong');
  return toFields(new URLSearchParams(await readBody(req)));
}

/** Reads the query of a request's address, under the same rules. */
export function readQuery(req: IncomingMessage): Fields {
  const address = req.url ?? '';
  const start = address.indexOf('?');
  return toFields(new URLSearchParams(start < 0 ? '' : address.slice(start)));
}

async function readBody(req: IncomingMessage): Promise<string> {
  if (Number(req.headers['content-length'] ?? 0) > MAX_BYTES) throw new LaunchError('request_too_large');
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of req as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > MAX_BYTES) throw new LaunchError('request_too_large');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function toFields(parameters: URLSearchParams): Fields {
  if (parameters.size > MAX_FIELDS) throw new LaunchError('request_too_large');
  const fields: Record<string, string> = Object.create(null);
  for (const [name, value] of parameters) {
    if (name in fields) throw new LaunchError('request_invalid', { field: name.slice(0, 40) });
    fields[name] = value;
  }
  return fields;
}
