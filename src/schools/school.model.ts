// A school: the tenant. Its policy says what this school allows; everything else in the database carries its id.
import { type Connection, Schema } from 'mongoose';
import { model, newId } from '../base/db/index.ts';

/** A range of teaching days, both included, as dates "YYYY-MM-DD" in the school's time zone. */
export interface Term {
  from: string;
  to: string;
}

/** What the school decides on its one page of policy. */
export interface SchoolPolicy {
  /** All learners here are minors; LTI carries no age, so this is the deployment's word on it. */
  learnersAreMinors: boolean;
  namesAcrossCourses: boolean;
  outsidersAllowed: boolean;
  timeZone: string;
  calendar: Term[];
  /** The month (1 to 12) in which a school year starts. */
  yearStartsIn: number;
  /** Whom to tell when something feels wrong, in the school's own words. */
  tellSomeone: string;
}

export interface School {
  _id: string;
  name: string;
  policy: SchoolPolicy;
  /** Null until an administrator has decided on the policy page. */
  policyDecidedAt: Date | null;
  /** Persons named as safeguarding leads. */
  leads: string[];
  /** How many who left in a year stayed as alumni, each person once. */
  generations: { year: number; count: number }[];
}

const policySchema = new Schema<SchoolPolicy>(
  {
    learnersAreMinors: { type: Boolean, default: true },
    namesAcrossCourses: { type: Boolean, default: false },
    outsidersAllowed: { type: Boolean, default: false },
    timeZone: { type: String, default: 'Europe/Berlin' },
    calendar: { type: [{ _id: false, from: String, to: String }], default: [] },
    yearStartsIn: { type: Number, default: 8, min: 1, max: 12 },
    tellSomeone: { type: String, default: '' },
  },
  { _id: false },
);

const schoolSchema = new Schema<School>(
  {
    _id: { type: String, default: newId },
    name: { type: String, required: true, maxlength: 120 },
    policy: { type: policySchema, default: () => ({}) },
    policyDecidedAt: { type: Date, default: null },
    leads: { type: [String], default: [] },
    generations: { type: [{ _id: false, year: Number, count: Number }], default: [] },
  },
  { collection: 'schools', versionKey: false },
);
schoolSchema.index({ name: 1 }, { unique: true });

export const schoolModel = (connection: Connection) => model(connection, 'School', schoolSchema);
