// Who is in a course, as launches and rosters tell: the source from which memberships of its communities follow.
import { type Connection, Schema } from 'mongoose';
import { model, newId } from '../../base/db/index.ts';

export interface Enrolment {
  _id: string;
  school: string;
  course: string;
  person: string;
  /** Staff of this course, as the last launch has shown, else a roster. */
  staff: boolean;
  /** Who has shown that: what a launch has shown, no roster takes back. */
  staffBy: 'launch' | 'roster' | null;
  open: boolean;
  /** When it was opened last, in the school's time. */
  since: Date;
}

const enrolmentSchema = new Schema<Enrolment>(
  {
    _id: { type: String, default: newId },
    school: { type: String, required: true },
    course: { type: String, required: true },
    person: { type: String, required: true },
    staff: { type: Boolean, default: false },
    staffBy: { type: String, enum: ['launch', 'roster', null], default: null },
    open: { type: Boolean, required: true },
    since: { type: Date, required: true },
  },
  { collection: 'enrolments', versionKey: false },
);
enrolmentSchema.index({ school: 1, course: 1, person: 1 }, { unique: true });
enrolmentSchema.index({ school: 1, course: 1, open: 1, staff: 1, person: 1 });
enrolmentSchema.index({ school: 1, person: 1, open: 1, course: 1 });

export const enrolmentModel = (connection: Connection) => model(connection, 'Enrolment', enrolmentSchema);
