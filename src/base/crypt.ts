// Encryption of secrets at rest (private keys and the like) and of what travels through other hands (the state of a
// login): AES-256-GCM under a key derived from SECRET. What is sealed names its key, so that a value sealed under another
// SECRET is told apart from a damaged one.
import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';

/** Seals and opens small secrets; a sealed value is text: version, key id, nonce, tag and data. */
export interface Crypt {
  readonly keyId: string;
  /** Each purpose has a key of its own: what is sealed for one opens for that one alone. */
  seal(plain: Buffer | string, purpose?: string): string;
  open(sealed: string, purpose?: string): Buffer;
}

const VERSION = 'g1';
const AT_REST = 'at-rest';

/** Creates the crypt of one SECRET. `open` throws when the value was sealed under another one, or was changed. */
export function createCrypt(secret: string): Crypt {
  const keys = new Map<string, Buffer>();
  const keyFor = (purpose: string): Buffer => {
    const key = keys.get(purpose) ?? Buffer.from(hkdfSync('sha256', secret, '', `perennial:${purpose}`, 32));
    keys.set(purpose, key);
    return key;
  };
  const keyId = createHash('sha256').update(keyFor(AT_REST)).digest('hex').slice(0, 8);
  const additional = Buffer.from(`${VERSION}.${keyId}`);

  return {
    keyId,
    seal(plain, purpose = AT_REST) {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', keyFor(purpose), nonce);
      cipher.setAAD(additional);
      const data = Buffer.concat([cipher.update(plain), cipher.final()]);
      return [VERSION, keyId, ...[nonce, cipher.getAuthTag(), data].map((part) => part.toString('base64url'))].join(
        '.',
      );
    },
    open(sealed, purpose = AT_REST) {
      const [version, sealedUnder, nonce, tag, data] = sealed.split('.');
      if (version !== VERSION || !nonce || !tag || data === undefined) throw new Error('This is not a sealed value');
      if (sealedUnder !== keyId) throw new Error(`Sealed under the key ${sealedUnder}, but SECRET gives ${keyId}`);
      const decipher = createDecipheriv('aes-256-gcm', keyFor(purpose), Buffer.from(nonce, 'base64url'), {
        authTagLength: 16,
      });
      decipher.setAAD(additional);
      decipher.setAuthTag(Buffer.from(tag, 'base64url'));
      return Buffer.concat([decipher.update(Buffer.from(data, 'base64url')), decipher.final()]);
    },
  };
}
