// A person's membership of a community: one document for the pair, with a spell for each time and source of belonging.
import { type Connection, Schema } from 'mongoose';
import { model, newId } from '../base/db/index.ts';
import type { Band } from '../safeguarding/index.ts';

export type Role = 'facilitator' | 'keeper' | 'member';
export type SpellSource = 'course' | 'founder' | 'joined' | 'guest' | 'alumnus';

/** One time of belonging; open while `endsAt` is null or in the future. */
export interface Spell {
  source: SpellSource;
  band: Band;
  startsAt: Date;
  endsAt: Date | null;
  course: string | null;
  /** A guest's sponsor. */
  sponsor: string | null;
}

export interface Membership {
  _id: string;
  school: string;
  community: string;
  person: string;
  /** "7Q": stands for the name where no name is shown, stable within the community. */
  alias: string;
  /** What the learner chose on first entry; null: not asked yet. */
  nameChoice: 'short' | 'alias' | null;
  role: Role;
  /** Band and courses of the open spells; the strongest band where there are several. */
  band: Band;
  courses: string[];
  sponsor: string | null;
  /** Alumni: the first calendar year of their last school year, for the community's generations. */
  leftYear: number | null;
  /** Some spell is open, as far as a change has told; ends that lie in the future are in `until`. */
  open: boolean;
  /** The end of a membership that has one. */
  until: Date | null;
  spells: Spell[];
  joinedAt: Date;
  /** Staff: the last authenticated request, in the school's time, to within an hour. */
  activeAt: Date | null;
}

const BANDS = ['pupil', 'adult_learner', 'staff', 'guest', 'alumnus'];

const spellSchema = new Schema<Spell>(
  {
    source: { type: String, enum: ['course', 'founder', 'joined', 'guest', 'alumnus'], required: true },
    band: { type: String, enum: BANDS, required: true },
    startsAt: { type: Date, required: true },
    endsAt: { type: Date, default: null },
    course: { type: String, default: null },
    sponsor: { type: String, default: null },
  },
  { _id: false },
);

const membershipSchema = new Schema<Membership>(
  {
    _id: { type: String, default: newId },
    school: { type: String, required: true },
    community: { type: String, required: true },
    person: { type: String, required: true },
    alias: { type: String, required: true },
    nameChoice: { type: String, default: null },
    role: { type: String, enum: ['facilitator', 'keeper', 'member'], default: 'member' },
    band: { type: String, enum: BANDS, required: true },
    courses: { type: [String], default: [] },
    sponsor: { type: String, default: null },
    leftYear: { type: Number, default: null },
    open: { type: Boolean, required: true },
    until: { type: Date, default: null },
    spells: { type: [spellSchema], default: [] },
    joinedAt: { type: Date, required: true },
    activeAt: { type: Date, default: null },
  },
  { collection: 'memberships', versionKey: false },
);
membershipSchema.index({ school: 1, community: 1, person: 1 }, { unique: true });
membershipSchema.index({ school: 1, community: 1, alias: 1 }, { unique: true });
membershipSchema.index({ school: 1, person: 1, open: 1 });
membershipSchema.index({ school: 1, community: 1, open: 1, band: 1, activeAt: 1 });
membershipSchema.index({ school: 1, community: 1, open: 1, _id: 1 });
membershipSchema.index({ open: 1, until: 1 });

export const membershipModel = (connection: Connection) => model(connection, 'Membership', membershipSchema);
