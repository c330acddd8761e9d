// A session: who is signed in here, by which launch or link. The browser holds an opaque id, the database its hash.
import { type Connection, Schema } from 'mongoose';
import { model } from '../base/db/index.ts';

/** What of a launch the session remembers; null for a sign-in by link. */
export interface SessionLaunch {
  registration: string;
  platformOrigin: string;
  course: string | null;
  courseTitle: string | null;
  returnUrl: string | null;
  administrator: boolean;
  preview: boolean;
  /** Every origin that may show the tool in a frame; only `platformOrigin` where left out. */
  frameAncestors?: string[];
  /** The platform's test user: the communities of the course, which it reads as a pupil would. */
  previewOf?: string[];
}

export interface Session {
  /** SHA-256 of the opaque id. */
  _id: string;
  school: string;
  person: string;
  language: string | null;
  launch: SessionLaunch | null;
  seenAt: Date;
  idleMinutes: number;
  endsAt: Date;
}

const launchSchema = new Schema<SessionLaunch>(
  {
    registration: String,
    platformOrigin: String,
    course: { type: String, default: null },
    courseTitle: { type: String, default: null },
    returnUrl: { type: String, default: null },
    administrator: { type: Boolean, default: false },
    preview: { type: Boolean, default: false },
    frameAncestors: { type: [String], default: [] },
    previewOf: { type: [String], default: [] },
  },
  { _id: false },
);

const sessionSchema = new Schema<Session>(
  {
    _id: String,
    school: { type: String, required: true },
    person: { type: String, required: true },
    language: { type: String, default: null },
    launch: { type: launchSchema, default: null },
    seenAt: { type: Date, required: true },
    idleMinutes: { type: Number, required: true },
    endsAt: { type: Date, required: true },
  },
  { collection: 'sessions', versionKey: false },
);
sessionSchema.index({ endsAt: 1 }, { expireAfterSeconds: 0 });
sessionSchema.index({ school: 1, person: 1 });

export const sessionModel = (connection: Connection) => model(connection, 'Session', sessionSchema);
