// People's time comes from the injected clock and protocol time from realClock: only src/base/clock.ts asks the machine.
// What a piece of work took may be measured by performance.now(), which knows no date.
import { describe, expect, it } from 'vitest';
import { sourceFiles } from './source.ts';

const ASKS_THE_MACHINE = /\bnew Date\(\)|\bnew Date\b(?!\s*\()|\bDate\.now\b|\bDate\(\)|\bperformance\.timeOrigin\b/;

function asksTheMachine(line: string): boolean {
  return ASKS_THE_MACHINE.test(line.replace(/\/\/.*$/, '').replace(/^\s*\*.*$/, ''));
}

describe('the time', () => {
  it.each([
    'const a = new Date();',
    'a = Date.now()',
    'when: Date.now,',
    'performance.timeOrigin',
    'return Date();',
    'new Date',
  ])('is asked of the machine by: %s', (line) => expect(asksTheMachine(line)).toBe(true));

  it.each([
    'new Date(value)',
    'new Date(clock.now())',
    '// never Date.now()',
    'const now = clock.now();',
    'const took = performance.now() - began;',
    ' * new Date() is',
  ])('is not asked of the machine by: %s', (line) => expect(asksTheMachine(line)).toBe(false));

  it('is asked of the machine by src/base/clock.ts alone', () => {
    const asking = sourceFiles(['src'], '.ts')
      .filter(({ path }) => !path.endsWith('.test.ts') && path !== 'src/base/clock.ts')
      .flatMap(({ path, lines }) =>
        lines.flatMap((line, index) => (asksTheMachine(line) ? [`${path}:${index + 1}: ${line.trim()}`] : [])),
      );
    expect(asking).toEqual([]);
  });
});
