// A partner: an organisation outside school that guests come from.
import { type Connection, Schema } from 'mongoose';
import { model, newId } from '../../base/db/index.ts';

export interface Partner {
  _id: string;
  school: string;
  name: string;
  /** What it is, in a few words: "runs the power lines of our town". */
  what: string;
  addedBy: string;
  addedAt: Date;
}

const partnerSchema = new Schema<Partner>(
  {
    _id: { type: String, default: newId },
    school: { type: String, required: true },
    name: { type: String, required: true, maxlength: 80 },
    what: { type: String, default: '', maxlength: 160 },
    addedBy: { type: String, required: true },
    addedAt: { type: Date, required: true },
  },
  { collection: 'partners', versionKey: false },
);
partnerSchema.index({ school: 1, name: 1 }, { unique: true });

export const partnerModel = (connection: Connection) => model(connection, 'Partner', partnerSchema);
