// The services of discussions, wired together: threads, posts, drafts, and what safeguarding does to them.
import type { Connection } from 'mongoose';
import type { Clock } from '../base/clock.ts';
import type { Mails } from '../base/mail/index.ts';
import type { Outbox } from '../base/outbox/index.ts';
import type { Access, Communities, Memberships } from '../communities/index.ts';
import type { People } from '../people/index.ts';
import type { Audit } from '../safeguarding/index.ts';
import { createAuthors } from './authors.service.ts';
import { createDrafts } from './drafts.service.ts';
import { createEvidences } from './evidence.service.ts';
import { createModeration } from './moderation.service.ts';
import { createPosts } from './posts.service.ts';
import { createThreads } from './threads.service.ts';
import { createUpkeep } from './upkeep.service.ts';

export interface DiscussionDeps {
  connection: Connection;
  clock: Clock;
  audit: Audit;
  access: Access;
  communities: Communities;
  memberships: Memberships;
  people: People;
  mails: Mails;
  publicUrl: string;
  outbox: Outbox;
  /** What guests are here for, in words that pupils may read; the external dimension knows. */
  guestFacts(
    school: string,
    community: string,
    persons: readonly string[],
  ): Promise<{ person: string; purpose: string }[]>;
}

export type Discussions = ReturnType<typeof createDiscussions>;

/** The services of discussions on a connection. */
export function createDiscussions(deps: DiscussionDeps) {
  const { connection } = deps;
  const all = { ...deps, upkeep: createUpkeep(deps), evidences: createEvidences(deps) };
  const threads = createThreads(all);
  const authors = createAuthors(deps);
  const drafts = createDrafts({ connection });
  deps.outbox.on('person.forgotten', ({ school, data }) => drafts.forget(school, data.person ?? ''));
  return {
    threads,
    posts: createPosts(all),
    drafts,
    authors,
    moderation: createModeration(all),
  };
}
