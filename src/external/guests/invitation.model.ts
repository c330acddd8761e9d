// A guest's invitation, from the sponsor's wish over the approval to the end of the visit: one document for one approval.
// An extension is a new one. The visit runs while the state is 'accepted' and `endsAt` lies in the future.
import { type Connection, Schema } from 'mongoose';
import { model, newId } from '../../base/db/index.ts';

/** `withdrawn` by the school before it was accepted, `lapsed` unanswered at its last day, `extended` by a later one. */
type InvitationState = 'waiting' | 'refused' | 'sent' | 'accepted' | 'withdrawn' | 'lapsed' | 'extended';

export interface Invitation {
  _id: string;
  school: string;
  state: InvitationState;
  name: string;
  /** Null once the invitation has come to nothing. */
  email: string | null;
  partner: string;
  /** The partner's name, as the guest carries it. */
  organisation: string;
  /** What the guest will do; pupils read it. */
  purpose: string;
  /** The only communities that the guest enters. */
  communities: string[];
  /** "YYYY-MM-DD" in the school's time zone; `endsAt` is the midnight after it, or when it was refused or ended. */
  lastDay: string;
  endsAt: Date;
  /** What was checked, by whom and when. Only approvers and the sponsor read it. */
  vetting: string;
  /** The language of the mails to the guest. */
  language: string;
  sponsor: string;
  requestedAt: Date;
  /** Whom the sponsor asked; any approver but the sponsor may decide. */
  asked: string;
  decidedBy: string | null;
  decidedAt: Date | null;
  /** Why it was refused, in the approver's words. */
  refusal: string | null;
  /** The last moment of the link in use, in the school's time. */
  linkEndsAt: Date | null;
  person: string | null;
  acceptedAt: Date | null;
  /** Who ended the visit before its day. */
  endedBy: string | null;
  /** The visit that this one prolongs. */
  extends: string | null;
  /** The address while the invitation waits or is under way: there is at most one for each address. */
  openFor?: string;
}

const invitationSchema = new Schema<Invitation>(
  {
    _id: { type: String, default: newId },
    school: { type: String, required: true },
    state: {
      type: String,
      enum: ['waiting', 'refused', 'sent', 'accepted', 'withdrawn', 'lapsed', 'extended'],
      default: 'waiting',
    },
    name: { type: String, required: true },
    email: { type: String, default: null },
    partner: { type: String, required: true },
    organisation: { type: String, required: true },
    purpose: { type: String, required: true },
    communities: { type: [String], required: true },
    lastDay: { type: String, required: true },
    endsAt: { type: Date, required: true },
    vetting: { type: String, required: true },
    language: { type: String, required: true },
    sponsor: { type: String, required: true },
    requestedAt: { type: Date, required: true },
    asked: { type: String, required: true },
    decidedBy: { type: String, default: null },
    decidedAt: { type: Date, default: null },
    refusal: { type: String, default: null },
    linkEndsAt: { type: Date, default: null },
    person: { type: String, default: null },
    acceptedAt: { type: Date, default: null },
    endedBy: { type: String, default: null },
    extends: { type: String, default: null },
    openFor: String,
  },
  { collection: 'guests', versionKey: false },
);
invitationSchema.index({ school: 1, state: 1, endsAt: 1, _id: 1 });
invitationSchema.index({ school: 1, endsAt: -1, _id: -1 });
invitationSchema.index({ school: 1, person: 1, state: 1 });
invitationSchema.index({ school: 1, communities: 1, state: 1, endsAt: 1 });
invitationSchema.index(
  { school: 1, openFor: 1 },
  { unique: true, partialFilterExpression: { openFor: { $type: 'string' } } },
);
invitationSchema.index({ state: 1, endsAt: 1 });

export const invitationModel = (connection: Connection) => model(connection, 'Invitation', invitationSchema);
