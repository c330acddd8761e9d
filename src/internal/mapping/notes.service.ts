// Notes to a community's staff about courses that have joined it.
import type { Connection } from 'mongoose';
import type { Clock } from '../../base/clock.ts';
import type { Standing } from '../../communities/index.ts';
import type { Course } from '../courses/course.model.ts';
import { type Note, noteModel } from './note.model.ts';

export type Notes = ReturnType<typeof createNotes>;

const SHOWN_FOR = 30 * 24 * 3600 * 1000;
const MOST = 5;

/** The notes on a connection. */
export function createNotes(deps: { connection: Connection; clock: Clock }) {
  const notes = noteModel(deps.connection);

  return {
    /** Leaves a note; call it inside the transaction of the mapping. */
    async leave(course: Course, community: string, by: string): Promise<void> {
      const { school, _id, title } = course;
      await notes.create([{ school, community, by, course: _id, courseTitle: title, at: deps.clock.now() }]);
    },
    /** The notes that this viewer should see on the community's home, newest first: those of others, to staff. */
    async listFor(standing: Standing): Promise<Note[]> {
      if (standing.actor.band !== 'staff') return [];
      const since = new Date(deps.clock.now().getTime() - SHOWN_FOR);
      const { school, _id } = standing.community;
      const found = await notes
        .find({ school, community: _id, at: { $gte: since } })
        .sort({ at: -1 })
        .limit(MOST * 2)
        .lean<Note[]>();
      return found.filter((note) => note.by !== standing.actor.person).slice(0, MOST);
    },
  };
}
