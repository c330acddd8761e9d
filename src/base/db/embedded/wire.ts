// MongoDB's wire protocol: bytes in, one command out, and the answer back as bytes.
// https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/
import { type DeserializeOptions, type Document, deserialize } from 'bson';
import type { Batch } from './cursor.ts';
import { encode } from './value.ts';

export interface Request {
  id: number;
  opCode: number;
  command: Document;
  /** The client wants no answer. */
  silent: boolean;
}

const OP_REPLY = 1;
const OP_QUERY = 2004;
const OP_MSG = 2013;
const CHECKSUM_PRESENT = 1;
const MORE_TO_COME = 2;
const UNKNOWN_REQUIRED_FLAGS = 0xfffc;
const LARGEST_MESSAGE = 48_000_000;
const HEADER = 16;

// Documents to insert stay as they came; everything else is read with its types.
const options: DeserializeOptions = {
  promoteValues: false,
  promoteLongs: false,
  bsonRegExp: true,
  fieldsAsRaw: { documents: true },
};

/** Cuts a stream of bytes into whole messages; throws when the bytes cannot be a message. */
export class Framer {
  #chunks: Buffer[] = [];
  #size = 0;
  #need = HEADER;

  *push(chunk: Buffer): Generator<Buffer> {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    while (this.#size >= this.#need) {
      const all = this.#chunks.length === 1 ? (this.#chunks[0] as Buffer) : Buffer.concat(this.#chunks);
      const length = all.readInt32LE(0);
      if (length < HEADER + 5 || length > LARGEST_MESSAGE) throw new Error(`a message cannot have ${length} bytes`);
      const whole = all.length >= length;
      if (whole) yield all.subarray(0, length);
      const rest = whole ? all.subarray(length) : all;
      this.#chunks = [rest];
      this.#size = rest.length;
      this.#need = whole ? HEADER : length;
    }
  }
}

/** Reads one whole message; throws when it is malformed. */
export function readRequest(message: Buffer): Request {
  const id = message.readInt32LE(4);
  const opCode = message.readInt32LE(12);
  if (opCode === OP_QUERY) return { id, opCode, command: readLegacyQuery(message), silent: false };
  if (opCode !== OP_MSG) throw new Error(`opcode ${opCode} is not spoken here`);
  const flags = message.readUInt32LE(HEADER);
  if (flags & UNKNOWN_REQUIRED_FLAGS) throw new Error(`unknown message flags ${flags}`);
  const end = message.length - (flags & CHECKSUM_PRESENT ? 4 : 0);
  return { id, opCode, command: readSections(message.subarray(0, end)), silent: (flags & MORE_TO_COME) !== 0 };
}

function readLegacyQuery(message: Buffer): Document {
  const nameEnd = message.indexOf(0, HEADER + 4);
  if (nameEnd < 0) throw new Error('a query without a collection');
  return deserialize(documentAt(message, nameEnd + 9), options);
}

function readSections(message: Buffer): Document {
  const sequences: [string, unknown[]][] = [];
  let body: Document | undefined;
  for (let at = HEADER + 4; at < message.length; ) {
    const kind = message.readUInt8(at);
    const size = message.readInt32LE(at + 1);
    if (size < 5 || at + 1 + size > message.length) throw new Error('a section leaves its message');
    if (kind === 0) body = deserialize(documentAt(message, at + 1), options);
    else if (kind === 1) sequences.push(readSequence(message.subarray(at + 5, at + 1 + size)));
    else throw new Error(`unknown section kind ${kind}`);
    at += 1 + size;
  }
  if (!body) throw new Error('a message without a body');
  for (const [name, documents] of sequences) if (name !== '__proto__') body[name] = documents;
  return body;
}

function readSequence(section: Buffer): [string, unknown[]] {
  const nameEnd = section.indexOf(0);
  if (nameEnd < 0) throw new Error('a document sequence without a name');
  const name = section.toString('utf8', 0, nameEnd);
  const documents: unknown[] = [];
  for (let at = nameEnd + 1; at < section.length; ) {
    const raw = documentAt(section, at);
    documents.push(name === 'documents' ? raw : deserialize(raw, options));
    at += raw.length;
  }
  return [name, documents];
}

function documentAt(bytes: Buffer, at: number): Buffer {
  const size = bytes.readInt32LE(at);
  if (size < 5 || at + size > bytes.length) throw new Error('a document leaves its message');
  return bytes.subarray(at, at + size);
}

/** Writes the answer to a request. */
export function writeReply(request: Request, answer: Document, requestId: number): Buffer {
  const body = answer.batch ? encodeBatch(answer.batch) : encode(answer);
  const legacy = request.opCode === OP_QUERY;
  const head = Buffer.alloc(HEADER + (legacy ? 20 : 5));
  head.writeInt32LE(head.length + body.length, 0);
  head.writeInt32LE(requestId, 4);
  head.writeInt32LE(request.id, 8);
  head.writeInt32LE(legacy ? OP_REPLY : OP_MSG, 12);
  if (legacy) head.writeInt32LE(1, 32);
  return Buffer.concat([head, body]);
}

// The documents of a batch are BSON already, so the answer is put together around them.
function encodeBatch({ id, ns, field, documents }: Batch): Buffer {
  const list = wrap(documents.flatMap((bytes, at) => [Buffer.from(`\x03${at}\0`), bytes]));
  const cursor = wrap([Buffer.from(`\x04${field}\0`), list, inside({ id, ns })]);
  return wrap([Buffer.from('\x03cursor\0'), cursor, inside({ ok: 1 })]);
}

const inside = (document: Document) => encode(document).subarray(4, -1);

function wrap(parts: Uint8Array[]): Buffer {
  const size = Buffer.alloc(4);
  size.writeInt32LE(5 + parts.reduce((sum, part) => sum + part.length, 0));
  return Buffer.concat([size, ...parts, Buffer.of(0)]);
}
