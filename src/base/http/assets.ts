// The files of public/ under /assets. A link carries a hash of the file's content, so that browsers may keep it for a
// year and still get a new one the moment it changes.
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import express, { type RequestHandler } from 'express';
import { ROOT } from '../root.ts';

const FOLDER = join(ROOT, 'public');
const YEAR = 'public, max-age=31536000, immutable';

interface Known {
  version: string;
  changed: number;
}

const known = new Map<string, Known>();

/** A short hash of a public file's content; with `reread`, computed again when the file has changed. */
function versionOf(path: string, reread: boolean): string {
  const before = known.get(path);
  if (before && !reread) return before.version;
  const changed = statSync(join(FOLDER, path)).mtimeMs;
  if (before?.changed === changed) return before.version;
  const version = createHash('sha256')
    .update(readFileSync(join(FOLDER, path)))
    .digest('base64url')
    .slice(0, 10);
  known.set(path, { version, changed });
  return version;
}

/** The function `asset('css/perennial.css')` of templates; a file that does not exist throws. */
export function assetLinks(options: { production: boolean }): (path: string) => string {
  return (path) => `/assets/${path}?v=${versionOf(path, !options.production)}`;
}

/** Serves public/; to be mounted at /assets. Only an address with the file's present hash may be kept without asking. */
export function assets(options: { production: boolean }): RequestHandler {
  const files = express.static(FOLDER, { index: false, fallthrough: true, redirect: false, cacheControl: false });
  return (req, res, next) => {
    res.set('Cache-Control', isPresent(req.path, req.query.v, options) ? YEAR : 'no-cache');
    files(req, res, (error?: unknown) => {
      res.removeHeader('Cache-Control');
      next(error);
    });
  };
}

function isPresent(path: string, version: unknown, options: { production: boolean }): boolean {
  const name = path.slice(1);
  return typeof version === 'string' && known.has(name) && version === versionOf(name, !options.production);
}
