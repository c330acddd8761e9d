// Wires everything: which service gets what, which part is plugged into which. The only place that does.
import type { Logger } from 'pino';
import { type Clock, createMovableClock, type MovableClock, realClock } from './base/clock.ts';
import { createCrypt } from './base/crypt.ts';
import { type Database, openDatabase } from './base/db/index.ts';
import { createLimits } from './base/http/limits.ts';
import { createJobs } from './base/jobs/index.ts';
import { createMails } from './base/mail/index.ts';
import { createOutbox } from './base/outbox/index.ts';
import { createAccess, createCommunities, createGate, createMemberships } from './communities/index.ts';
import type { Config } from './config.ts';
import { createLti } from './lti/index.ts';
import { createLinks, createPeople, createSessions } from './people/index.ts';
import { createAudit } from './safeguarding/index.ts';
import { createSchools } from './schools/index.ts';
import { readSecret } from './secret.ts';

export type Services = Awaited<ReturnType<typeof createServices>>;

/** Opens the database and makes all services; `clock` is the school's (CLOCK makes it movable). */
export async function createServices(config: Config, logger: Logger, opened?: Database) {
  const database =
    opened ??
    (await openDatabase({
      dataDir: config.dataDir,
      ...(config.mongodbUri ? { mongodbUri: config.mongodbUri } : {}),
      logger,
    }));
  const { connection } = database;
  const movable: MovableClock | null = config.clock ? createMovableClock(config.clock) : null;
  const clock: Clock = movable ?? realClock;

  const audit = createAudit({ connection, clock });
  const outbox = createOutbox({ connection, clock, logger });
  const mails = createMails({ connection, clock, logger, smtpUrl: config.smtpUrl, from: config.mailFrom });
  const jobs = createJobs({ connection, logger });
  const limits = createLimits({ connection });

  const schools = createSchools({ connection, clock, audit });
  const people = createPeople({ connection, clock });
  const sessions = createSessions({ connection });
  const links = createLinks({ connection });

  const communities = createCommunities({ connection, clock, audit });
  const memberships = createMemberships({ connection, clock, audit });
  const access = createAccess({ clock, communities, memberships });
  const gate = createGate(access);

  const lti = createLti({
    connection,
    crypt: createCrypt(readSecret(config)),
    config,
    logger,
    onLaunch: async () => {},
  });

  jobs.define({ name: 'outbox', every: '5 seconds', run: async () => void (await outbox.deliver()) });
  jobs.define({ name: 'mails', every: '5 seconds', run: () => mails.send() });
  jobs.define({ name: 'memberships', every: '15 minutes', run: async () => void (await memberships.closeEnded()) });

  return {
    config, logger, database, clock, movable, audit, outbox, mails, jobs, limits,
    schools, people, sessions, links, communities, memberships, access, gate, lti,
    async close(): Promise<void> {
      await jobs.stop();
      await lti.close();
      await database.close();
    },
  }; // biome-ignore format: a table of contents
}
