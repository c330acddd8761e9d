// A login under way: it remembers what the platform must send back, and is used at most once.
import { type Connection, type InferSchemaType, Schema } from 'mongoose';
import { model } from '../../base/db/index.ts';

const loginStateSchema = new Schema(
  {
    // The SHA-256 of the state, and of the secret that only the browser's cookie holds.
    _id: { type: String, required: true },
    school: { type: String, required: true },
    proof: { type: String, required: true },
    registration: { type: String, required: true },
    nonce: { type: String, required: true },
    target: { type: String, required: true },
    expiresAt: { type: Date, required: true },
    usedAt: { type: Date, default: null },
    // Kept a while longer, so that "too late" and "used before" can be told from "never seen".
    removeAt: { type: Date, required: true, expires: 0 },
  },
  { versionKey: false },
);

/** A stored login. */
export type LoginState = InferSchemaType<typeof loginStateSchema>;

/** The model of logins under way. */
export const loginStateModel = (connection: Connection) => model(connection, 'LoginState', loginStateSchema);
