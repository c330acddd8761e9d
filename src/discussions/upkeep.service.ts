// Changes threads and posts together with everything that is counted, listed or concluded from them: the community's
// counters, the lists a thread stands in, its replies, its accepted answer. Call these inside a transaction.
import type { Connection } from 'mongoose';
import type { Clock } from '../base/clock.ts';
import type { Communities } from '../communities/index.ts';
import { NotFoundError } from '../errors.ts';
import { type Post, postModel } from './post.model.ts';
import { outsideOf, stageOf } from './shelves.ts';
import { type Thread, threadModel } from './thread.model.ts';

export type Upkeep = ReturnType<typeof createUpkeep>;

const shown = (post: Pick<Post, 'state'> | undefined): number => (post?.state === 'shown' ? 1 : 0);

/** The upkeep of threads and posts on a connection. */
export function createUpkeep(deps: { connection: Connection; clock: Clock; communities: Communities }) {
  const threads = threadModel(deps.connection);
  const posts = postModel(deps.connection);

  async function getThread(school: string, community: string, id: string): Promise<Thread> {
    const thread = await threads.findOne({ _id: id, school, community }).lean<Thread>();
    if (!thread) throw new NotFoundError();
    return thread;
  }

  async function changeThread(thread: Thread, set: Partial<Thread>): Promise<Thread> {
    const next = derive({ ...thread, ...set });
    const { stage, outside } = next;
    await threads.updateOne({ _id: thread._id, school: thread.school }, { $set: { ...set, stage, outside } });
    await count(thread, next);
    return next;
  }

  /** The counters of the community follow; `before` undefined: the thread is new. */
  async function count(before: Thread | undefined, after: Thread): Promise<void> {
    const waiting = Number(after.stage === 'waiting') - Number(before?.stage === 'waiting');
    const listed = Number(after.stage !== 'gone') - Number(before !== undefined && before.stage !== 'gone');
    if (waiting !== 0 || listed !== 0)
      await deps.communities.count(after.school, after.community, { waiting, threads: listed });
  }

  /** What a post's change means for its thread. */
  async function follow(thread: Thread, before: Post | undefined, after: Post): Promise<Thread> {
    const by = shown(after) - shown(before);
    if (by !== 0) await deps.communities.count(after.school, after.community, { posts: by });
    const set: Partial<Thread> = {};
    if (!after.first && by !== 0) set.replies = thread.replies + by;
    if (by > 0 && before?.state !== 'hidden') set.activeAt = deps.clock.now();
    if (after.first) set.hidden = after.state === 'hidden';
    if (after.first && after.state === 'deleted') set.title = null;
    if (thread.accepted === after._id && !['shown', 'hidden'].includes(after.state)) {
      set.accepted = null;
      set.acceptedBy = null;
    }
    return Object.keys(set).length > 0 ? changeThread(thread, set) : thread;
  }

  return {
    getThread,
    changeThread,
    /** A thread with its first post. */
    async addThread(thread: Thread, first: Post): Promise<void> {
      const made = derive(thread);
      await threads.create([made]);
      await posts.create([first]);
      await count(undefined, made);
      await deps.communities.count(thread.school, thread.community, { posts: shown(first) });
    },
    async addPost(thread: Thread, post: Post): Promise<void> {
      await posts.create([post]);
      await follow(thread, undefined, post);
    },
    /** A post of the community, with its thread. */
    async getPost(school: string, community: string, id: string): Promise<{ post: Post; thread: Thread }> {
      const post = await posts.findOne({ _id: id, school, community }).lean<Post>();
      if (!post) throw new NotFoundError();
      return { post, thread: await getThread(school, community, post.thread) };
    },
    /** Changes a post; its version grows with each change of what it says or of its state. */
    async changePost(thread: Thread, post: Post, set: Partial<Post>): Promise<Post> {
      const version = 'text' in set || 'state' in set ? post.version + 1 : post.version;
      await posts.updateOne({ _id: post._id, school: post.school }, { $set: { ...set, version } });
      const next = { ...post, ...set, version };
      await follow(thread, post, next);
      return next;
    },
  };
}

const derive = (thread: Thread): Thread => ({ ...thread, stage: stageOf(thread), outside: outsideOf(thread.audience) });
