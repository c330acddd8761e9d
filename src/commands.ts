// All commands of the operator's command line. Parts bring their own; here are those of the database and of the jobs.
import type { Command, CommandInput } from './base/command.ts';
import { backup, openForAdmin, restore, serveDatabase } from './base/db/index.ts';
import { rosterCommands } from './internal/index.ts';
import { defineJobs } from './jobs.ts';
import { commands as ltiCommands } from './lti/index.ts';
import { schoolCommands } from './schools/index.ts';
import { seedCommand } from './seed/index.ts';
import type { Services } from './services.ts';

type AppCommand = Command<Services>;

function fileOf(input: CommandInput): string {
  const [file] = input.arguments;
  if (file === undefined) throw new Error('give the name of a file');
  return file;
}

/** A command that needs the settings alone; `run` is never reached. */
const alone = (command: Omit<AppCommand, 'run'>): AppCommand => ({ ...command, run: async () => undefined });

const serve = alone({
  name: 'serve-database',
  summary: 'Runs the embedded database alone in the foreground and prints its connection string',
  async alone(settings, _input, _progress, print) {
    const engine = await serveDatabase(settings.dataDir);
    print(engine.uri);
    await new Promise<void>((resolve) => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
    });
    await engine.close();
    return undefined;
  },
});

const backUp = alone({
  name: 'backup',
  usage: 'FILE',
  summary: 'Writes the whole database into a file, also while the tool runs; the secret is not in it',
  async alone(settings, input, progress) {
    const database = await openForAdmin(settings);
    try {
      const result = await backup(database, fileOf(input));
      progress('Keep SECRET (or DATA_DIR/secret) with the backup: without it the stored keys cannot be read.');
      return result;
    } finally {
      await database.close();
    }
  },
});

const bringBack = alone({
  name: 'restore',
  usage: 'FILE',
  summary: 'Reads a backup into an empty database, all of it or nothing',
  options: { replace: { type: 'boolean', summary: 'replace what is in the database now' } },
  async alone(settings, input) {
    const database = await openForAdmin(settings);
    try {
      return await restore(database, fileOf(input), { replace: input.options.replace === true });
    } finally {
      await database.close();
    }
  },
});

const runJobs: AppCommand = {
  name: 'run-jobs',
  summary: 'Runs every job once, here and now, and ends',
  options: {
    once: {
      type: 'boolean',
      summary: 'says so in words; jobs that go on are those of the running tool',
      required: true,
    },
  },
  async run(services, _input, progress) {
    defineJobs(services);
    await services.jobs.runOnce((name) => progress(name));
    return 'done';
  },
};

/** What `admin -- --help` lists. */
export const commands: AppCommand[] = [
  ...ltiCommands,
  ...schoolCommands,
  ...rosterCommands,
  seedCommand,
  serve,
  backUp,
  bringBack,
  runJobs,
];
