// A post in a thread. What was removed leaves its place behind; what staff took away is kept as evidence.
import { type Connection, Schema } from 'mongoose';
import { model, newId } from '../base/db/index.ts';
import type { Band, PostFacts } from '../safeguarding/index.ts';

export interface Post {
  _id: string;
  school: string;
  community: string;
  thread: string;
  author: string;
  /** The author's band in the community when it was written. */
  band: Band;
  first: boolean;
  /** Empty once it is removed. */
  text: string;
  state: PostFacts['state'];
  /** Counts changes, so that an edit in a second tab is noticed. */
  version: number;
  at: Date;
  changedAt: Date | null;
  removedBy: 'author' | 'staff' | null;
  /** Held: what staff asked the author to change; null while it waits for staff. */
  asked: string | null;
  /** Somebody has reported it and staff have not decided yet. */
  reported: boolean;
}

const STATES = ['shown', 'held', 'refused', 'hidden', 'deleted'];

const postSchema = new Schema<Post>(
  {
    _id: { type: String, default: newId },
    school: { type: String, required: true },
    community: { type: String, required: true },
    thread: { type: String, required: true },
    author: { type: String, required: true },
    band: { type: String, required: true },
    first: { type: Boolean, default: false },
    text: { type: String, default: '' },
    state: { type: String, enum: STATES, required: true },
    version: { type: Number, default: 1 },
    at: { type: Date, required: true },
    changedAt: { type: Date, default: null },
    removedBy: { type: String, default: null },
    asked: { type: String, default: null },
    reported: { type: Boolean, default: false },
  },
  { collection: 'posts', versionKey: false },
);
postSchema.index({ school: 1, thread: 1, at: 1, _id: 1 });
postSchema.index({ school: 1, author: 1, _id: 1 });
postSchema.index({ school: 1, community: 1, at: 1, _id: 1 }, { partialFilterExpression: { state: 'held' } });

export const postModel = (connection: Connection) => model(connection, 'Post', postSchema);
