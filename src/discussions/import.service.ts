// Writes many threads at once, for seeding a large school: documents and counters as the rules of threads would leave them.
import type { Connection } from 'mongoose';
import { newId } from '../base/db/index.ts';
import type { Communities } from '../communities/index.ts';
import type { Band } from '../safeguarding/index.ts';
import { type Post, postModel } from './post.model.ts';
import { stageOf } from './shelves.ts';
import { type Thread, type ThreadKind, threadModel } from './thread.model.ts';

/** A thread to import: the first post asks, the others answer; all are shown to the community. */
export interface ImportedThread {
  kind: ThreadKind;
  title: string;
  posts: { author: string; band: Band; text: string; at: Date }[];
  /** The index of the accepted answer, at least 1. */
  accepted?: number;
}

/** The import of threads on a connection. */
export function createThreadImport(deps: { connection: Connection; communities: Communities }) {
  const threads = threadModel(deps.connection);
  const posts = postModel(deps.connection);

  return {
    /** Imports threads into a community; call it with some hundred at a time. */
    async importThreads(school: string, community: string, imported: readonly ImportedThread[]): Promise<void> {
      const made = imported.map((thread) => toDocuments(school, community, thread));
      await threads.collection.insertMany(made.map((one) => one.thread as never));
      await posts.collection.insertMany(made.flatMap((one) => one.posts) as never[]);
      const count = (of: (one: (typeof made)[number]) => number) => made.reduce((sum, one) => sum + of(one), 0);
      await deps.communities.count(school, community, {
        threads: made.length,
        posts: count((one) => one.posts.length),
        waiting: count((one) => (one.thread.stage === 'waiting' ? 1 : 0)),
      });
    },
  };
}

function toDocuments(school: string, community: string, imported: ImportedThread): { thread: Thread; posts: Post[] } {
  const _id = newId();
  const posts = imported.posts.map(
    ({ author, band, text, at }, index): Post => ({
      _id: newId(), school, community, thread: _id, author, band, first: index === 0, text, state: 'shown', version: 1, at,
      changedAt: null, removedBy: null, asked: null, reported: false,
    }), // biome-ignore format: one document
  );
  const [first] = posts;
  const last = posts.at(-1);
  if (!first || !last) throw new Error('a thread needs a first post');
  const accepted = imported.accepted === undefined ? null : (posts[imported.accepted]?._id ?? null);
  const placed = {
    kind: imported.kind, course: null, audience: [], hidden: false, accepted, title: imported.title, replies: posts.length - 1,
  }; // biome-ignore format: one place
  const thread: Thread = {
    ...placed, _id, school, community, author: first.author, wish: [], openedAt: { guests: null, alumni: null },
    first: first._id, acceptedBy: accepted ? 'author' : null, at: first.at, activeAt: last.at, stage: stageOf(placed), outside: 'none',
  }; // biome-ignore format: one document
  return { thread, posts };
}
