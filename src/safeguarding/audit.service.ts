// The append-only log of who saw, did, approved and changed what in moderation, membership, role and link (SG-13).
import { createHash } from 'node:crypto';
import type { Connection } from 'mongoose';
import type { Clock } from '../base/clock.ts';
import { isDuplicate } from '../base/db/index.ts';
import { type AuditEntry, auditModel } from './audit.model.ts';

export type Audit = ReturnType<typeof createAudit>;

/** What is written into the log; call it inside the transaction of the act itself. */
export interface AuditRecord {
  school: string;
  actor: string | null;
  action: string;
  object?: string;
  community?: string;
  details?: Record<string, string>;
}

/** The audit log on a connection. */
export function createAudit(deps: { connection: Connection; clock: Clock }) {
  const entries = auditModel(deps.connection);

  return {
    async record(record: AuditRecord): Promise<void> {
      await entries.create([{ ...record, at: deps.clock.now() }]);
    },
    /** Writes that somebody has read what only staff read: once a day for each reader and thing (SG-13). */
    async recordReading(record: AuditRecord & { actor: string; object: string }): Promise<void> {
      const at = deps.clock.now();
      const day = at.toISOString().slice(0, 10);
      const key = [record.school, record.actor, record.action, record.object, day].join(' ');
      const _id = createHash('sha256').update(key).digest('hex').slice(0, 24);
      await entries.create([{ ...record, _id, at }]).catch((error: unknown) => {
        if (!isDuplicate(error)) throw error;
      });
    },
    /** A page of the log, newest first; filters by action where given. */
    async list(
      school: string,
      options: { action?: string; before?: { at: Date; id: string }; limit?: number } = {},
    ): Promise<AuditEntry[]> {
      const { action, before, limit = 50 } = options;
      const older = before
        ? { at: { $lte: before.at }, $or: [{ at: { $lt: before.at } }, { _id: { $lt: before.id } }] }
        : {};
      return entries
        .find({ school, ...(action ? { action } : {}), ...older })
        .sort({ at: -1, _id: -1 })
        .limit(limit)
        .lean<AuditEntry[]>();
    },
    /** Every entry of a school, oldest first, for an export; read as a stream. */
    stream(school: string): AsyncIterable<AuditEntry> {
      return entries.find({ school }).sort({ at: -1, _id: -1 }).lean<AuditEntry[]>().cursor({ batchSize: 500 });
    },
  };
}
