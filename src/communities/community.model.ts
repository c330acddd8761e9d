// A community of practice: its charter (domain, community, practice), its facts, and counters kept by what changes them.
import { type Connection, Schema } from 'mongoose';
import { model, newId } from '../base/db/index.ts';
import type { Band } from '../safeguarding/index.ts';

export type Template = 'subject' | 'club' | 'project' | 'teachers' | 'artists';
export const TEMPLATES: readonly Template[] = ['subject', 'club', 'project', 'teachers', 'artists'];

export type Frequency = 'none' | 'weekly' | 'fortnightly' | 'monthly' | 'termly';
export const FREQUENCIES: readonly Frequency[] = ['none', 'weekly', 'fortnightly', 'monthly', 'termly'];

/** What the community says of itself, in its own words. */
export interface Charter {
  domain: string;
  community: string;
  practice: string;
}

/** Counters of a community: open memberships by band, and its threads and posts. */
export type Counts = Record<Band | 'threads' | 'posts' | 'waiting', number>;

export interface Community {
  _id: string;
  school: string;
  name: string;
  /** Null for a club that belongs to no subject. */
  subject: string | null;
  hue: number;
  template: Template;
  charter: Charter;
  charterAt: Date | null;
  frequency: Frequency;
  fixedMembership: boolean;
  recognised: boolean;
  admitsAlumni: boolean;
  openToStaff: boolean;
  foundedAt: Date;
  /** First calendar year of the school year of its founding. */
  foundedYear: number;
  counts: Counts;
  /** Leaving years whose leavers stayed as alumni, with how many. */
  generations: { year: number; count: number }[];
}

const count = { type: Number, default: 0 };

const communitySchema = new Schema<Community>(
  {
    _id: { type: String, default: newId },
    school: { type: String, required: true },
    name: { type: String, required: true, maxlength: 80 },
    subject: { type: String, default: null },
    hue: { type: Number, required: true },
    template: { type: String, enum: TEMPLATES, required: true },
    charter: { _id: false, domain: String, community: String, practice: String },
    charterAt: { type: Date, default: null },
    frequency: { type: String, enum: FREQUENCIES, default: 'none' },
    fixedMembership: { type: Boolean, default: false },
    recognised: { type: Boolean, default: true },
    admitsAlumni: { type: Boolean, default: false },
    openToStaff: { type: Boolean, default: true },
    foundedAt: { type: Date, required: true },
    foundedYear: { type: Number, required: true },
    counts: {
      _id: false,
      pupil: count,
      adult_learner: count,
      staff: count,
      guest: count,
      alumnus: count, // biome-ignore format: one line a kind
      threads: count,
      posts: count,
      waiting: count,
    },
    generations: { type: [{ _id: false, year: Number, count: Number }], default: [] },
  },
  { collection: 'communities', versionKey: false },
);
communitySchema.index({ school: 1, subject: 1, name: 1 });

export const communityModel = (connection: Connection) => model(connection, 'Community', communitySchema);

/** A subject of the school-wide list. */
export interface Subject {
  _id: string;
  school: string;
  name: string;
  hue: number;
}

const subjectSchema = new Schema<Subject>(
  {
    _id: { type: String, default: newId },
    school: { type: String, required: true },
    name: { type: String, required: true, maxlength: 60 },
    hue: { type: Number, required: true },
  },
  { collection: 'subjects', versionKey: false },
);
subjectSchema.index({ school: 1, name: 1 }, { unique: true });

export const subjectModel = (connection: Connection) => model(connection, 'Subject', subjectSchema);
