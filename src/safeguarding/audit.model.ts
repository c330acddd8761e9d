// The audit log's entries: written once, never changed and never removed by the tool (SG-13).
import { type Connection, Schema } from 'mongoose';
import { model, newId } from '../base/db/index.ts';

/** Who did what to what; `actor` null is the tool itself or the operator. Details hold ids and settings, never texts. */
export interface AuditEntry {
  _id: string;
  school: string;
  at: Date;
  actor: string | null;
  action: string;
  object: string | null;
  community: string | null;
  details: Record<string, string>;
}

const auditSchema = new Schema<AuditEntry>(
  {
    _id: { type: String, default: newId },
    school: { type: String, required: true },
    at: { type: Date, required: true },
    actor: { type: String, default: null },
    action: { type: String, required: true },
    object: { type: String, default: null },
    community: { type: String, default: null },
    details: { type: Schema.Types.Mixed, default: {} },
  },
  { collection: 'audit', versionKey: false, minimize: false },
);
auditSchema.index({ school: 1, at: -1, _id: -1 });
auditSchema.index({ school: 1, action: 1, at: -1, _id: -1 });

const refuse = (): never => {
  throw new Error('the audit log is append-only');
};
const CHANGES = [
  'updateOne',
  'updateMany',
  'replaceOne',
  'findOneAndUpdate',
  'findOneAndReplace',
  'findOneAndDelete',
  'deleteOne',
  'deleteMany',
] as const;
for (const change of CHANGES) auditSchema.pre(change, refuse);

export const auditModel = (connection: Connection) => model(connection, 'AuditEntry', auditSchema);
