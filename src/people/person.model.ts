// A person of one school, and the identities by which a platform knows them: (registration, sub), never an e-mail.
import { type Connection, Schema } from 'mongoose';
import { model, newId } from '../base/db/index.ts';
import type { Band } from '../safeguarding/index.ts';

/** Where a person stands towards the school: enrolled or working here, leaving, an alumnus, a guest, or gone. */
export type PersonState = 'here' | 'leaving' | 'alumnus' | 'guest' | 'former';

export interface PersonName {
  full: string;
  given: string;
  family: string;
}

export interface Person {
  _id: string;
  school: string;
  state: PersonState;
  /** The band at the school; per community the membership's band counts. */
  band: Band;
  /** A launch or a roster has shown this person as staff of the school, and some course or community still does. */
  staff: boolean;
  /** The last launch came with an institution or system Administrator role: such a person can approve guests. */
  administrator: boolean;
  /** Null fields where the platform tells no names. */
  name: PersonName | null;
  /** Guests and alumni only: the verified address of their sign-in link. */
  email: string | null;
  /** Guests: who they are outside. */
  organisation: string | null;
  /** From the school: "YYYY-MM-DD". */
  birthDate: string | null;
  /** When the school stated that this person is 18 or older. */
  adultStatedAt: Date | null;
  language: string | null;
  /** Last launch, in the school's time. */
  launchedAt: Date | null;
  /** Since when the state holds. */
  stateSince: Date;
  /** Leavers and alumni: the first calendar year of their last school year. */
  leftYear: number | null;
}

const nameSchema = new Schema<PersonName>({ full: String, given: String, family: String }, { _id: false });

const personSchema = new Schema<Person>(
  {
    _id: { type: String, default: newId },
    school: { type: String, required: true },
    state: { type: String, enum: ['here', 'leaving', 'alumnus', 'guest', 'former'], default: 'here' },
    band: { type: String, enum: ['pupil', 'adult_learner', 'staff', 'guest', 'alumnus'], required: true },
    staff: { type: Boolean, default: false },
    administrator: { type: Boolean, default: false },
    name: { type: nameSchema, default: null },
    email: { type: String, default: null },
    organisation: { type: String, default: null },
    birthDate: { type: String, default: null },
    adultStatedAt: { type: Date, default: null },
    language: { type: String, default: null },
    launchedAt: { type: Date, default: null },
    stateSince: { type: Date, required: true },
    leftYear: { type: Number, default: null },
  },
  { collection: 'people', versionKey: false },
);
personSchema.index({ school: 1, state: 1, _id: 1 });
personSchema.index({ school: 1, email: 1 });
personSchema.index({ school: 1, staff: 1, state: 1, _id: 1 }, { partialFilterExpression: { staff: true } });
personSchema.index({ school: 1, administrator: 1 }, { partialFilterExpression: { administrator: true } });
personSchema.index({ email: 1 }, { partialFilterExpression: { email: { $type: 'string' } } });

export const personModel = (connection: Connection) => model(connection, 'Person', personSchema);

/** `_id` is `identityKey(school, registration, sub)`: a registration can serve several schools by its deployments. */
export interface Identity {
  _id: string;
  school: string;
  registration: string;
  sub: string;
  person: string;
}

const identitySchema = new Schema<Identity>(
  {
    _id: String,
    school: { type: String, required: true },
    registration: { type: String, required: true },
    sub: { type: String, required: true },
    person: { type: String, required: true },
  },
  { collection: 'identities', versionKey: false },
);
identitySchema.index({ school: 1, person: 1 });

export const identityKey = (school: string, registration: string, sub: string): string =>
  `${school}:${registration}:${sub}`;

export const identityModel = (connection: Connection) => model(connection, 'Identity', identitySchema);
