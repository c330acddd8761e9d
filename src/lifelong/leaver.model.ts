// A leaver: how the school found out, who confirmed it, and what became of it. One document for each time of leaving.
import { type Connection, Schema } from 'mongoose';
import { model, newId } from '../base/db/index.ts';
import type { Person } from '../people/index.ts';

/** `confirmed`: has left and may be invited; the other states end the matter. */
export type LeaverState = 'confirmed' | 'stayed' | 'gone' | 'returned';

export interface Leaver {
  _id: string;
  school: string;
  person: string;
  state: LeaverState;
  /** In the school's time. */
  confirmedAt: Date;
  confirmedBy: string;
  /** Whoever has not answered by then is forgotten (AL-02). */
  endsAt: Date;
  /** A letter with a code was made, or a mail sent. */
  invitedAt: Date | null;
  settledAt: Date | null;
}

/** How many leavers are in each state. */
export type LeaverCounts = Record<LeaverState, number>;

/** A person whom the rosters miss, with what the school has said of the age. */
export interface Found {
  person: Person;
  firstAt: Date;
  lastAt: Date;
  adult: boolean | null;
}

const leaverSchema = new Schema<Leaver>(
  {
    _id: { type: String, default: newId },
    school: { type: String, required: true },
    person: { type: String, required: true },
    state: { type: String, enum: ['confirmed', 'stayed', 'gone', 'returned'], default: 'confirmed' },
    confirmedAt: { type: Date, required: true },
    confirmedBy: { type: String, required: true },
    endsAt: { type: Date, required: true },
    invitedAt: { type: Date, default: null },
    settledAt: { type: Date, default: null },
  },
  { collection: 'leavers', versionKey: false },
);
leaverSchema.index({ school: 1, state: 1, endsAt: 1, _id: 1 });
leaverSchema.index({ school: 1, person: 1, state: 1 });
leaverSchema.index({ state: 1, endsAt: 1 });

export const leaverModel = (connection: Connection) => model(connection, 'Leaver', leaverSchema);
