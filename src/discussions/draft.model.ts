// What somebody has written and not sent: one draft for each person and form. It disappears after sixty days.
import { type Connection, Schema } from 'mongoose';
import { model, newId } from '../base/db/index.ts';

export interface Draft {
  _id: string;
  school: string;
  person: string;
  /** The form: `new:<community>`, `reply:<thread>` or `edit:<post>`. */
  place: string;
  values: Record<string, string | string[]>;
  /** Removed from the database here, in real time. */
  purgeAt: Date;
}

const draftSchema = new Schema<Draft>(
  {
    _id: { type: String, default: newId },
    school: { type: String, required: true },
    person: { type: String, required: true },
    place: { type: String, required: true },
    values: { type: Schema.Types.Mixed, default: {} },
    purgeAt: { type: Date, required: true },
  },
  { collection: 'drafts', versionKey: false, minimize: false },
);
draftSchema.index({ school: 1, person: 1, place: 1 }, { unique: true });
draftSchema.index({ purgeAt: 1 }, { expireAfterSeconds: 0 });

export const draftModel = (connection: Connection) => model(connection, 'Draft', draftSchema);
