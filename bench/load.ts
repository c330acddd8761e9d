// A closed loop: so many callers, each of whom begins anew as soon as it is done, for so many seconds.
import { rounded } from './report.ts';

/** How long each act took, in milliseconds, and how long all of them took together. */
export interface Samples {
  durations: number[];
  elapsed: number;
}

export const noSamples = (): Samples => ({ durations: [], elapsed: 0 });

/** Adds one measurement to the others; an act that fails ends it with its error. */
export async function measure(into: Samples, concurrency: number, seconds: number, act: () => Promise<void>) {
  const began = performance.now();
  const end = began + seconds * 1000;
  const caller = async (): Promise<void> => {
    for (let from = performance.now(); from < end; ) {
      await act();
      const now = performance.now();
      into.durations.push(now - from);
      from = now;
    }
  };
  await Promise.all(Array.from({ length: concurrency }, caller));
  into.elapsed += performance.now() - began;
}

/** The value below which this part of all lies. */
export function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

export const perSecond = ({ durations, elapsed }: Samples): number => (durations.length * 1000) / elapsed;

/** The columns of a table. */
export function columnsOf(samples: Samples): Record<string, number> {
  return {
    'per second': rounded(perSecond(samples)),
    'p50 ms': rounded(percentile(samples.durations, 0.5)),
    'p95 ms': rounded(percentile(samples.durations, 0.95)),
  };
}
