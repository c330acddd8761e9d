// What waits for an answer, as lines for the home of a community and of people from outside, in the viewer's language.
import type { Clock } from '../base/clock.ts';
import { createDates } from '../base/http/dates.ts';
import { pickLanguage, translator } from '../base/i18n/index.ts';
import type { Standing } from '../communities/index.ts';
import type { Authors } from './authors.service.ts';
import type { Threads } from './threads.service.ts';
import { type ThreadLine, threadLine } from './threads.view.ts';

/** The lines of the newest questions without an accepted answer that this person may read. */
export function createWaitingLines(deps: { threads: Threads; authors: Authors; clock: Clock }) {
  return async (standing: Standing, limit: number): Promise<ThreadLine[]> => {
    const { session, person, school } = standing.viewer;
    const lang = pickLanguage({ chosen: session.language ?? person.language ?? undefined });
    const t = translator(lang);
    const waiting = await deps.threads.waitingFor(standing, limit);
    const authors = await deps.authors(
      standing,
      waiting.map(({ author }) => author),
      t,
    );
    const dates = createDates(lang, school.policy.timeZone, deps.clock.now());
    return waiting.map((thread) => threadLine(standing, thread, authors.get(thread.author), t, dates));
  };
}
