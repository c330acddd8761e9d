// Copies of what was taken away, for safeguarding only; reading them is logged (SG-12, SG-13).
import type { Connection } from 'mongoose';
import type { Clock } from '../base/clock.ts';
import { newId } from '../base/db/index.ts';
import { type Evidence, evidenceModel } from './evidence.model.ts';
import type { Post } from './post.model.ts';
import type { Thread } from './thread.model.ts';

export type Evidences = ReturnType<typeof createEvidences>;

/** The evidence on a connection. */
export function createEvidences(deps: { connection: Connection; clock: Clock }) {
  const evidence = evidenceModel(deps.connection);
  return {
    /** Keeps a post as it stands; call it inside the transaction that changes it. */
    async keep(post: Post, thread: Thread, why: Evidence['why'], by: string): Promise<void> {
      const { school, community, author, text } = post;
      await evidence.create([
        {
          _id: newId(), school, community, thread: thread._id, post: post._id, author,
          title: post.first ? thread.title : null, text, why, by, at: deps.clock.now(),
        },
      ]); // biome-ignore format: one document
    },
    /** What was kept of a post, oldest first. */
    async listOf(school: string, post: string): Promise<Evidence[]> {
      return evidence.find({ school, post }).sort({ at: 1 }).lean<Evidence[]>();
    },
  };
}
