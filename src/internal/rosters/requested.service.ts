// Reading the rosters that launches or staff have asked for. A slow platform holds up nobody but itself: platforms are
// read side by side, each of them one roster at a time, and another run goes past those that are being read.
import type { Connection } from 'mongoose';
import type { Schools } from '../../schools/index.ts';
import type { Course } from '../courses/course.model.ts';
import type { Courses } from '../courses/courses.service.ts';
import type { Rosters } from './rosters.service.ts';
import { createTurns } from './turn.model.ts';

const LANES = 4;

/** The service for requested rosters on a connection. */
export function createRequested(deps: {
  connection: Connection;
  schools: Schools;
  courses: Courses;
  rosters: Rosters;
}) {
  const turns = createTurns(deps.connection);

  async function read(course: Course): Promise<void> {
    const school = await deps.schools.getSchool(course.school);
    const outcome = await deps.rosters.syncCourse(school, course);
    if (outcome === 'ended' || outcome === 'no_roster') await deps.courses.noteSync(course, 'failed');
  }

  return {
    /** Reads what waits and is nobody's turn; returns how many rosters. */
    async runRequested(): Promise<number> {
      const passed = new Set<string>();
      let done = 0;
      async function lane(): Promise<void> {
        for (;;) {
          const course = await deps.courses.nextRequested([...passed]);
          if (!course) return;
          const { registration } = course;
          if (passed.has(registration)) continue; // another lane was faster
          passed.add(registration);
          const turn = await turns.take(registration);
          if (!turn) continue;
          try {
            await read(course);
            done += 1;
          } finally {
            await turns.giveBack(turn);
          }
          passed.delete(registration);
        }
      }
      await Promise.all(Array.from({ length: LANES }, lane));
      return done;
    },
  };
}
