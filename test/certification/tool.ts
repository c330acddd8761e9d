// The tool under test: the full LTI router on a real database and a free port, with an onLaunch that only takes notes.
import type { AddressInfo } from 'node:net';
import express, { type NextFunction, type Request, type Response } from 'express';
import { pino } from 'pino';
import { createCrypt } from '../../src/base/crypt.ts';
import { assets } from '../../src/base/http/assets.ts';
import { createLimits, type Limits } from '../../src/base/http/limits.ts';
import { pages } from '../../src/base/http/page.ts';
import { createLti, type Launch, type Lti } from '../../src/lti/index.ts';
import { openTestDatabase } from '../support/database.ts';

/** A running tool; `launches` are those that got through, `failures` what the application's error handler saw. */
export interface TestTool {
  url: string;
  lti: Lti;
  limits: Limits;
  launches: Launch[];
  failures: unknown[];
  count(collection: string): Promise<number>;
  close(): Promise<void>;
}

/** Starts a tool. */
export async function startTool(): Promise<TestTool> {
  const database = await openTestDatabase();
  const app = express();
  const server = app.listen(0, '127.0.0.1');
  // Longer than any pause of a loaded machine, so that no client meets a connection that is just being closed.
  server.keepAliveTimeout = 120_000;
  await new Promise((resolve) => server.once('listening', resolve));
  const url = `http://localhost:${(server.address() as AddressInfo).port}`;
  const launches: Launch[] = [];
  const failures: unknown[] = [];
  const limits = createLimits(database);
  const lti = createLti({
    connection: database.connection,
    crypt: createCrypt('the secret of the certification tests'),
    config: { publicUrl: url, allowInsecureHttp: true, privatePlatformHosts: [] },
    logger: pino({ level: 'silent' }),
    limits,
    schoolName: async () => 'Alder Lane School',
    onLaunch: async (launch, _req, res) => {
      launches.push(launch);
      res.redirect('/home');
    },
  });
  app.use('/assets', assets({ production: false }));
  app.use(pages({ production: false }));
  app.use('/lti', lti.routes);
  app.use((error: unknown, _req: Request, res: Response, _next: NextFunction) => {
    failures.push(error);
    res.status(500).end();
  });

  return {
    url,
    lti,
    limits,
    launches,
    failures,
    count: (collection) => database.connection.collection(collection).countDocuments(),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await lti.close();
      await database.close();
    },
  };
}
