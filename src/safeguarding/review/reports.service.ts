// The rules of reporting (SG-11): anybody who reads a post can report it, some posts hide at once, staff decide, and the
// reported never learns who it was.
import type { Connection } from 'mongoose';
import type { Clock } from '../../base/clock.ts';
import { newId, transact } from '../../base/db/index.ts';
import type { Access, Standing } from '../../communities/index.ts';
import type { Discussions, PostInThread } from '../../discussions/index.ts';
import { ConflictError, NotFoundError } from '../../errors.ts';
import type { Audit } from '../index.ts';
import { caseModel, type ReportCase, type ReportReason } from './report.model.ts';
import { hidesWhenReported } from './report-rule.ts';

/** The queue is read to this length; what lies beyond it comes up as the first ones are decided. */
const LONGEST = 50;

export interface ReviewDeps {
  connection: Connection;
  clock: Clock;
  access: Access;
  audit: Audit;
  discussions: Pick<Discussions, 'moderation'>;
}

export type Reports = ReturnType<typeof createReports>;

/** The report services on a connection. */
export function createReports(deps: ReviewDeps) {
  const { access, audit } = deps;
  const { moderation } = deps.discussions;
  const cases = caseModel(deps.connection);

  async function findOpen(school: string, post: string): Promise<ReportCase | null> {
    return cases.findOne({ school, post, state: 'open' }).lean<ReportCase>();
  }

  async function addReport(item: PostInThread, report: ReportCase['reports'][number]): Promise<ReportCase> {
    const { post, thread } = item;
    const known = await findOpen(post.school, post._id);
    const others = (known?.reports ?? []).filter(({ person }) => person !== report.person);
    const reports = [...others, report];
    if (known) {
      await cases.updateOne({ _id: known._id, school: post.school }, { $set: { reports } });
      return { ...known, reports };
    }
    const fresh: ReportCase = {
      _id: newId(), school: post.school, community: post.community, thread: thread._id, post: post._id,
      author: post.author, reports, state: 'open', openedAt: report.at, decidedAt: null, decidedBy: null,
    }; // biome-ignore format: one document
    await cases.create([fresh]);
    return fresh;
  }

  /** Cases that this person may see: never those about what they wrote themselves. */
  const mine = (standing: Standing) => ({
    school: standing.viewer.school._id,
    community: standing.community._id,
    state: 'open' as const,
    author: { $ne: standing.actor.person },
  });

  async function target(standing: Standing, thread: string, id: string): Promise<PostInThread> {
    const item = await moderation.find(standing, id);
    if (item.thread._id !== thread) throw new NotFoundError();
    access.demand(standing, 'post.report', item.facts);
    return item;
  }

  return {
    /** The post that somebody wants to report; refused where it may not be reported. */
    target,
    /** Reports a post; a second report of the same person replaces the first. */
    async report(
      standing: Standing,
      thread: string,
      id: string,
      said: { reason: ReportReason; words: string },
    ): Promise<void> {
      const { viewer, community, actor } = standing;
      await transact(deps.connection, async () => {
        const item = await target(standing, thread, id);
        const { reports } = await addReport(item, { ...said, person: actor.person, at: deps.clock.now() });
        const hide = hidesWhenReported({ persons: reports.length, by: item.post.band, audience: item.thread.audience });
        await moderation.noteReport(item, hide);
        // The log is read by people who can be reported themselves: it does not name the reporter.
        const details = { reason: said.reason, hidden: String(hide) };
        await audit.record({ school: viewer.school._id, actor: null, action: 'post.reported', object: id, community: community._id, details }); // biome-ignore format: one entry
      });
    },
    findOpen,
    /** The cases that wait for staff, oldest first. */
    async listOpen(standing: Standing): Promise<ReportCase[]> {
      return cases.find(mine(standing)).sort({ openedAt: 1 }).limit(LONGEST).lean<ReportCase[]>();
    },
    async countOpen(standing: Standing, most: number): Promise<number> {
      return cases.countDocuments(mine(standing), { limit: most });
    },
    /** Keeps the post or takes it away (with a copy as evidence); once for each case. */
    async decide(standing: Standing, id: string, decision: 'keep' | 'remove'): Promise<void> {
      const { viewer, community, actor } = standing;
      const school = viewer.school._id;
      await transact(deps.connection, async () => {
        const item = await moderation.find(standing, id);
        access.demand(standing, 'report.decide', item.facts);
        const decided = await cases.updateOne(
          { school, post: id, state: 'open' },
          {
            $set: {
              state: decision === 'keep' ? 'kept' : 'removed',
              decidedAt: deps.clock.now(),
              decidedBy: actor.person,
            },
          },
        );
        if (decided.modifiedCount === 0) throw new ConflictError('report_decided');
        if (decision === 'keep') await moderation.keepReported(item);
        else await moderation.takeAway(standing, item);
        const action = decision === 'keep' ? 'report.kept' : 'report.removed';
        await audit.record({ school, actor: actor.person, action, object: id, community: community._id });
      });
    },
  };
}
