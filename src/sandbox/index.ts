// The sandbox LMS: a small real LTI 1.3 platform that behaves like Moodle or like Canvas, in memory, for the demo and
// for tests. It never runs in production.
//
//   const sandbox = createSandbox({ profile: 'moodle', toolUrl: 'http://localhost:3000' });
//   const server = await sandbox.listen();                       // a free port; listen(3001) for the demo
//   await sandbox.register(invitationUrl);                       // dynamic registration, as the platform would do it
//   sandbox.activate();                                          // the administrator's button
//   const page = await sandbox.launch('Jonas Pirc', 'Physics 8b');   // login, authorization, message: the tool's page
//   sandbox.misbehave.launch({ claims: { nonce: undefined } });  // the next launch lacks its nonce
//   sandbox.school.suspend('Jonas Pirc', 'Physics 8b');          // the roster says so from now on
//   await sandbox.time.nextYear();                               // moves the clock, copies the courses, tells the tool
//   await server.close();
//
// People are named ("Jonas Pirc", "Ms Adeyemi"), courses by title; a title means this school year's course, an older
// one is named by its label ("Physics 8b 2025/26"). The seed is `alderLane()` (school/school.seed.ts); ids as a tool sees
// them come from `sandbox.ids`.
import type { Server } from 'node:http';
import express, { type Express } from 'express';
import { createMovableClock, type MovableClock } from '../base/clock.ts';
import { connectionRoutes } from './pages/connection.routes.ts';
import { courseRoutes } from './pages/course.routes.ts';
import { failed } from './pages/failure.ts';
import { createPages } from './pages/page.ts';
import { guardPages, siteRoutes } from './pages/site.routes.ts';
import { createPlatform, type Platform, type PlatformOptions } from './platform.ts';
import type { Profile } from './products/product.ts';
import { protocolRoutes } from './protocol/protocol.routes.ts';
import { alderLane } from './school/school.seed.ts';
import { createTimeMachine } from './school/time-machine.ts';
import { connecting } from './scripted/connecting.ts';
import { launching } from './scripted/launching.ts';

export type { Profile } from './products/product.ts';
export type { BrowserForm } from './protocol/launch.service.ts';
export type { Tool, ToolFacts } from './protocol/tools.ts';
export type { Course, Enrolment, Link, Person, SchoolData } from './school/school.model.ts';
export type { Browser, LaunchResult, Shown } from './scripted/browser.ts';

export interface SandboxOptions extends Partial<Omit<PlatformOptions, 'profile'>> {
  profile: Profile;
  /** The tool's address, from which the forms suggest its endpoints. */
  toolUrl?: string;
  clock?: MovableClock;
  /** Told after the sandbox' clock has moved, so that the tool's clock can follow. */
  onAdvance?: (to: Date) => Promise<void>;
}

export type Sandbox = ReturnType<typeof createSandbox>;

async function listen(app: Express, platform: Platform, port: number) {
  const server = await new Promise<Server>((resolve, reject) => {
    const opened = app.listen(port, '127.0.0.1', (error) => (error ? reject(error) : resolve(opened)));
  });
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : port}`;
  platform.settle(url);
  return {
    url,
    close: (): Promise<void> =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Creates a sandbox; it has addresses once it listens. */
export function createSandbox(options: SandboxOptions) {
  const app = express();
  if (app.get('env') === 'production') throw new Error('The sandbox LMS does not run in production');
  const clock = options.clock ?? createMovableClock();
  const platform = createPlatform({ ...options, clock, school: options.school ?? alderLane() });
  const pages = createPages(platform);
  app.disable('x-powered-by');
  const time = createTimeMachine(platform, options.onAdvance);
  const connect = connecting(platform, options.toolUrl);
  app.use(guardPages, protocolRoutes(platform, pages), siteRoutes(platform, pages, time));
  app.use(courseRoutes(platform, pages), connectionRoutes(platform, pages, connect, options.toolUrl));
  app.use(failed(platform, pages));
  const { facts, ...tools } = connect;
  const sandbox = {
    app,
    listen: (port = 0) => listen(app, platform, port),
    clock,
    school: platform.school,
    ids: platform.product.ids,
    misbehave: platform.misbehaviour,
    /** Issuer, ids and endpoints, as an administrator copies them into the tool; the ids are the last tool's. */
    get platform() {
      return facts();
    },
    /** What was said so far, the oldest first. */
    conversation: platform.conversation.list,
    rotateKeys: platform.keys.rotate,
    revokeTokens: platform.accessTokens.revokeAll,
    /** Moves the school's time forward and tells the tool; the page's four buttons and any instant. */
    time,
  };
  return Object.assign(sandbox, tools, launching(platform));
}
