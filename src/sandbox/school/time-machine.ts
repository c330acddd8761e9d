// The time machine: how far each button moves the school's clock, and what the school does at the turn of its year.

import type { Platform } from '../platform.ts';
import { nextEndOfTerm, nextEndOfYear, nextWeek, schoolYearSpan } from './calendar.ts';
import type { Course } from './school.model.ts';

export type TimeMachine = ReturnType<typeof createTimeMachine>;

/** The buttons of the time machine, in their order. */
export const STEPS = ['nextWeek', 'endOfTerm', 'endOfYear', 'nextYear'] as const;
export type Step = (typeof STEPS)[number];

/** Creates the time machine; `onAdvance` is told after each move, so that the tool's clock can follow. */
export function createTimeMachine(platform: Platform, onAdvance?: (to: Date) => Promise<void>) {
  const { clock, school } = platform;

  async function advance(to: Date): Promise<void> {
    clock.advance(to);
    await onAdvance?.(to);
  }

  const steps = {
    nextWeek: () => advance(nextWeek(clock.now())),
    endOfTerm: () => advance(nextEndOfTerm(clock.now(), school.data.schoolYear)),
    endOfYear: () => advance(nextEndOfYear(clock.now(), school.data.schoolYear)),
    /** Goes to the first day of the next school year, where courses are copied and pupils have moved up. */
    async nextYear(): Promise<Course[]> {
      const { startsAt } = schoolYearSpan(school.data.schoolYear + 1);
      const copies = school.beginNextYear();
      await advance(new Date(Math.max(startsAt.getTime(), clock.now().getTime())));
      return copies;
    },
  };
  return { advance, ...steps };
}
