// Secrets at rest: what is sealed can be opened under the same SECRET only, and not after a change.
import { expect, test } from 'vitest';
import { createCrypt } from './crypt.ts';

const crypt = createCrypt('a secret of more than thirty-two characters');

test('opens what it sealed, and seals the same value differently each time', () => {
  const sealed = crypt.seal('private key');
  expect(crypt.open(sealed).toString()).toBe('private key');
  expect(crypt.seal('private key')).not.toBe(sealed);
  expect(sealed).not.toContain('private key');
});

test('names the key when another SECRET sealed the value', () => {
  const other = createCrypt('another secret of more than thirty-two characters');
  expect(() => other.open(crypt.seal('x'))).toThrow(`Sealed under the key ${crypt.keyId}`);
});

test.each([0, 1, 2, 3, 4])('refuses a value whose part %i was changed', (part) => {
  const parts = crypt.seal('a value that matters').split('.');
  const before = parts[part] ?? '';
  parts[part] = `${before.startsWith('A') ? 'B' : 'A'}${before.slice(1)}`;
  expect(() => crypt.open(parts.join('.'))).toThrow();
});

test('opens what is sealed for a purpose for that purpose alone', () => {
  const sealed = crypt.seal('a login', 'login');
  expect(crypt.open(sealed, 'login').toString()).toBe('a login');
  expect(() => crypt.open(sealed)).toThrow();
  expect(() => crypt.open(sealed, 'cursor')).toThrow();
  expect(() => crypt.open(crypt.seal('private key'), 'login')).toThrow();
});

test('refuses what is no sealed value', () => {
  expect(() => crypt.open('nothing')).toThrow('not a sealed value');
});
