// MongoDB's wire protocol: one message in, one command out, and back again.
// https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/
import { type Document, deserialize, serialize } from 'bson';

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
export const MAX_MESSAGE_BYTES = 48_000_000;

/** Cuts a stream of bytes into whole messages; throws when the bytes cannot be a message. */
export class Framer {
  #rest: Buffer = Buffer.alloc(0);
  #chunks: Buffer[] = [];
  #size = 0;

  *push(chunk: Buffer): Generator<Buffer> {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    let need = this.#need();
    while (this.#size >= need) {
      const all = this.#join();
      yield all.subarray(0, need);
      this.#rest = all.subarray(need);
      this.#chunks = [this.#rest];
      this.#size = this.#rest.length;
      need = this.#need();
    }
  }

  #need(): number {
    if (this.#size < 16) return 16 + 1;
    const length = this.#join().readInt32LE(0);
    if (length < 21 || length > MAX_MESSAGE_BYTES) throw new Error(`a message cannot have ${length} bytes`);
    return length;
  }

  #join(): Buffer {
    if (this.#chunks.length !== 1) this.#chunks = [Buffer.concat(this.#chunks)];
    return this.#chunks[0] as Buffer;
  }
}

/** Reads one whole message; throws when it is malformed. */
export function readRequest(message: Buffer): Request {
  const id = message.readInt32LE(4);
  const opCode = message.readInt32LE(12);
  if (opCode === OP_QUERY) return { id, opCode, command: readQuery(message), silent: false };
  if (opCode !== OP_MSG) throw new Error(`opcode ${opCode} is not spoken here`);
  const flags = message.readUInt32LE(16);
  if (flags & UNKNOWN_REQUIRED_FLAGS) throw new Error(`unknown message flags ${flags}`);
  const end = message.length - (flags & CHECKSUM_PRESENT ? 4 : 0);
  return { id, opCode, command: readSections(message.subarray(0, end)), silent: (flags & MORE_TO_COME) !== 0 };
}

function readQuery(message: Buffer): Document {
  const nameEnd = message.indexOf(0, 20);
  if (nameEnd < 0) throw new Error('a query without a collection');
  return readDocument(message, nameEnd + 9);
}

function readSections(message: Buffer): Document {
  const sequences: Document = {};
  let body: Document | undefined;
  let at = 20;
  while (at < message.length) {
    const kind = message.readUInt8(at);
    const size = message.readInt32LE(at + 1);
    if (size < 5 || at + 1 + size > message.length) throw new Error('a section leaves its message');
    if (kind === 0) body = readDocument(message, at + 1);
    else if (kind === 1) readSequence(message.subarray(at + 5, at + 1 + size), sequences);
    else throw new Error(`unknown section kind ${kind}`);
    at += 1 + size;
  }
  if (!body) throw new Error('a message without a body');
  return Object.assign(body, sequences);
}

function readSequence(section: Buffer, into: Document) {
  const nameEnd = section.indexOf(0);
  if (nameEnd < 0) throw new Error('a document sequence without a name');
  const documents: Document[] = [];
  for (let at = nameEnd + 1; at < section.length; at += section.readInt32LE(at)) {
    documents.push(readDocument(section, at));
  }
  into[section.toString('utf8', 0, nameEnd)] = documents;
}

function readDocument(bytes: Buffer, at: number): Document {
  const size = bytes.readInt32LE(at);
  if (size < 5 || at + size > bytes.length) throw new Error('a document leaves its message');
  return deserialize(bytes.subarray(at, at + size));
}

/** Writes the answer to a request. */
export function writeReply(request: Request, reply: Document, requestId: number): Buffer {
  const body = serialize(reply, { ignoreUndefined: true });
  const extra = request.opCode === OP_QUERY ? 20 : 5;
  const head = Buffer.alloc(16 + extra);
  head.writeInt32LE(head.length + body.length, 0);
  head.writeInt32LE(requestId, 4);
  head.writeInt32LE(request.id, 8);
  head.writeInt32LE(request.opCode === OP_QUERY ? OP_REPLY : OP_MSG, 12);
  if (request.opCode === OP_QUERY) head.writeInt32LE(1, 32);
  return Buffer.concat([head, body]);
}
