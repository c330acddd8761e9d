// In which lists a thread stands. Every list is made of a few ranges of an index, each already in the order of activity,
// so that a page costs the same however many threads there are; who may read a thread is decided by other conditions.
import type { Outsiders, Reach } from '../safeguarding/index.ts';
import type { Thread, ThreadKind } from './thread.model.ts';

export type Shelf = 'any' | 'waiting' | ThreadKind;
export const SHELVES: readonly Shelf[] = ['any', 'waiting', 'question', 'discussion'];

/** `waiting`: a question without an accepted answer; `question`: any other; `gone`: nothing is left to read. */
export type Stage = 'waiting' | 'question' | 'discussion' | 'gone';
/** Who is let in from outside, as one value. */
export type Outside = 'none' | Outsiders | 'both';

const STAGES: Record<Shelf, readonly Stage[]> = {
  any: ['waiting', 'question', 'discussion'],
  waiting: ['waiting'],
  question: ['waiting', 'question'],
  discussion: ['discussion'],
};

/** How far a thread has come. */
export function stageOf(thread: Pick<Thread, 'kind' | 'accepted' | 'hidden' | 'title' | 'replies'>): Stage {
  if (thread.title === null && thread.replies === 0) return 'gone';
  if (thread.kind === 'discussion') return 'discussion';
  return thread.accepted === null && !thread.hidden && thread.title !== null ? 'waiting' : 'question';
}

/** The audience of a thread as one value. */
export const outsideOf = (audience: readonly Outsiders[]): Outside =>
  audience.length > 1 ? 'both' : (audience[0] ?? 'none');

/** The ranges in which this reach finds the threads of a list; each is one range of one index. */
export function rangesFor(reach: Reach, shelf: Shelf): { course?: string | null; outside?: Outside; stage: Stage }[] {
  const scopes = reach.audience
    ? [{ outside: reach.audience }, { outside: 'both' as const }]
    : reach.courses === 'all'
      ? [{}]
      : [null, ...reach.courses].map((course) => ({ course }));
  return scopes.flatMap((scope) => STAGES[shelf].map((stage) => ({ ...scope, stage })));
}
