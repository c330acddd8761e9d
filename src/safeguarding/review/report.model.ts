// A case: all reports of one post until staff have decided. Who reported stands here and is never shown to the reported.
import { type Connection, Schema } from 'mongoose';
import { model, newId } from '../../base/db/index.ts';

export type ReportReason = 'unkind' | 'contact' | 'danger' | 'other';
export const REPORT_REASONS: readonly ReportReason[] = ['unkind', 'contact', 'danger', 'other'];

/** One person's report. */
export interface Report {
  person: string;
  reason: ReportReason;
  /** What the reporter adds in their own words. */
  words: string;
  at: Date;
}

export interface ReportCase {
  _id: string;
  school: string;
  community: string;
  thread: string;
  post: string;
  author: string;
  reports: Report[];
  state: 'open' | 'kept' | 'removed';
  openedAt: Date;
  decidedAt: Date | null;
  decidedBy: string | null;
}

const caseSchema = new Schema<ReportCase>(
  {
    _id: { type: String, default: newId },
    school: { type: String, required: true },
    community: { type: String, required: true },
    thread: { type: String, required: true },
    post: { type: String, required: true },
    author: { type: String, required: true },
    reports: {
      type: [{ _id: false, person: String, reason: { type: String, enum: REPORT_REASONS }, words: String, at: Date }],
      default: [],
    },
    state: { type: String, enum: ['open', 'kept', 'removed'], default: 'open' },
    openedAt: { type: Date, required: true },
    decidedAt: { type: Date, default: null },
    decidedBy: { type: String, default: null },
  },
  { collection: 'reports', versionKey: false },
);
caseSchema.index({ school: 1, post: 1 }, { unique: true, partialFilterExpression: { state: 'open' } });
caseSchema.index({ school: 1, community: 1, state: 1, openedAt: 1 });

export const caseModel = (connection: Connection) => model(connection, 'ReportCase', caseSchema);
