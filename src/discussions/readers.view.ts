// Who will read what is written here: real counts, by the audience of the thread. It stands beside every form of a text
// and in the footer of every thread (SG-15).
import type { Readers } from '../base/http/page-frame.ts';
import type { Language, Translator } from '../base/i18n/index.ts';
import { communityReaders, type Standing } from '../communities/index.ts';
import type { Outsiders } from '../safeguarding/index.ts';

/** For whom a thread is. */
export interface ForWhom {
  course: string | null;
  audience: readonly Outsiders[];
}

type Line = { icon: string; text: string };

/** One line for each kind of reader that there is. */
function readerLines(standing: Standing, { audience }: ForWhom, t: Translator): Line[] {
  const { counts, admitsAlumni } = standing.community;
  const guests = audience.includes('guests') && standing.facts.outsidersAllowed ? counts.guest : 0;
  const alumni = audience.includes('alumni') && admitsAlumni && standing.facts.outsidersAllowed ? counts.alumnus : 0;
  const line = (icon: string, key: string, count: number): Line[] =>
    count > 0 ? [{ icon, text: t(`discussions:readers.${key}`, { count }) }] : [];
  return [
    ...line('pupil', 'pupils', counts.pupil),
    ...line('pupil', 'adults', counts.adult_learner),
    ...line('staff', 'staff', counts.staff),
    ...line('guest', 'guests', guests),
    ...line('alumnus', 'alumni', alumni),
  ];
}

/** The sentence at a form: "62 pupils, 4 staff and 1 guest will read this". */
export function whoWillRead(standing: Standing, whom: ForWhom, course: string, t: Translator, lang: Language): string {
  if (whom.course !== null) return t('discussions:readers.class', { course, community: standing.community.name });
  const people = readerLines(standing, whom, t).map(({ text }) => text);
  const list = new Intl.ListFormat(lang === 'en' ? 'en-GB' : lang, { type: 'conjunction' }).format(people);
  return t('discussions:readers.will', { people: list });
}

/** The footer of a thread: who can read it, and who can not. */
export function threadReaders(standing: Standing, whom: ForWhom, course: string, t: Translator): Readers {
  const { note } = communityReaders(standing, t);
  const none = { icon: 'no', text: t('communities:readers.others') };
  const lines =
    whom.course === null
      ? readerLines(standing, whom, t)
      : [
          { icon: 'course', text: t('discussions:readers.classLine', { course }) },
          ...readerLines(standing, whom, t).filter(({ icon }) => icon === 'staff'),
        ];
  return { heading: t('discussions:readers.thread'), lines: [...lines, none], ...(note ? { note } : {}) };
}
