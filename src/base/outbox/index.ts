// Named events in the past tense ("thread.asked") that others follow: written in the same transaction as the change,
// handled afterwards by a job, at least once, in order of writing. Nothing is lost and nothing blocks a request.
import { type Connection, Schema } from 'mongoose';
import type { Logger } from 'pino';
import { type Clock, realClock } from '../clock.ts';
import { model, newId } from '../db/index.ts';

/** An event as it is stored; `data` holds ids, never texts of people. */
export interface OutboxEvent {
  _id: string;
  school: string;
  name: string;
  data: Record<string, string>;
  at: Date;
  written: Date;
  attempts: number;
  dueAt: Date | null;
  failed?: string;
}

const eventSchema = new Schema<OutboxEvent>(
  {
    _id: { type: String, default: newId },
    school: { type: String, required: true },
    name: { type: String, required: true },
    data: { type: Schema.Types.Mixed, default: {} },
    at: { type: Date, required: true },
    written: { type: Date, required: true },
    attempts: { type: Number, default: 0 },
    dueAt: { type: Date, default: null },
    failed: String,
  },
  { collection: 'events', versionKey: false, minimize: false },
);
eventSchema.index({ dueAt: 1, _id: 1 });
eventSchema.index({ written: 1 }, { expireAfterSeconds: 90 * 24 * 3600 });

export type EventHandler = (event: OutboxEvent) => Promise<void>;

export interface Outbox {
  /** Writes an event; call it inside the transaction of the change it tells of. */
  emit(event: { school: string; name: string; data?: Record<string, string> }): Promise<void>;
  /** Follows an event; handlers must bear being called twice with the same event. */
  on(name: string, handler: EventHandler): void;
  /** Hands over all due events; returns how many were handled. */
  deliver(): Promise<number>;
}

const LEASE = 60_000;
const MOST_ATTEMPTS = 10;

/** The outbox on a connection; `clock` is the school's (when it happened), leases live in real time. */
export function createOutbox(deps: { connection: Connection; clock: Clock; logger: Logger }): Outbox {
  const events = model(deps.connection, 'Event', eventSchema);
  const handlers = new Map<string, EventHandler[]>();

  async function settle(event: OutboxEvent): Promise<void> {
    try {
      for (const handler of handlers.get(event.name) ?? []) await handler(event);
      await events.updateOne({ _id: event._id }, { $set: { dueAt: null } });
    } catch (error) {
      const last = event.attempts >= MOST_ATTEMPTS;
      deps.logger.error({ err: error, event: event.name, id: event._id, last }, 'event handler failed');
      const dueAt = last ? null : new Date(realClock.now().getTime() + 1000 * 2 ** event.attempts);
      await events.updateOne({ _id: event._id }, { $set: { dueAt, failed: String(error) } });
    }
  }

  return {
    async emit({ school, name, data = {} }) {
      if (!handlers.has(name)) return;
      const written = realClock.now();
      await events.create([{ school, name, data, at: deps.clock.now(), written, dueAt: written }]);
    },
    on(name, handler) {
      handlers.set(name, [...(handlers.get(name) ?? []), handler]);
    },
    async deliver() {
      for (let handled = 0; ; handled += 1) {
        const now = realClock.now();
        const event = await events
          .findOneAndUpdate(
            { dueAt: { $lte: now, $type: 'date' } },
            { $set: { dueAt: new Date(now.getTime() + LEASE) }, $inc: { attempts: 1 } },
            { sort: { dueAt: 1, _id: 1 }, returnDocument: 'after' },
          )
          .lean<OutboxEvent>();
        if (!event) return handled;
        await settle(event);
      }
    },
  };
}
