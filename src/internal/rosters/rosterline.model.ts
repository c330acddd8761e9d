// The lines of a roster while its pages arrive; they are applied when every page is there, and then removed.
import { type Connection, Schema } from 'mongoose';
import { model } from '../../base/db/index.ts';

/** `_id` is `lineKey(sync, sub)`: a person who stands on two pages has one line. Only active people have one. */
export interface RosterLine {
  _id: string;
  school: string;
  sub: string;
  staff: boolean;
  learner: boolean;
  name: string | null;
  given: string | null;
  family: string | null;
  /** In real time; what a crash left behind goes after a day. */
  stagedAt: Date;
}

const lineSchema = new Schema<RosterLine>(
  {
    _id: String,
    school: { type: String, required: true },
    sub: { type: String, required: true },
    staff: { type: Boolean, required: true },
    learner: { type: Boolean, required: true },
    name: { type: String, default: null },
    given: { type: String, default: null },
    family: { type: String, default: null },
    stagedAt: { type: Date, required: true },
  },
  { collection: 'rosterlines', versionKey: false },
);
lineSchema.index({ stagedAt: 1 }, { expireAfterSeconds: 24 * 3600 });

export const rosterLineModel = (connection: Connection) => model(connection, 'RosterLine', lineSchema);

export const lineKey = (sync: string, sub: string): string => `${sync}:${sub}`;

/** The keys of all lines of one sync, as a range of ids; ';' follows ':'. */
export const linesOf = (sync: string, after?: string) => ({ _id: { $gt: after ?? `${sync}:`, $lt: `${sync};` } });
