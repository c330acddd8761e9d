// A key pair of the tool; platforms check with it what the tool signs. The private half is sealed.
import { type Connection, type InferSchemaType, Schema } from 'mongoose';
import { model } from '../../base/db/index.ts';

const toolKeySchema = new Schema(
  {
    // The key id (`kid`).
    _id: { type: String, required: true },
    publicJwk: { type: Schema.Types.Mixed, required: true },
    sealedPrivateKey: { type: String, required: true },
    // Published from the start, used for signing only from here on: platforms have fetched it by then.
    signsFrom: { type: Date, required: true },
    // When it is no longer published; the newest key has no end.
    endsAt: { type: Date, default: null },
    createdAt: { type: Date, required: true },
  },
  { versionKey: false },
);

/** A stored key pair; keys belong to the whole tool, not to a school. */
export type ToolKey = InferSchemaType<typeof toolKeySchema>;

/** The model of the tool's keys. */
export const toolKeyModel = (connection: Connection) => model(connection, 'ToolKey', toolKeySchema);
