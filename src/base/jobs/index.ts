// Work that runs beside requests: each job has a name, an interval and a handler, and runs once wherever it is due,
// however many processes there are (agenda keeps the schedule and the lock in the database, in real time).
import type { Agenda } from 'agenda';
import type { Connection } from 'mongoose';
import type { Logger } from 'pino';

/** A job; `every` is an interval as agenda reads it ("30 seconds", "1 day"). */
export interface JobDefinition {
  name: string;
  every: string;
  /** How many runs of it one process may do at once: what was asked for meanwhile, or is due again (1). */
  atOnce?: number;
  run(): Promise<void>;
}

export interface Jobs {
  define(job: JobDefinition): void;
  /** Starts working off what is due. */
  start(): Promise<void>;
  /** Stops taking work and waits for what runs. */
  stop(): Promise<void>;
  /** Asks for a job now, on any process. */
  request(name: string): Promise<void>;
  /** Runs every job once, here and now, in the order of definition; the first failure is thrown after all have run. */
  runOnce(progress?: (name: string) => void): Promise<void>;
}

/** The jobs of this process on the application's connection. */
export function createJobs(deps: { connection: Connection; logger: Logger; pollEvery?: string }): Jobs {
  const definitions = new Map<string, JobDefinition>();
  let agenda: Promise<Agenda> | undefined;

  /** Runs a job for agenda: what fails is logged and comes again in its interval, so nothing else is to be kept of it. */
  const runAnyway = (job: JobDefinition) => () => runLogged(job).catch(() => undefined);

  async function runLogged(job: JobDefinition): Promise<void> {
    try {
      await job.run();
    } catch (error) {
      deps.logger.error({ err: error, job: job.name }, 'job failed');
      throw error;
    }
  }

  async function open(): Promise<Agenda> {
    const db = deps.connection.db;
    if (!db) throw new Error('jobs need a connected database');
    // Here, because a start need not wait for them.
    const [agenda, backend] = await Promise.all([import('agenda'), import('@agendajs/mongo-backend')]);
    const opened = new agenda.Agenda({
      backend: new backend.MongoBackend({ mongo: db, collection: 'jobs', ensureIndex: true }),
      removeOnComplete: true,
      processEvery: deps.pollEvery ?? '2 seconds',
      defaultLockLifetime: 10 * 60_000,
    });
    opened.on('error', (error: unknown) => deps.logger.error({ err: error }, 'jobs'));
    for (const job of definitions.values()) opened.define(job.name, runAnyway(job), { concurrency: job.atOnce ?? 1 });
    // What a process had finished when it died is in nobody's way, and would stay for ever.
    await db.collection('jobs').deleteMany({ nextRunAt: null, lockedAt: null, lastFinishedAt: { $ne: null } });
    return opened;
  }

  return {
    define: (job) => void definitions.set(job.name, job),
    async start() {
      agenda = open();
      const opened = await agenda;
      await opened.start();
      for (const job of definitions.values()) await opened.every(job.every, job.name, {}, { skipImmediate: false });
    },
    async stop() {
      await (await agenda)?.drain();
      agenda = undefined;
    },
    async request(name) {
      await (await agenda)?.now(name, {});
    },
    async runOnce(progress) {
      const failures: unknown[] = [];
      for (const job of definitions.values()) {
        progress?.(job.name);
        await runLogged(job).catch((error: unknown) => failures.push(error));
      }
      if (failures.length > 0) throw failures[0];
    },
  };
}
