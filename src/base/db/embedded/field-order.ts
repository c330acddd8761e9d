// JavaScript moves field names that look like whole numbers to the front. A document that is changed is written
// with its fields in the order they had before, and new ones after them.
import { type Document, onDemand } from 'bson';
import { isIndex } from './path.ts';
import { encode, isDocument } from './value.ts';

/** Writes a changed document as BSON, its fields in the order of the one before. */
export function encodeInOrder(next: Document, before: Uint8Array): Buffer {
  return encode(hasNumberedFields(next) ? (inOrder(next, before) as Document) : next);
}

function hasNumberedFields(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hasNumberedFields);
  if (!isDocument(value)) return false;
  return Object.entries(value).some(([name, part]) => isIndex(name) || hasNumberedFields(part));
}

function inOrder(value: unknown, before: Uint8Array | undefined): unknown {
  const isList = Array.isArray(value);
  if (!isList && !isDocument(value)) return value;
  const old = before ? partsOf(before) : new Map<string, Uint8Array | undefined>();
  if (isList) return value.map((part, at) => inOrder(part, old.get(String(at))));
  const names = [...old.keys()].filter((name) => Object.hasOwn(value, name));
  const added = Object.keys(value).filter((name) => !old.has(name));
  return new Map([...names, ...added].map((name) => [name, inOrder(value[name], old.get(name))]));
}

/** The names of a document's fields in their order, each with its bytes if it is a document or array itself. */
function partsOf(bytes: Uint8Array): Map<string, Uint8Array | undefined> {
  const parts = new Map<string, Uint8Array | undefined>();
  for (const [type, nameAt, nameLength, at, length] of onDemand.parseToElements(bytes)) {
    const name = Buffer.from(bytes.subarray(nameAt, nameAt + nameLength)).toString();
    parts.set(name, type === 3 || type === 4 ? bytes.subarray(at, at + length) : undefined);
  }
  return parts;
}
