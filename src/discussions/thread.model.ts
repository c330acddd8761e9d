// A thread: a question or a discussion of a community, or of one class in it. What its lists need is kept beside it.
import { type Connection, Schema } from 'mongoose';
import { model, newId } from '../base/db/index.ts';
import type { Outsiders } from '../safeguarding/index.ts';
import type { Outside, Stage } from './shelves.ts';

export type ThreadKind = 'question' | 'discussion';
export const THREAD_KINDS: readonly ThreadKind[] = ['question', 'discussion'];

export interface Thread {
  _id: string;
  school: string;
  community: string;
  author: string;
  kind: ThreadKind;
  /** Null once its first post has been removed. */
  title: string | null;
  /** A course: for that class and staff only; null: for the community. */
  course: string | null;
  audience: Outsiders[];
  /** To whom its author wishes to open it; staff decide. */
  wish: Outsiders[];
  /** Since when people from outside read it: the first post and what is written from then on. */
  openedAt: Record<Outsiders, Date | null>;
  /** Its first post was reported and waits for staff. */
  hidden: boolean;
  /** The first post. */
  first: string;
  accepted: string | null;
  acceptedBy: 'author' | 'staff' | null;
  /** Replies that everybody in the community can read. */
  replies: number;
  at: Date;
  /** When something was last shown in it. */
  activeAt: Date;
  /** In which lists it stands (shelves.ts): for their indexes only, never what permits reading. */
  stage: Stage;
  outside: Outside;
}

const threadSchema = new Schema<Thread>(
  {
    _id: { type: String, default: newId },
    school: { type: String, required: true },
    community: { type: String, required: true },
    author: { type: String, required: true },
    kind: { type: String, enum: THREAD_KINDS, required: true },
    title: { type: String, default: null },
    course: { type: String, default: null },
    audience: { type: [String], default: [] },
    wish: { type: [String], default: [] },
    openedAt: { _id: false, guests: { type: Date, default: null }, alumni: { type: Date, default: null } },
    hidden: { type: Boolean, default: false },
    first: { type: String, required: true },
    accepted: { type: String, default: null },
    acceptedBy: { type: String, default: null },
    replies: { type: Number, default: 0 },
    at: { type: Date, required: true },
    activeAt: { type: Date, required: true },
    stage: { type: String, required: true },
    outside: { type: String, required: true },
  },
  { collection: 'threads', versionKey: false },
);
// Before the one by course: of two that fit equally well the embedded database takes the first.
threadSchema.index({ school: 1, community: 1, outside: 1, stage: 1, activeAt: -1, _id: -1 });
threadSchema.index({ school: 1, community: 1, stage: 1, activeAt: -1, _id: -1 });
threadSchema.index({ school: 1, community: 1, course: 1, stage: 1, activeAt: -1, _id: -1 });
threadSchema.index({ school: 1, community: 1, author: 1, activeAt: -1, _id: -1 });
threadSchema.index({ school: 1, author: 1, _id: 1 });

export const threadModel = (connection: Connection) => model(connection, 'Thread', threadSchema);
