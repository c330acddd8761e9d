// Asks for pages again and again, on tools that take turns, with autocannon.
import autocannon from 'autocannon';
import { noSamples, percentile, type Samples } from './load.ts';
import type { Row } from './report.ts';

/** A page of a running tool, for somebody who is signed in. */
export interface MeasuredPage {
  url: string;
  cookie: string;
  /** Words that the page must contain. */
  words: string;
}

const CONNECTIONS = 4;
const WARM_UP = 2;

/** Measures the pages in turn, several rounds; an answer other than 200 is an error. */
export async function measureInTurn(
  pages: MeasuredPage[],
  { rounds, seconds }: { rounds: number; seconds: number },
): Promise<Samples[]> {
  for (const page of pages) {
    await check(page);
    await run(page, Math.min(WARM_UP, seconds), noSamples());
  }
  const all = pages.map(noSamples);
  for (let round = 0; round < rounds; round += 1)
    for (const [index, page] of pages.entries()) await run(page, seconds, all[index] as Samples);
  return all;
}

async function check({ url, cookie, words }: MeasuredPage): Promise<void> {
  const answer = await fetch(url, { headers: { cookie, accept: 'text/html' }, redirect: 'manual' });
  const html = await answer.text();
  if (answer.status !== 200 || !html.includes(words))
    throw new Error(`${url} answered ${answer.status}:\n${html.slice(0, 2000)}`);
}

async function run({ url, cookie }: MeasuredPage, duration: number, into: Samples): Promise<void> {
  const headers = { cookie, accept: 'text/html' };
  const began = performance.now();
  await new Promise<void>((resolve, reject) => {
    const instance = autocannon({ url, headers, connections: CONNECTIONS, duration }, (error, result) => {
      const wrong = error ?? (result.non2xx + result.errors > 0 ? new Error(`${url} failed`) : undefined);
      if (wrong) reject(wrong);
      else resolve();
    });
    instance.on('response', (_client, _status, _bytes, milliseconds) => into.durations.push(milliseconds));
  });
  into.elapsed += performance.now() - began;
}

/** The goal of a page that must not become slower with its school: by the median, largest against smallest. */
export function growth(smallest: Samples, largest: Samples, goal: number): Pick<Row, 'goal'> {
  const factor = percentile(largest.durations, 0.5) / percentile(smallest.durations, 0.5);
  return { goal: { text: `${factor.toFixed(2)} times the smallest, goal ${goal}`, met: factor <= goal } };
}
