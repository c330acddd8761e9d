// The rules about courses: what a launch tells of one, when one ends, and when its roster is to be read.
import type { Connection } from 'mongoose';
import type { Clock } from '../../base/clock.ts';
import { isDuplicate, newId, readsOf, transact } from '../../base/db/index.ts';
import { NotFoundError } from '../../errors.ts';
import type { Launch, LaunchContext } from '../../lti/index.ts';
import type { Audit } from '../../safeguarding/index.ts';
import { type School, schoolYearOf } from '../../schools/index.ts';
import { type Course, courseModel, type EndedWhy } from './course.model.ts';

export type Courses = ReturnType<typeof createCourses>;

const DAY = 24 * 3600 * 1000;

/** The course services on a connection. */
export function createCourses(deps: { connection: Connection; clock: Clock; audit: Audit }) {
  const courses = courseModel(deps.connection);
  const reads = readsOf<Course>(courses);

  async function findByContext(school: string, registration: string, contextId: string): Promise<Course | null> {
    return reads.one({ school, registration, contextId });
  }

  async function getCourse(school: string, id: string): Promise<Course> {
    const course = await courses.findOne({ _id: id, school }).lean<Course>();
    if (!course) throw new NotFoundError();
    return course;
  }

  async function create(school: School, launch: Launch, context: LaunchContext): Promise<Course> {
    const { registration } = launch;
    const key = { school: school._id, registration, contextId: context.id };
    const now = deps.clock.now();
    const told = toldBy(launch, context);
    const fresh = {
      title: context.id,
      ...told,
      year: schoolYearOf(told.startsAt ?? now, school.policy),
      createdAt: now,
    };
    try {
      const made = await courses.create([{ ...key, ...fresh, _id: newId() }]);
      return made[0]?.toObject() as unknown as Course;
    } catch (error) {
      const other = isDuplicate(error) ? await findByContext(...valuesOf(key)) : null;
      if (!other) throw error;
      return other;
    }
  }

  return {
    findByContext,
    getCourse,
    /** The course of a launch, made or brought up to date; writes nothing where nothing changed. */
    async courseOfLaunch(
      school: School,
      launch: Launch,
      context: LaunchContext,
      found: Course | null,
    ): Promise<Course> {
      if (!found) return create(school, launch, context);
      const changes = changesOf(found, toldBy(launch, context));
      if (!changes) return found;
      await courses.updateOne({ _id: found._id, school: school._id }, { $set: changes });
      return { ...found, ...changes };
    },
    /** The courses with these ids; the order is that of their titles. */
    async listCourses(school: string, ids: readonly string[]): Promise<Course[]> {
      return courses
        .find({ school, _id: { $in: [...ids] } })
        .sort({ title: 1 })
        .lean<Course[]>();
    },
    /** The courses that belong to a community, newest school year first. */
    async listOfCommunity(school: string, community: string): Promise<Course[]> {
      return reads.list({ school, communities: community }, { sort: { year: -1, title: 1 } });
    },
    /** The courses of these communities since a school year, for the map. */
    async listOfCommunities(school: string, communities: readonly string[], sinceYear: number): Promise<Course[]> {
      return courses
        .find({ school, communities: { $in: [...communities] }, year: { $gte: sinceYear } })
        .sort({ title: 1 })
        .lean<Course[]>();
    },
    /** The courses that a course was copied from, as far as this school knows them. */
    async listHistory(course: Course): Promise<Course[]> {
      const { school, registration, history } = course;
      if (history.length === 0) return [];
      return courses.find({ school, registration, contextId: { $in: history } }).lean<Course[]>();
    },
    /** A page of all courses of a school, by id. */
    async listAll(school: string, after = '', limit = 100): Promise<Course[]> {
      return courses
        .find({ school, _id: { $gt: after } })
        .sort({ _id: 1 })
        .limit(limit)
        .lean<Course[]>();
    },
    /** A page of the courses that nobody has marked as ended, by id; their end dates may have passed. */
    async listUnended(school: string, after = '', limit = 100): Promise<Course[]> {
      return courses
        .find({ school, endedAt: null, _id: { $gt: after } })
        .sort({ _id: 1 })
        .limit(limit)
        .lean<Course[]>();
    },
    /** Links a course with a community; call it inside the transaction of the mapping. */
    async link(course: Course, community: string): Promise<void> {
      const mappedAt = course.mappedAt ?? deps.clock.now();
      await courses.updateOne(
        { _id: course._id, school: course.school },
        { $set: { mappedAt }, $addToSet: { communities: community } },
      );
    },
    /** Takes a course out of a community; call it inside the transaction that also logs it. */
    async unlink(course: Course, community: string): Promise<void> {
      await courses.updateOne({ _id: course._id, school: course.school }, { $pull: { communities: community } });
    },
    /** Marks a course as ended; it keeps its communities and its members keep their memberships. */
    async end(course: Course, by: string | null, why: EndedWhy): Promise<void> {
      const { _id, school } = course;
      await transact(deps.connection, async () => {
        const ended = await courses.updateOne(
          { _id, school, endedAt: null },
          { $set: { endedAt: deps.clock.now(), endedWhy: why, syncRequestedAt: null } },
        );
        if (ended.modifiedCount === 0) return;
        await deps.audit.record({ school, actor: by, action: 'course.ended', object: _id, details: { why } });
      });
    },
    /** Takes the mark of an ended course back. */
    async reopen(course: Course, by: string): Promise<void> {
      const { _id, school } = course;
      await transact(deps.connection, async () => {
        await courses.updateOne({ _id, school }, { $set: { endedAt: null, endedWhy: null, goneSince: null } });
        await deps.audit.record({ school, actor: by, action: 'course.reopened', object: _id });
      });
    },
    /** Whether a launch should ask for the roster: there is one, and nobody has read it or tried for a day. */
    isStale(course: Course): boolean {
      const tried = Math.max(course.syncedAt?.getTime() ?? 0, course.triedAt?.getTime() ?? 0);
      return course.rosterUrl !== null && !course.syncRequestedAt && deps.clock.now().getTime() - tried > DAY;
    },
    /** Asks for the roster; true for whoever was the first to ask. */
    async requestSync(course: Course): Promise<boolean> {
      const { _id, school } = course;
      const asked = await courses.updateOne(
        { _id, school, syncRequestedAt: null },
        { $set: { syncRequestedAt: deps.clock.now() } },
      );
      return asked.modifiedCount === 1;
    },
    /** The course that waits longest for its roster, of all platforms but these; or null. */
    async nextRequested(except: readonly string[] = []): Promise<Course | null> {
      return courses
        .findOne({ syncRequestedAt: { $gt: new Date(0) }, registration: { $nin: [...except] } })
        .sort({ syncRequestedAt: 1 })
        .lean<Course>();
    },
    /** Notes how reading the roster went: `complete`, `failed`, or `gone` (403, 404 or 410). */
    async noteSync(course: Course, outcome: 'complete' | 'failed' | 'gone'): Promise<void> {
      const now = deps.clock.now();
      const { _id, school } = course;
      const gone = outcome === 'gone' ? { goneSince: course.goneSince ?? now } : {};
      const set = outcome === 'complete' ? { syncedAt: now, goneSince: null } : gone;
      await courses.updateOne({ _id, school }, { $set: { triedAt: now, syncRequestedAt: null, ...set } });
    },
  };
}

/** What a launch tells of its course; what it leaves out stays as it was. */
function toldBy(launch: Launch, context: LaunchContext): Partial<Course> {
  const title = context.title ?? context.label;
  return {
    ...(title ? { title: title.slice(0, 200) } : {}),
    ...(context.label ? { label: context.label.slice(0, 100) } : {}),
    ...(context.startsAt ? { startsAt: context.startsAt } : {}),
    ...(context.endsAt ? { endsAt: context.endsAt } : {}),
    ...(context.history.length > 0 ? { history: context.history.slice(0, 50) } : {}),
    ...(launch.roster ? { rosterUrl: launch.roster.url } : {}),
  };
}

function changesOf(course: Course, told: Partial<Course>): Partial<Course> | null {
  const changed = Object.entries(told).filter(
    ([key, value]) => JSON.stringify(value) !== JSON.stringify(course[key as keyof Course]),
  );
  return changed.length > 0 ? Object.fromEntries(changed) : null;
}

const valuesOf = (key: { school: string; registration: string; contextId: string }): [string, string, string] => [
  key.school,
  key.registration,
  key.contextId,
];
