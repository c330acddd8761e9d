// Rounds over all rosters of a school, and who stood in none of them: the evidence for leavers (AL-01).
import { type Connection, Schema } from 'mongoose';
import { model } from '../../base/db/index.ts';

export interface Round {
  /** `<school>:<night>` of a nightly round, so that one process does it; else an id. */
  _id: string;
  school: string;
  /** When it began, in the school's time. */
  at: Date;
  /** Every course that has not ended has answered completely; false as long as it runs. */
  complete: boolean;
  inSession: boolean;
  courses: number;
  /** Courses that did not answer completely. */
  failed: number;
}

const roundSchema = new Schema<Round>(
  {
    _id: String,
    school: { type: String, required: true },
    at: { type: Date, required: true },
    complete: { type: Boolean, default: false },
    inSession: { type: Boolean, required: true },
    courses: { type: Number, default: 0 },
    failed: { type: Number, default: 0 },
  },
  { collection: 'rounds', versionKey: false },
);
roundSchema.index({ school: 1, at: -1 });

export const roundModel = (connection: Connection) => model(connection, 'Round', roundSchema);

/** A person whom no roster of a complete round in session has held since `first`. */
export interface Missing {
  /** The person. */
  _id: string;
  school: string;
  first: Date;
  last: Date;
}

const missingSchema = new Schema<Missing>(
  {
    _id: String,
    school: { type: String, required: true },
    first: { type: Date, required: true },
    last: { type: Date, required: true },
  },
  { collection: 'missing', versionKey: false },
);
missingSchema.index({ school: 1, _id: 1 });

export const missingModel = (connection: Connection) => model(connection, 'Missing', missingSchema);
