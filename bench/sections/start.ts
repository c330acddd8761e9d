// How long the tool takes from its start until it is ready, and how much memory it holds when nobody asks for anything.
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { percentile } from '../load.ts';
import { rssOf } from '../machine.ts';
import { startOurs } from '../processes.ts';
import { rounded, type Section } from '../report.ts';
import type { Settings } from '../settings.ts';

const STARTS = 5;
const GOAL_START = 1500;
const GOAL_RSS = 150;
const IDLE = 10_000;

/** Measures starts of a new school and of one that exists, and idle memory after the last one. */
export async function measureStart({ folder, say }: Settings): Promise<Section> {
  const fresh: number[] = [];
  const again: number[] = [];
  const idle: number[] = [];
  for (let index = 0; index < STARTS; index += 1) {
    const env = { DATA_DIR: join(folder, `start-${index}`) };
    const first = await startOurs(env);
    await first.stop();
    fresh.push(first.readyAfter);
    const second = await startOurs(env);
    again.push(second.readyAfter);
    if (index === STARTS - 1) {
      say('idle for ten seconds');
      await wait(IDLE);
      idle.push(rssOf(second.pid));
    }
    await second.stop();
  }
  const started = (values: number[]) => {
    const median = percentile(values, 0.5);
    return {
      values: { median: rounded(median), most: rounded(Math.max(...values)), unit: 'ms' },
      goal: { text: `under ${GOAL_START} ms`, met: median < GOAL_START },
    };
  };
  const memory = idle[0] ?? Number.NaN;
  return {
    section: 'Start and idle memory',
    note: `${STARTS} starts, embedded database`,
    rows: [
      { what: 'start to ready, new data folder', ...started(fresh) },
      { what: 'start to ready, again', ...started(again) },
      {
        what: 'resident memory when idle',
        values: { median: rounded(memory), unit: 'MB' },
        goal: { text: `under ${GOAL_RSS} MB`, met: memory < GOAL_RSS },
      },
    ],
  };
}
