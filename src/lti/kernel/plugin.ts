// The database that ltijs sees: it holds one platform, the one whose token is being verified, and forgets everything.
// Registrations, keys, states and nonces are ours, so a verification costs no query and stores nothing about a person.
import type { KeyObject } from 'node:crypto';
import type { LtijsDatabase } from 'ltijs';

/** The platform as ltijs' own database would return it. The key is given, so that ltijs fetches nothing. */
export interface PlatformRow {
  platformUrl: string;
  clientId: string;
  kid: string;
  authConfig: { method: 'RSA_KEY'; key: KeyObject };
}

/** Creates ltijs' database plugin; `current` gives the platform of the verification that is asking. */
export function createPlugin(current: () => PlatformRow | undefined): LtijsDatabase {
  return {
    setup: async () => true,
    Close: async () => true,
    async Get(_key, collection, query = {}) {
      const platform = current();
      if (collection !== 'platform' || !platform) return false;
      const asked = query as Partial<Record<keyof PlatformRow, unknown>>;
      // Compared as strings, because ltijs passes on whatever the token holds, operator objects included.
      const same = asked.platformUrl === platform.platformUrl && asked.clientId === platform.clientId;
      return same ? [platform] : false;
    },
    Insert: async () => true,
    Replace: async () => true,
    Modify: async () => true,
    Delete: async () => true,
  };
}
