// A leaver's choice of communities, kept until the address is proven or the choice is made anew.
import { type Connection, Schema } from 'mongoose';
import { model, newId } from '../base/db/index.ts';

interface Stay {
  _id: string;
  school: string;
  person: string;
  communities: string[];
  at: Date;
}

const staySchema = new Schema<Stay>(
  {
    _id: { type: String, default: newId },
    school: { type: String, required: true },
    person: { type: String, required: true },
    communities: { type: [String], default: [] },
    at: { type: Date, required: true },
  },
  { collection: 'stays', versionKey: false },
);
staySchema.index({ school: 1, person: 1 }, { unique: true });
staySchema.index({ at: 1 }, { expireAfterSeconds: 7 * 24 * 3600 });

export const stayModel = (connection: Connection) => model(connection, 'Stay', staySchema);
