// Which threads and posts a query may return: the policy's reading rules as conditions (SG-17).
import { type Actor, type CommunityFacts, decide, type Outsiders, outsiderKind, withoutOffices } from './policy.ts';

/** Which threads of a community a list may show: the same rule as `thread.read`, as conditions for a query. */
export interface Reach {
  /** Only threads with this kind of outsider in their audience; null: no such condition. */
  audience: Outsiders | null;
  /** Class context threads of these courses besides the community's; 'all': of every course. */
  courses: readonly string[] | 'all';
  /** Hidden threads: all of them, the actor's own, or none. */
  hidden: 'all' | 'own' | 'none';
  /** Their posts: those of every state, or shown and removed ones and the actor's own (held, hidden). */
  posts: 'all' | 'shown';
}

/** The threads of a community that an actor may find in a list, or null for none (SG-17). */
export function reachOf(given: Actor, community: CommunityFacts): Reach | null {
  const listing = decide(given, 'thread.list', { school: community.school, community });
  if (!listing.allowed) return null;
  const actor = withoutOffices(given);
  const outside = outsiderKind(actor.band);
  if (outside) return { audience: outside, courses: [], hidden: 'none', posts: 'shown' };
  if (actor.band === 'staff' || actor.lead) return { audience: null, courses: 'all', hidden: 'all', posts: 'all' };
  return { audience: null, courses: actor.courses, hidden: 'own', posts: 'shown' };
}
