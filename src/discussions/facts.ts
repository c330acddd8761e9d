// What the policy function is told about threads and posts, and its reading rules as conditions of queries (SG-17).
import type { Outsiders, PostFacts, Reach, ThreadFacts } from '../safeguarding/index.ts';
import type { Post } from './post.model.ts';
import type { Thread } from './thread.model.ts';

export const OUTSIDERS: readonly Outsiders[] = ['guests', 'alumni'];

export const toThreadFacts = (thread: Thread): ThreadFacts => ({
  author: thread.author,
  course: thread.course,
  audience: thread.audience,
  wish: thread.wish,
  hidden: thread.hidden,
});

export const toPostFacts = (post: Post, thread: Thread): PostFacts => ({
  author: post.author,
  state: post.state,
  first: post.first,
  since: { guests: isSince(post, thread.openedAt.guests), alumni: isSince(post, thread.openedAt.alumni) },
});

const isSince = (post: Post, openedAt: Date | null): boolean => openedAt !== null && post.at >= openedAt;

/** Exactly the threads of a community that the reach permits to this person. */
export function threadFilter(reach: Reach, person: string): Record<string, unknown> {
  const where = reach.audience
    ? { course: null, audience: reach.audience }
    : reach.courses === 'all'
      ? {}
      : { course: { $in: [null, ...reach.courses] } };
  const hidden =
    reach.hidden === 'all'
      ? {}
      : reach.hidden === 'none'
        ? { hidden: false }
        : { $or: [{ hidden: false }, { author: person }] };
  return { ...where, ...hidden };
}

/** Exactly the posts of a readable thread that the reach permits to this person. */
export function postFilter(reach: Reach, thread: Thread, person: string): Record<string, unknown> {
  const opened = reach.audience ? thread.openedAt[reach.audience] : null;
  const since = reach.audience
    ? [{ $or: [{ author: person }, { first: true }, ...(opened ? [{ at: { $gte: opened } }] : [])] }]
    : [];
  const shown = reach.posts === 'all' ? [] : [{ $or: [{ author: person }, { state: { $in: ['shown', 'deleted'] } }] }];
  const conditions = [...since, ...shown];
  return conditions.length > 0 ? { $and: conditions } : {};
}
