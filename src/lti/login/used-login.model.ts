// Which logins have been used up. A login under way is kept nowhere: it travels, sealed, as the state that the platform
// sends back (decision 9). What remains here, for a little longer than it could be good, is the mark that it was used.
import { type Connection, type InferSchemaType, Schema } from 'mongoose';
import { model } from '../../base/db/index.ts';

const usedLoginSchema = new Schema(
  {
    // The SHA-256 of the nonce.
    _id: { type: String, required: true },
    usedAt: { type: Date, required: true },
    removeAt: { type: Date, required: true, expires: 0 },
  },
  { versionKey: false },
);

/** The mark of a login that was used. */
export type UsedLogin = InferSchemaType<typeof usedLoginSchema>;

/** The model of the logins that were used. */
export const usedLoginModel = (connection: Connection) => model(connection, 'UsedLogin', usedLoginSchema);
