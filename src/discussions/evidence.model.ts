// What staff took away, or what its author changed after it was reported: kept as it was, for safeguarding only (SG-12).
import { type Connection, Schema } from 'mongoose';
import { model, newId } from '../base/db/index.ts';

export interface Evidence {
  _id: string;
  school: string;
  community: string;
  thread: string;
  post: string;
  author: string;
  title: string | null;
  text: string;
  why: 'removed' | 'changed_after_report' | 'removed_after_report';
  by: string;
  at: Date;
}

const evidenceSchema = new Schema<Evidence>(
  {
    _id: { type: String, default: newId },
    school: { type: String, required: true },
    community: { type: String, required: true },
    thread: { type: String, required: true },
    post: { type: String, required: true },
    author: { type: String, required: true },
    title: { type: String, default: null },
    text: { type: String, default: '' },
    why: { type: String, enum: ['removed', 'changed_after_report', 'removed_after_report'], required: true },
    by: { type: String, required: true },
    at: { type: Date, required: true },
  },
  { collection: 'evidence', versionKey: false },
);
evidenceSchema.index({ school: 1, post: 1, at: 1 });
evidenceSchema.index({ school: 1, author: 1, at: 1 });

export const evidenceModel = (connection: Connection) => model(connection, 'Evidence', evidenceSchema);
