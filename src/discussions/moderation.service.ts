// What safeguarding does to posts: deciding on held ones, hiding reported ones, taking them away or showing them again.
// Every act is asked of the policy, written into the log and, where an outside adult waits for it, told by mail.
import type { Connection } from 'mongoose';
import type { Clock } from '../base/clock.ts';
import { transact } from '../base/db/index.ts';
import { pickLanguage, translator } from '../base/i18n/index.ts';
import type { Mails } from '../base/mail/index.ts';
import type { Access, Standing, Target } from '../communities/index.ts';
import { ConflictError } from '../errors.ts';
import type { People } from '../people/index.ts';
import type { Audit } from '../safeguarding/index.ts';
import type { Evidence } from './evidence.model.ts';
import type { Evidences } from './evidence.service.ts';
import { toPostFacts, toThreadFacts } from './facts.ts';
import { paths } from './paths.ts';
import { type Post, postModel } from './post.model.ts';
import type { Thread } from './thread.model.ts';
import type { Upkeep } from './upkeep.service.ts';

export type HoldDecision = { do: 'approve' } | { do: 'ask'; reason: string } | { do: 'refuse'; reason: string };

/** A post with its thread and what the policy needs of both. */
export interface PostInThread {
  post: Post;
  thread: Thread;
  facts: Required<Pick<Target, 'thread' | 'post'>>;
}

export type Moderation = ReturnType<typeof createModeration>;

const HOLDS = {
  approve: { action: 'hold.approved', state: 'shown', mail: 'shown' },
  ask: { action: 'hold.change_asked', state: 'held', mail: 'change' },
  refuse: { action: 'hold.refused', state: 'refused', mail: 'refused' },
} as const;

/** The moderation services on a connection. */
export function createModeration(deps: {
  connection: Connection;
  clock: Clock;
  access: Access;
  audit: Audit;
  people: People;
  mails: Mails;
  publicUrl: string;
  upkeep: Upkeep;
  evidences: Evidences;
}) {
  const { access, audit, upkeep, evidences } = deps;
  const posts = postModel(deps.connection);

  async function find(standing: Standing, id: string): Promise<PostInThread> {
    const { post, thread } = await upkeep.getPost(standing.viewer.school._id, standing.community._id, id);
    return { post, thread, facts: { thread: toThreadFacts(thread), post: toPostFacts(post, thread) } };
  }

  /** Tells an author who has an address what became of the post, without its text (SG-16). */
  async function tell(post: Post, community: { _id: string; name: string }, key: string): Promise<void> {
    const [author] = await deps.people.listPeople(post.school, [post.author]);
    if (!author?.email) return;
    const t = translator(pickLanguage({ chosen: author.language ?? undefined }));
    const link = `${deps.publicUrl}${paths.thread(community._id, post.thread)}#post-${post._id}`;
    await deps.mails.queue({
      school: post.school,
      to: author.email,
      subject: t(`discussions:mail.${key}.subject`, { community: community.name }),
      text: t(`discussions:mail.${key}.text`, { community: community.name, link }),
    });
  }

  const waiting = (standing: Standing) => ({
    school: standing.viewer.school._id,
    community: standing.community._id,
    state: 'held' as const,
    asked: null,
    author: { $ne: standing.actor.person },
  });

  return {
    find,
    /** The posts that wait for staff, oldest first. */
    async listHeld(standing: Standing, limit: number): Promise<Post[]> {
      return posts.find(waiting(standing)).sort({ at: 1, _id: 1 }).limit(limit).lean<Post[]>();
    },
    async countHeld(standing: Standing, most: number): Promise<number> {
      return posts.countDocuments(waiting(standing), { limit: most });
    },
    /** Shows a held post, asks its author to change it, or refuses it; `version` is the one that staff have read. */
    async decideHold(standing: Standing, id: string, version: number, decision: HoldDecision): Promise<Post> {
      const { viewer, community, actor } = standing;
      return transact(deps.connection, async () => {
        const { post, thread, facts } = await find(standing, id);
        access.demand(standing, 'hold.decide', facts);
        if (post.state !== 'held' || post.version !== version) throw new ConflictError('hold_decided');
        const { action, state, mail } = HOLDS[decision.do];
        const asked = decision.do === 'approve' ? null : decision.reason;
        const set = state === 'held' ? { asked } : { state, asked };
        await upkeep.changePost(thread, post, set);
        await audit.record({ school: viewer.school._id, actor: actor.person, action, object: id, community: community._id }); // biome-ignore format: one entry
        await tell(post, community, mail);
        return post;
      });
    },
    /** Notes a report and hides the post where the rule says so; inside the reporter's transaction. */
    async noteReport({ post, thread }: PostInThread, hide: boolean): Promise<void> {
      await upkeep.changePost(thread, post, { reported: true, ...(hide ? { state: 'hidden' as const } : {}) });
    },
    /** After staff have decided that a reported post may stay; inside their transaction. */
    async keepReported({ post, thread }: PostInThread): Promise<void> {
      const state = post.state === 'hidden' ? 'shown' : post.state;
      await upkeep.changePost(thread, post, { reported: false, ...(state === post.state ? {} : { state }) });
    },
    /** After staff have decided that a reported post must go: a copy is kept as evidence; inside their transaction. */
    async takeAway(standing: Standing, { post, thread }: PostInThread): Promise<void> {
      if (post.state !== 'deleted') {
        await evidences.keep(post, thread, 'removed', standing.actor.person);
        const gone = {
          text: '',
          state: 'deleted',
          removedBy: 'staff',
          changedAt: deps.clock.now(),
          asked: null,
        } as const;
        await upkeep.changePost(thread, post, { ...gone, reported: false });
      } else await upkeep.changePost(thread, post, { reported: false });
    },
    /** What was kept of a post; reading it is written into the log, once a day for each reader. */
    async readEvidence(standing: Standing, id: string): Promise<{ item: PostInThread; evidence: Evidence[] }> {
      const item = await find(standing, id);
      access.demand(standing, 'evidence.read', item.facts);
      const { viewer, community, actor } = standing;
      await audit.recordReading({ school: viewer.school._id, actor: actor.person, action: 'evidence.read', object: id, community: community._id }); // biome-ignore format: one entry
      return { item, evidence: await evidences.listOf(viewer.school._id, id) };
    },
  };
}
