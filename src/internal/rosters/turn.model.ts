// Whose turn it is at a platform: of all processes one at a time reads the requested rosters there.
import { type Connection, Schema } from 'mongoose';
import { realClock } from '../../base/clock.ts';
import { isDuplicate, model } from '../../base/db/index.ts';

/** `_id` is the platform's registration. */
export interface Turn {
  _id: string;
  /** In real time; longer than a roster may take, so that only a process that died leaves it behind. */
  until: Date;
}

const turnSchema = new Schema<Turn>(
  { _id: String, until: { type: Date, required: true } },
  { collection: 'rosterturns', versionKey: false },
);

const LONGEST = 15 * 60_000;

/** The turns on a connection. */
export function createTurns(connection: Connection) {
  const turns = model(connection, 'RosterTurn', turnSchema);
  return {
    /** Takes the turn at a platform; null while somebody has it. */
    async take(registration: string): Promise<Turn | null> {
      const now = realClock.now();
      const turn = { _id: registration, until: new Date(now.getTime() + LONGEST) };
      try {
        await turns.updateOne({ _id: registration, until: { $lte: now } }, { $set: turn }, { upsert: true });
        return turn;
      } catch (error) {
        if (!isDuplicate(error)) throw error;
        return null;
      }
    },
    async giveBack(turn: Turn): Promise<void> {
      await turns.deleteOne(turn);
    },
  };
}
