// Mail: queued in the transaction of the change that causes it, sent by a job; without SMTP_URL it stays in this outbox,
// where the school's administrator reads it. Mails carry no text that people wrote (SG-16).
import { type Connection, Schema } from 'mongoose';
import type { Transporter } from 'nodemailer';
import type { Logger } from 'pino';
import { type Clock, realClock } from '../clock.ts';
import { model, newId } from '../db/index.ts';

/** A mail in plain text, already in the reader's language. */
export interface Mail {
  _id: string;
  school: string;
  to: string;
  subject: string;
  text: string;
  /** When it was written, in the school's time. */
  at: Date;
  /** In real time; removed a while later. */
  writtenAt: Date;
  state: 'queued' | 'sent' | 'kept' | 'failed';
  attempts: number;
  leasedUntil: Date | null;
}

const mailSchema = new Schema<Mail>(
  {
    _id: { type: String, default: newId },
    school: { type: String, required: true },
    to: { type: String, required: true },
    subject: { type: String, required: true },
    text: { type: String, required: true },
    at: { type: Date, required: true },
    writtenAt: { type: Date, default: () => realClock.now() },
    state: { type: String, enum: ['queued', 'sent', 'kept', 'failed'], default: 'queued' },
    attempts: { type: Number, default: 0 },
    leasedUntil: { type: Date, default: null },
  },
  { collection: 'mails', versionKey: false },
);
mailSchema.index({ school: 1, at: -1, _id: -1 });
mailSchema.index({ state: 1, leasedUntil: 1 });
// Addresses and links are not kept for ever: longer than any link works, and no longer.
mailSchema.index({ writtenAt: 1 }, { expireAfterSeconds: 90 * 24 * 3600 });

export interface Mails {
  queue(mail: { school: string; to: string; subject: string; text: string }): Promise<void>;
  /** Sends what is queued; without SMTP it is kept for the administrator. */
  send(): Promise<void>;
  /** The school's kept mails, newest first; `before` is a cursor. */
  listKept(school: string, before?: { at: Date; id: string }, limit?: number): Promise<Mail[]>;
  readonly delivers: boolean;
}

const MOST_ATTEMPTS = 6;

/** The mail outbox on a connection. */
export function createMails(deps: {
  connection: Connection;
  clock: Clock;
  logger: Logger;
  smtpUrl?: string | undefined;
  from: string;
}): Mails {
  const mails = model(deps.connection, 'Mail', mailSchema);
  const { smtpUrl } = deps;
  let transport: Transporter | undefined;

  async function createTransport(url: string): Promise<Transporter> {
    const nodemailer = await import('nodemailer'); // here, because a start need not wait for it
    return nodemailer.createTransport(url);
  }

  async function deliver(mail: Mail): Promise<void> {
    if (smtpUrl === undefined) {
      await mails.updateOne({ _id: mail._id }, { $set: { state: 'kept' } });
      return;
    }
    try {
      transport ??= await createTransport(smtpUrl);
      await transport.sendMail({ from: deps.from, to: mail.to, subject: mail.subject, text: mail.text });
      // What was sent leaves no address and no link behind.
      await mails.updateOne({ _id: mail._id }, { $set: { state: 'sent', to: '-', text: '-' } });
    } catch (error) {
      // What a mail server answers names the address; only its code goes into the log.
      const { code, responseCode } = error as { code?: string; responseCode?: number };
      deps.logger.warn({ code, responseCode, mail: mail._id }, 'mail could not be sent');
      const retryAt = new Date(realClock.now().getTime() + 60_000 * 2 ** mail.attempts);
      const state = mail.attempts >= MOST_ATTEMPTS ? 'failed' : 'queued';
      await mails.updateOne({ _id: mail._id }, { $set: { state, leasedUntil: retryAt } });
    }
  }

  return {
    delivers: smtpUrl !== undefined,
    async queue(mail) {
      await mails.create([{ ...mail, at: deps.clock.now() }]);
    },
    async send() {
      for (;;) {
        const now = realClock.now();
        const mail = await mails
          .findOneAndUpdate(
            { state: 'queued', $or: [{ leasedUntil: null }, { leasedUntil: { $lte: now } }] },
            { $set: { leasedUntil: new Date(now.getTime() + 120_000) }, $inc: { attempts: 1 } },
            { returnDocument: 'after' },
          )
          .lean<Mail>();
        if (!mail) return;
        await deliver(mail);
      }
    },
    async listKept(school, before, limit = 30) {
      const older = before ? { $or: [{ at: { $lt: before.at } }, { at: before.at, _id: { $lt: before.id } }] } : {};
      return mails
        .find({ school, state: { $in: ['kept', 'failed'] }, ...older })
        .sort({ at: -1, _id: -1 })
        .limit(limit)
        .lean<Mail[]>();
    },
  };
}
