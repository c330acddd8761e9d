// An invitation to register a platform once; kept as a hash of its code, so that reading the database gives none away.
import { type Connection, type InferSchemaType, Schema } from 'mongoose';
import { model } from '../../base/db/index.ts';

const inviteSchema = new Schema(
  {
    _id: { type: String, required: true },
    school: { type: String, required: true },
    name: { type: String, required: true },
    createdAt: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
    // While a registration with it is under way, nobody else can use it; the lock ends by itself.
    lockedUntil: { type: Date, required: true },
    usedAt: { type: Date, default: null },
    // Removed a while later, so that a late visitor still reads "used" or "expired".
    removeAt: { type: Date, required: true, expires: 0 },
  },
  { versionKey: false },
);
inviteSchema.index({ school: 1, createdAt: 1 });

/** A stored invitation. */
export type Invite = InferSchemaType<typeof inviteSchema>;

/** The model of invitations. */
export const inviteModel = (connection: Connection) => model(connection, 'PlatformInvite', inviteSchema);
