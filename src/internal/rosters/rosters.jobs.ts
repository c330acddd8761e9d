// The jobs and the operator's command that read rosters.
import type { Command } from '../../base/command.ts';
import type { JobDefinition } from '../../base/jobs/index.ts';
import { NotFoundError } from '../../errors.ts';
import type { Schools } from '../../schools/index.ts';
import type { Rounds } from './rounds.service.ts';

/** The name of the job that launches and staff ask for. */
export const REQUESTED_ROSTERS = 'rosters-requested';

/**
 * The jobs about rosters: what was asked for, and each school's round of the night (in the school's time). A few runs of
 * each may go on at once, so that what comes due meanwhile does not wait for a slow platform.
 */
export const rosterJobs = (deps: { rounds: Rounds }): JobDefinition[] => [
  { name: REQUESTED_ROSTERS, every: '1 minute', atOnce: 4, run: async () => void (await deps.rounds.runRequested()) },
  { name: 'rosters', every: '10 minutes', atOnce: 4, run: async () => void (await deps.rounds.runDue()) },
];

/** What these commands use of the tool's services. */
export interface RosterCommandServices {
  rounds: Rounds;
  schools: Schools;
}

const syncRosters: Command<RosterCommandServices> = {
  name: 'sync-rosters',
  summary: 'Reads the rosters of all courses that have not ended, as the job of the night does',
  options: { school: { type: 'string', summary: 'name of the only school to read; all schools when left out' } },
  async run({ rounds, schools }, { options }, progress) {
    const all = await schools.listSchools();
    const chosen = options.school === undefined ? all : all.filter((one) => one.name === options.school);
    if (options.school !== undefined && chosen.length === 0) throw new NotFoundError();
    const done: object[] = [];
    for (const school of chosen) {
      progress(`Reading the rosters of ${school.name}`);
      const { complete, inSession, courses, failed } = await rounds.runRound(school);
      done.push({ school: school.name, complete, inSession, courses, failed });
    }
    return done;
  },
};

/** The commands about rosters. */
export const rosterCommands: Command<RosterCommandServices>[] = [syncRosters];
