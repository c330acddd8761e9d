// One-time links and claim codes: a guest's invitation, an alumnus' claim, a sign-in. Only hashes are stored.
import { type Connection, Schema } from 'mongoose';
import { model } from '../base/db/index.ts';

export type LinkPurpose = 'sign-in' | 'guest' | 'claim';

export interface Link {
  /** SHA-256 of the code. */
  _id: string;
  school: string;
  /** Whom it is for; the invitation where nobody is there yet ('guest'). */
  person: string;
  purpose: LinkPurpose;
  /** A claim: the address that the person wants to sign in with, verified by following the link. */
  email: string | null;
  /** The last moment of use; of a sign-in in real time, else in the school's time. */
  endsAt: Date;
  usedAt: Date | null;
  /** Removed from the database here, in real time. */
  purgeAt: Date;
}

const linkSchema = new Schema<Link>(
  {
    _id: String,
    school: { type: String, required: true },
    person: { type: String, required: true },
    purpose: { type: String, enum: ['sign-in', 'guest', 'claim'], required: true },
    email: { type: String, default: null },
    endsAt: { type: Date, required: true },
    usedAt: { type: Date, default: null },
    purgeAt: { type: Date, required: true },
  },
  { collection: 'links', versionKey: false },
);
linkSchema.index({ purgeAt: 1 }, { expireAfterSeconds: 0 });
linkSchema.index({ school: 1, person: 1, purpose: 1 });

export const linkModel = (connection: Connection) => model(connection, 'Link', linkSchema);
