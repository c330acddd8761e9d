// What other features may use of the people: persons, sessions, one-time links, and who is looking.
export { ageOn, isMinor, isStatedAdult } from './age.ts';
export type { Link, LinkPurpose } from './link.model.ts';
export { createLinks, type Links } from './links.service.ts';
export { paths as peoplePaths } from './paths.ts';
export { createPeople, type People, shortName } from './people.service.ts';
export type { Person, PersonName, PersonState } from './person.model.ts';
export { createRosterPeople, type RosterPeople } from './roster-people.service.ts';
export { clearSessionCookie, sessions, sessionToken, setSessionCookie, viewerOf } from './session.http.ts';
export type { Session, SessionLaunch } from './session.model.ts';
export { createSessions, type Sessions } from './sessions.service.ts';
export { sessionRoutes, signInRoutes } from './signin.routes.ts';
export { createSignIn, type SignIn } from './signin.service.ts';
export { toViewer, type Viewer } from './viewer.ts';
