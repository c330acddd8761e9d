// What other features and services.ts may use of courses: launches, mapping into communities, and rosters.
export type { Course } from './courses/course.model.ts';
export { type CourseRouteDeps, courseRoutes } from './courses/courses.routes.ts';
export { type Courses, createCourses } from './courses/courses.service.ts';
export { createEnrolments, type Enrolments } from './courses/enrolments.service.ts';
export { needsWelcome } from './launches/first-entry.ts';
export { launchHandler } from './launches/launches.routes.ts';
export { createLaunches, type Launches, type LaunchSession, type Outcome } from './launches/launches.service.ts';
export { welcomeRoutes } from './launches/welcome.routes.ts';
export { type MappingRouteDeps, mappingRoutes } from './mapping/mapping.routes.ts';
export { createMapping, type Mapping } from './mapping/mapping.service.ts';
export { createNotes, type Notes } from './mapping/notes.service.ts';
export { paths as internalPaths } from './paths.ts';
export {
  REQUESTED_ROSTERS,
  type RosterCommandServices,
  rosterCommands,
  rosterJobs,
} from './rosters/rosters.jobs.ts';
export { createRosters, type Rosters, type SyncOutcome } from './rosters/rosters.service.ts';
export { createRounds, type MissingPerson, type Rounds } from './rosters/rounds.service.ts';
