// The rules about threads: starting one, who is let in from outside, and the lists in which it is found.
import type { Connection } from 'mongoose';
import type { Clock } from '../base/clock.ts';
import { newId, transact } from '../base/db/index.ts';
import type { Access, Standing } from '../communities/index.ts';
import type { Audit, Outsiders, ThreadFacts } from '../safeguarding/index.ts';
import { OUTSIDERS, threadFilter, toThreadFacts } from './facts.ts';
import type { Post } from './post.model.ts';
import type { Place } from './shapes.ts';
import { rangesFor, type Shelf } from './shelves.ts';
import { type Thread, type ThreadKind, threadModel } from './thread.model.ts';
import type { Upkeep } from './upkeep.service.ts';

export interface NewThread {
  kind: ThreadKind;
  title: string;
  text: string;
  course: string | null;
  /** Staff: to whom it is open from the start. */
  open: Outsiders[];
  /** To whom its author wishes to open it. */
  wish: Outsiders[];
}

export type Threads = ReturnType<typeof createThreads>;

/** The thread services on a connection. */
export function createThreads(deps: {
  connection: Connection;
  clock: Clock;
  access: Access;
  audit: Audit;
  upkeep: Upkeep;
}) {
  const { access, audit, upkeep } = deps;
  const threads = threadModel(deps.connection);

  /** A page of one range, newest activity first. */
  async function listRange(standing: Standing, filter: object, before: Place | undefined, limit: number) {
    const { viewer, community } = standing;
    const older = before
      ? {
          activeAt: { $lte: before.at },
          $and: [{ $or: [{ activeAt: { $lt: before.at } }, { _id: { $lt: before.id } }] }],
        }
      : {};
    return threads
      .find({ school: viewer.school._id, community: community._id, ...filter, ...older })
      .sort({ activeAt: -1, _id: -1 })
      .limit(limit)
      .lean<Thread[]>();
  }

  async function list(
    standing: Standing,
    shelf: Shelf | 'mine',
    options: { before?: Place; limit?: number } = {},
  ): Promise<Thread[]> {
    const { before, limit = 30 } = options;
    const reach = access.reach(standing);
    if (!reach) return [];
    const { person } = standing.actor;
    const permitted = threadFilter(reach, person);
    if (shelf === 'mine') return listRange(standing, { ...permitted, author: person }, before, limit);
    const pages = await Promise.all(
      rangesFor(reach, shelf).map((range) => listRange(standing, { ...permitted, ...range }, before, limit)),
    );
    return pages
      .flat()
      .sort((a, b) => b.activeAt.getTime() - a.activeAt.getTime() || (a._id < b._id ? 1 : -1))
      .slice(0, limit);
  }

  /** Reads the thread anew, asks the policy, changes it and writes into the log: all or nothing. */
  async function change(
    standing: Standing,
    id: string,
    kinds: readonly Outsiders[],
    act: 'thread.wish' | 'thread.open' | 'thread.narrow',
    set: (thread: Thread) => Partial<Thread>,
  ): Promise<void> {
    const { viewer, community } = standing;
    await transact(deps.connection, async () => {
      const thread = await upkeep.getThread(viewer.school._id, community._id, id);
      access.demand(standing, act, { thread: toThreadFacts(thread), opens: kinds });
      await upkeep.changeThread(thread, set(thread));
      await audit.record({
        school: viewer.school._id,
        actor: viewer.person._id,
        action: { 'thread.wish': 'thread.wished', 'thread.open': 'thread.opened', 'thread.narrow': 'thread.narrowed' }[
          act
        ],
        object: id,
        community: community._id,
        details: { audience: kinds.join(' ') },
      });
    });
  }

  const openedAt = (thread: Thread, kinds: readonly Outsiders[], at: Date | null): Thread['openedAt'] => ({
    ...thread.openedAt,
    ...Object.fromEntries(kinds.map((kind) => [kind, at])),
  });

  return {
    list,
    /** The newest questions without an accepted answer that this person may read. */
    waitingFor: (standing: Standing, limit: number): Promise<Thread[]> => list(standing, 'waiting', { limit }),
    /** A thread that this person may read; `logged`: the reading itself is to be logged. */
    async read(standing: Standing, id: string): Promise<{ thread: Thread; logged: boolean }> {
      const thread = await upkeep.getThread(standing.viewer.school._id, standing.community._id, id);
      const { logged } = access.demand(standing, 'thread.read', { thread: toThreadFacts(thread) });
      return { thread, logged };
    },
    /** Starts a thread with its first post and returns its id. */
    async start(standing: Standing, fresh: NewThread): Promise<string> {
      const { viewer, community, actor } = standing;
      const facts: ThreadFacts = {
        author: actor.person, course: fresh.course, audience: fresh.open, wish: fresh.wish, hidden: false,
      }; // biome-ignore format: one line
      access.demand(standing, 'thread.create', { thread: facts });
      if (fresh.open.length > 0) access.demand(standing, 'thread.open', { thread: facts, opens: fresh.open });
      if (fresh.wish.length > 0) access.demand(standing, 'thread.wish', { thread: facts });
      const at = deps.clock.now();
      const [id, first] = [newId(), newId()];
      const place = { school: viewer.school._id, community: community._id, author: actor.person, at };
      const thread: Thread = {
        ...place,
        _id: id,
        kind: fresh.kind,
        title: fresh.title,
        course: fresh.course,
        audience: fresh.open,
        wish: fresh.wish,
        openedAt: {
          guests: fresh.open.includes('guests') ? at : null,
          alumni: fresh.open.includes('alumni') ? at : null,
        },
        hidden: false,
        first,
        accepted: null,
        acceptedBy: null,
        replies: 0,
        activeAt: at,
        stage: 'waiting',
        outside: 'none',
      };
      const post: Post = {
        ...place, ...FRESH_POST, _id: first, thread: id, band: actor.band ?? 'pupil', first: true, text: fresh.text, state: 'shown',
      }; // biome-ignore format: one line
      await transact(deps.connection, async () => {
        await upkeep.addThread(thread, post);
        if (fresh.open.length === 0) return;
        const details = { audience: fresh.open.join(' ') };
        await audit.record({ school: place.school, actor: actor.person, action: 'thread.opened', object: id, community: community._id, details }); // biome-ignore format: one entry
      });
      return id;
    },
    /** Its author says to whom the thread should be opened; an empty list takes the wish back. */
    async wish(standing: Standing, id: string, kinds: Outsiders[]): Promise<void> {
      const act = kinds.length > 0 ? 'thread.wish' : 'thread.narrow';
      await change(standing, id, kinds, act, (thread) => ({
        wish: kinds.filter((kind) => !thread.audience.includes(kind)),
      }));
    },
    /** Staff open a thread; people from outside read its first post and what is written from now on. */
    async open(standing: Standing, id: string, kinds: Outsiders[]): Promise<void> {
      await change(standing, id, kinds, 'thread.open', (thread) => {
        const fresh = kinds.filter((kind) => !thread.audience.includes(kind));
        return {
          audience: OUTSIDERS.filter((kind) => thread.audience.includes(kind) || kinds.includes(kind)),
          wish: thread.wish.filter((kind) => !kinds.includes(kind)),
          openedAt: openedAt(thread, fresh, deps.clock.now()),
        };
      });
    },
    /** Takes people from outside out of a thread, or declines a wish: at once. */
    async narrow(standing: Standing, id: string, kinds: Outsiders[]): Promise<void> {
      await change(standing, id, kinds, 'thread.narrow', (thread) => ({
        audience: thread.audience.filter((kind) => !kinds.includes(kind)),
        wish: thread.wish.filter((kind) => !kinds.includes(kind)),
        openedAt: openedAt(thread, kinds, null),
      }));
    },
  };
}

/** What every new post begins with. */
export const FRESH_POST = {
  version: 1,
  changedAt: null,
  removedBy: null,
  asked: null,
  reported: false,
} satisfies Partial<Post>;
