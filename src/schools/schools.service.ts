// The rules about a school itself: it is made when a platform is invited, decides its policy, and names its leads.
import type { Connection } from 'mongoose';
import type { Clock } from '../base/clock.ts';
import { readsOf, transact } from '../base/db/index.ts';
import type { Outbox } from '../base/outbox/index.ts';
import { NotFoundError } from '../errors.ts';
import type { Audit } from '../safeguarding/index.ts';
import { type School, type SchoolPolicy, schoolModel } from './school.model.ts';

export type Schools = ReturnType<typeof createSchools>;

/** The school services on a connection. */
export function createSchools(deps: { connection: Connection; clock: Clock; audit: Audit; outbox: Outbox }) {
  const schools = schoolModel(deps.connection);
  const reads = readsOf<School>(schools);

  return {
    async getSchool(id: string): Promise<School> {
      const school = await reads.one({ _id: id });
      if (!school) throw new NotFoundError();
      return school;
    },
    async listSchools(): Promise<School[]> {
      return schools.find().sort({ name: 1 }).lean<School[]>();
    },
    async findByName(name: string): Promise<School | null> {
      return schools.findOne({ name }).lean<School>();
    },
    /** The id of the school of this name, made if there is none. */
    async getOrCreateByName(name: string): Promise<string> {
      const school = await schools
        .findOneAndUpdate(
          { name },
          { $setOnInsert: { name } },
          { upsert: true, returnDocument: 'after', setDefaultsOnInsert: true },
        )
        .lean<School>();
      if (!school) throw new NotFoundError();
      return school._id;
    },
    /** Writes the policy page's decisions; `leads` are persons, checked by the caller to belong to the school. */
    async decidePolicy(school: string, by: string, policy: SchoolPolicy, leads: string[]): Promise<void> {
      await transact(deps.connection, async () => {
        await schools.updateOne({ _id: school }, { $set: { policy, leads, policyDecidedAt: deps.clock.now() } });
        await deps.audit.record({
          school,
          actor: by,
          action: 'school.policy_decided',
          details: { ...flat(policy), leads: leads.join(' ') },
        });
        // Bands follow from the policy, and what protects minors follows from the bands: never one without the other.
        await deps.outbox.emit({ school, name: 'school.policy_decided' });
      });
    },
    /** Notes that a leaver of a year became an alumnus (by = 1) or that an alumnus is gone (by = -1). */
    async countGeneration(school: string, year: number, by: 1 | -1): Promise<void> {
      const known = await schools.updateOne(
        { _id: school, 'generations.year': year },
        { $inc: { 'generations.$.count': by } },
      );
      if (known.matchedCount === 0 && by === 1)
        await schools.updateOne({ _id: school }, { $push: { generations: { year, count: 1 } } });
    },
    async appointLead(school: string, person: string, by: string | null): Promise<void> {
      await transact(deps.connection, async () => {
        await schools.updateOne({ _id: school }, { $addToSet: { leads: person } });
        await deps.audit.record({ school, actor: by, action: 'school.lead_appointed', object: person });
      });
    },
  };
}

const flat = (policy: SchoolPolicy): Record<string, string> => ({
  learnersAreMinors: String(policy.learnersAreMinors),
  namesAcrossCourses: String(policy.namesAcrossCourses),
  outsidersAllowed: String(policy.outsidersAllowed),
  timeZone: policy.timeZone,
  calendar: policy.calendar.map((term) => `${term.from}..${term.to}`).join(' '),
});
