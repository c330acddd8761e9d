// All pages of discussions in one router.
import { Router } from 'express';
import type { Clock } from '../base/clock.ts';
import type { Access, Gate } from '../communities/index.ts';
import type { Audit } from '../safeguarding/index.ts';
import type { Authors } from './authors.service.ts';
import { keepRefused } from './drafts.http.ts';
import { postsRoutes } from './posts.routes.ts';
import type { Discussions } from './services.ts';
import { threadRoutes } from './thread.routes.ts';
import { threadsRoutes } from './threads.routes.ts';

export interface DiscussionRouteDeps {
  gate: Gate;
  access: Access;
  audit: Audit;
  clock: Clock;
  discussions: Discussions;
  authors: Authors;
  /** The title of a course of the school; the courses belong to another feature. */
  courseTitle(school: string, course: string): Promise<string>;
}

/** The routes of threads and posts. */
export function discussionRoutes(deps: Omit<DiscussionRouteDeps, 'authors'>): Router {
  const all = { ...deps, authors: deps.discussions.authors };
  return Router().use(threadsRoutes(all), threadRoutes(all), postsRoutes(all), keepRefused(deps.discussions.drafts));
}
