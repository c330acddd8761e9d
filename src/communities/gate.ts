// Permission on the route line: `gate.community('thread.list')` and `gate.school('guest.list')` ask the policy function
// before a handler runs, and hand it the viewer's standing.
import type { RequestHandler, Response } from 'express';
import { NotFoundError } from '../errors.ts';
import { viewerOf } from '../people/index.ts';
import type { Action } from '../safeguarding/index.ts';
import type { Access } from './access.service.ts';
import type { Standing } from './standing.ts';

declare global {
  namespace Express {
    interface Locals {
      /** Set by gate.community: the viewer in the community of the address. */
      standing?: Standing;
    }
  }
}

export interface Gate {
  /** The viewer may do this in the community of the address (`:community`). */
  community(action: Action): RequestHandler;
  /** The viewer may do this in the school. */
  school(action: Action): RequestHandler;
}

/** The gates before handlers. */
export function createGate(access: Access): Gate {
  return {
    community: (action) => async (req, res, next) => {
      const standing = await access.standingIn(viewerOf(res), String(req.params.community));
      access.demand(standing, action);
      res.locals.standing = standing;
      next();
    },
    school: (action) => async (_req, res, next) => {
      await access.demandSchool(viewerOf(res), action);
      next();
    },
  };
}

/** The viewer's standing that gate.community has found. */
export function standingOf(res: Response): Standing {
  if (!res.locals.standing) throw new NotFoundError();
  return res.locals.standing;
}
