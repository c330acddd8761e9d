// The rules about posts: reading a page of them, replying, changing, removing, and the accepted answer.
import type { Connection } from 'mongoose';
import type { Clock } from '../base/clock.ts';
import { newId, transact } from '../base/db/index.ts';
import type { Access, Standing } from '../communities/index.ts';
import { ConflictError, NotFoundError } from '../errors.ts';
import type { Audit } from '../safeguarding/index.ts';
import type { Evidences } from './evidence.service.ts';
import { postFilter, toPostFacts, toThreadFacts } from './facts.ts';
import { type Post, postModel } from './post.model.ts';
import type { Place, PostPage } from './shapes.ts';
import type { Thread } from './thread.model.ts';
import { FRESH_POST } from './threads.service.ts';
import type { Upkeep } from './upkeep.service.ts';

const PAGE = 50;

export type Posts = ReturnType<typeof createPosts>;

/** The post services on a connection. */
export function createPosts(deps: {
  connection: Connection;
  clock: Clock;
  access: Access;
  audit: Audit;
  upkeep: Upkeep;
  evidences: Evidences;
}) {
  const { access, audit, upkeep, evidences } = deps;
  const posts = postModel(deps.connection);

  /** The post of a thread with both their facts, read inside the running transaction. */
  async function target(standing: Standing, threadId: string, id: string) {
    const { post, thread } = await upkeep.getPost(standing.viewer.school._id, standing.community._id, id);
    if (thread._id !== threadId) throw new NotFoundError();
    return { post, thread, facts: { thread: toThreadFacts(thread), post: toPostFacts(post, thread) } };
  }

  async function readPage(filter: object, from: { after?: Place; before?: Place }): Promise<PostPage> {
    const { after, before } = from;
    const way = before ? -1 : 1;
    const edge = before ?? after;
    const compare = before ? '$lt' : '$gt';
    const beyond = edge
      ? { at: { [`${compare}e`]: edge.at }, $or: [{ at: { [compare]: edge.at } }, { _id: { [compare]: edge.id } }] }
      : {};
    const found = await posts
      .find({ $and: [filter, beyond] })
      .sort({ at: way, _id: way })
      .limit(PAGE + 1)
      .lean<Post[]>();
    const more = found.length > PAGE;
    const page = before ? found.slice(0, PAGE).reverse() : found.slice(0, PAGE);
    const [first, last] = [page[0], page.at(-1)];
    return {
      posts: page,
      accepted: null,
      next: last && (more || before) ? { at: last.at, id: last._id } : null,
      previous: first && (before ? more : after) ? { at: first.at, id: first._id } : null,
    };
  }

  return {
    /** A page of the posts that this person may read; the thread is one that may be read. */
    async page(standing: Standing, thread: Thread, from: { after?: Place; before?: Place } = {}): Promise<PostPage> {
      const reach = access.reach(standing);
      if (!reach) throw new NotFoundError();
      const permitted = {
        school: thread.school,
        thread: thread._id,
        ...postFilter(reach, thread, standing.actor.person),
      };
      const page = await readPage(permitted, from);
      if (!thread.accepted || page.posts.some((post) => post._id === thread.accepted)) return page;
      const accepted = await posts.findOne({ ...permitted, _id: thread.accepted, state: 'shown' }).lean<Post>();
      return { ...page, accepted };
    },
    /** Where the page begins that ends with the newest post this person may read; undefined where that is the first. */
    async lastPage(standing: Standing, id: string): Promise<Place | undefined> {
      const { viewer, community, actor } = standing;
      const reach = access.reach(standing);
      if (!reach) return undefined;
      const thread = await upkeep.getThread(viewer.school._id, community._id, id);
      const newest = await posts
        .find({ school: thread.school, thread: id, ...postFilter(reach, thread, actor.person) }, { at: 1 })
        .sort({ at: -1, _id: -1 })
        .limit(PAGE + 1)
        .lean<Post[]>();
      const edge = newest[PAGE];
      return edge ? { at: edge.at, id: edge._id } : undefined;
    },
    /** A post that this person may read, with its thread. */
    async read(standing: Standing, threadId: string, id: string): Promise<{ post: Post; thread: Thread }> {
      const { post, thread, facts } = await target(standing, threadId, id);
      access.demand(standing, 'post.read', facts);
      return { post, thread };
    },
    /** Writes a reply; `held`: it waits for staff. */
    async reply(standing: Standing, threadId: string, text: string): Promise<{ id: string; held: boolean }> {
      const { viewer, community, actor } = standing;
      return transact(deps.connection, async () => {
        const thread = await upkeep.getThread(viewer.school._id, community._id, threadId);
        const { held } = access.demand(standing, 'post.create', { thread: toThreadFacts(thread) });
        const post: Post = {
          ...FRESH_POST,
          _id: newId(),
          school: viewer.school._id,
          community: community._id,
          thread: threadId,
          author: actor.person,
          band: actor.band ?? 'pupil',
          first: false,
          text,
          state: held ? 'held' : 'shown',
          at: deps.clock.now(),
        };
        await upkeep.addPost(thread, post);
        return { id: post._id, held };
      });
    },
    /** Changes what a post says; ConflictError where it was changed since `version`. */
    async edit(
      standing: Standing,
      threadId: string,
      id: string,
      change: { text: string; title?: string; version: number },
    ): Promise<{ held: boolean }> {
      return transact(deps.connection, async () => {
        const { post, thread, facts } = await target(standing, threadId, id);
        const { held } = access.demand(standing, 'post.edit', facts);
        if (post.version !== change.version) throw new ConflictError('post_changed', 'discussions:form.conflict');
        if (post.reported) await evidences.keep(post, thread, 'changed_after_report', standing.actor.person);
        const state = held ? 'held' : post.state;
        const changedAt = deps.clock.now();
        await upkeep.changePost(thread, post, { text: change.text, state, changedAt, asked: null });
        if (post.first && change.title && change.title !== thread.title)
          await upkeep.changeThread(thread, { title: change.title });
        return { held };
      });
    },
    /** Removes a post: its author their own, staff anybody's (then a copy is kept as evidence). */
    async remove(standing: Standing, threadId: string, id: string): Promise<void> {
      const { viewer, community, actor } = standing;
      await transact(deps.connection, async () => {
        const { post, thread, facts } = await target(standing, threadId, id);
        access.demand(standing, 'post.delete', facts);
        const own = post.author === actor.person;
        if (!own) await evidences.keep(post, thread, 'removed', actor.person);
        else if (post.reported) await evidences.keep(post, thread, 'removed_after_report', actor.person);
        await upkeep.changePost(thread, post, {
          text: '', state: 'deleted', removedBy: own ? 'author' : 'staff', changedAt: deps.clock.now(), asked: null,
        }); // biome-ignore format: one change
        if (own) return;
        await audit.record({ school: viewer.school._id, actor: actor.person, action: 'post.removed', object: id, community: community._id }); // biome-ignore format: one entry
      });
    },
    /** Marks an answer as the one that helped; there is one at a time. */
    async accept(standing: Standing, threadId: string, id: string): Promise<void> {
      await transact(deps.connection, async () => {
        const { thread, facts } = await target(standing, threadId, id);
        access.demand(standing, 'answer.accept', facts);
        if (thread.kind !== 'question') throw new NotFoundError();
        const acceptedBy = thread.author === standing.actor.person ? 'author' : 'staff';
        await upkeep.changeThread(thread, { accepted: id, acceptedBy });
      });
    },
    /** Takes the accepted answer back: the question waits again. */
    async takeBack(standing: Standing, threadId: string): Promise<void> {
      await transact(deps.connection, async () => {
        const { viewer, community } = standing;
        const { accepted } = await upkeep.getThread(viewer.school._id, community._id, threadId);
        if (!accepted) return;
        const { thread, facts } = await target(standing, threadId, accepted);
        access.demand(standing, 'answer.accept', facts);
        await upkeep.changeThread(thread, { accepted: null, acceptedBy: null });
      });
    },
    /** Everything that a person has written, oldest first, for the package of one's own work (AL-07, PR-02). */
    async *writtenBy(school: string, person: string): AsyncGenerator<Post> {
      const cursor = posts.find({ school, author: person }).sort({ _id: 1 }).lean<Post[]>().cursor({ batchSize: 200 });
      for await (const post of cursor) yield post as unknown as Post;
    },
  };
}
