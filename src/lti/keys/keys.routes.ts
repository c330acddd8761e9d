// /lti/keys: the tool's public keys, for platforms that check what it signs.
import type { Request, Response } from 'express';
import { PUBLISHED_FOR, type ToolKeys } from './tool-keys.ts';

/** Handles GET /lti/keys. */
export function handleKeys(keys: ToolKeys) {
  return async (_req: Request, res: Response): Promise<void> => {
    const set = await keys.publicKeySet();
    res.set('Cache-Control', `public, max-age=${PUBLISHED_FOR}`).json(set);
  };
}
