// A course: a context of a platform, as launches and rosters tell of it, and the communities that it belongs to.
import { type Connection, Schema } from 'mongoose';
import { model, newId } from '../../base/db/index.ts';

/** Why a course counts as ended before its end date: a member of staff said so, or its roster is gone. */
export type EndedWhy = 'staff' | 'roster_gone';

export interface Course {
  _id: string;
  school: string;
  registration: string;
  /** The platform's id of the context. */
  contextId: string;
  title: string;
  label: string | null;
  /** First calendar year of the school year that it belongs to. */
  year: number;
  startsAt: Date | null;
  endsAt: Date | null;
  endedAt: Date | null;
  endedWhy: EndedWhy | null;
  /** Context ids that it was copied from. */
  history: string[];
  rosterUrl: string | null;
  communities: string[];
  mappedAt: Date | null;
  createdAt: Date;
  /** The last complete roster, and the last try, in the school's time. */
  syncedAt: Date | null;
  triedAt: Date | null;
  /** A launch found the roster stale, or staff asked for it: the next job reads it. */
  syncRequestedAt: Date | null;
  /** Since when the roster answers 403, 404 or 410. */
  goneSince: Date | null;
}

const courseSchema = new Schema<Course>(
  {
    _id: { type: String, default: newId },
    school: { type: String, required: true },
    registration: { type: String, required: true },
    contextId: { type: String, required: true },
    title: { type: String, required: true, maxlength: 200 },
    label: { type: String, default: null },
    year: { type: Number, required: true },
    startsAt: { type: Date, default: null },
    endsAt: { type: Date, default: null },
    endedAt: { type: Date, default: null },
    endedWhy: { type: String, default: null },
    history: { type: [String], default: [] },
    rosterUrl: { type: String, default: null },
    communities: { type: [String], default: [] },
    mappedAt: { type: Date, default: null },
    createdAt: { type: Date, required: true },
    syncedAt: { type: Date, default: null },
    triedAt: { type: Date, default: null },
    syncRequestedAt: { type: Date, default: null },
    goneSince: { type: Date, default: null },
  },
  { collection: 'courses', versionKey: false },
);
courseSchema.index({ school: 1, registration: 1, contextId: 1 }, { unique: true });
courseSchema.index({ school: 1, communities: 1 });
courseSchema.index({ school: 1, _id: 1 });
courseSchema.index({ school: 1, endedAt: 1, _id: 1 });
courseSchema.index({ syncRequestedAt: 1 });

export const courseModel = (connection: Connection) => model(connection, 'Course', courseSchema);

/** Whether a course has ended at an instant: by its date, by a mark of staff, or because its roster is gone. */
export const isEnded = (course: Pick<Course, 'endedAt' | 'endsAt'>, now: Date): boolean =>
  course.endedAt !== null || (course.endsAt !== null && course.endsAt <= now);
