// The platform's signing keys. Rotation keeps the previous key in the key set for an overlap, as platforms do.
// https://www.imsglobal.org/spec/security/v1p1/#h_key-set-url
import { type CryptoKey, exportJWK, generateKeyPair, type JWK } from 'jose';

export interface SigningKey {
  kid: string;
  privateKey: CryptoKey;
  publicJwk: JWK;
}

export type PlatformKeys = ReturnType<typeof createKeys>;

async function generate(kid: string): Promise<SigningKey> {
  const pair = await generateKeyPair('RS256', { extractable: true });
  const publicJwk = { ...(await exportJWK(pair.publicKey)), kid, alg: 'RS256', use: 'sig' };
  return { kid, privateKey: pair.privateKey, publicJwk };
}

/** Creates the key store; the first key is made when it is first needed. */
export function createKeys() {
  let keys: Promise<SigningKey>[] = [];
  let made = 0;
  let strange: Promise<SigningKey> | undefined;
  const add = () => {
    made += 1;
    keys = [generate(`sandbox-${made}`), ...keys].slice(0, 2);
  };
  const ensure = () => {
    if (keys.length === 0) add();
    return keys;
  };
  return {
    /** The key that signs now. */
    async current(): Promise<SigningKey> {
      const [first] = ensure();
      return first as Promise<SigningKey>;
    },
    /** A key pair that is in no key set, for launches that must be refused. */
    foreign(): Promise<SigningKey> {
      strange ??= generate('sandbox-foreign');
      return strange;
    },
    /** The public keys, the current one first. */
    async publicKeys(): Promise<JWK[]> {
      return (await Promise.all(ensure())).map((key) => key.publicJwk);
    },
    /** Starts to sign with a new key; the one before stays in the key set until the next rotation. */
    async rotate(): Promise<void> {
      ensure();
      add();
      await Promise.all(keys);
    },
  };
}
