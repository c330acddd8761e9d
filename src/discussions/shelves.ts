// In which lists a thread stands. Each list is one value of an indexed field, so that a page of it costs the same however
// many threads there are; who may read a thread is decided by other conditions of the same query.
import type { Reach } from '../safeguarding/index.ts';
import type { Thread, ThreadKind } from './thread.model.ts';

export type Shelf = 'any' | 'waiting' | ThreadKind;
export const SHELVES: readonly Shelf[] = ['any', 'waiting', 'question', 'discussion'];

type Placed = Pick<Thread, 'kind' | 'course' | 'audience' | 'waiting' | 'title' | 'replies'>;

/** The lists of a thread: by whom they are for, and by what they show; none once there is nothing left to read. */
export function shelvesOf(thread: Placed): string[] {
  if (thread.title === null && thread.replies === 0) return [];
  const scopes = ['all', thread.course === null ? 'community' : `course:${thread.course}`, ...thread.audience];
  const shelves: Shelf[] = ['any', thread.kind, ...(thread.waiting ? ['waiting' as const] : [])];
  return scopes.flatMap((scope) => shelves.map((shelf) => `${scope}/${shelf}`));
}

/** The lists in which this reach finds its threads. */
export function shelvesFor(reach: Reach, shelf: Shelf): string[] {
  const scopes = reach.audience
    ? [reach.audience]
    : reach.courses === 'all'
      ? ['all']
      : ['community', ...reach.courses.map((course) => `course:${course}`)];
  return scopes.map((scope) => `${scope}/${shelf}`);
}
