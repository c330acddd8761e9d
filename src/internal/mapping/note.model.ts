// A note to those who look after a community: another course has come. It stands on the community's home for a month.
import { type Connection, Schema } from 'mongoose';
import { model, newId } from '../../base/db/index.ts';

export interface Note {
  _id: string;
  school: string;
  community: string;
  /** Who has linked the course; this person does not need the note. */
  by: string;
  course: string;
  courseTitle: string;
  at: Date;
}

const noteSchema = new Schema<Note>(
  {
    _id: { type: String, default: newId },
    school: { type: String, required: true },
    community: { type: String, required: true },
    by: { type: String, required: true },
    course: { type: String, required: true },
    courseTitle: { type: String, required: true },
    at: { type: Date, required: true },
  },
  { collection: 'notes', versionKey: false },
);
noteSchema.index({ school: 1, community: 1, at: -1 });

export const noteModel = (connection: Connection) => model(connection, 'Note', noteSchema);
