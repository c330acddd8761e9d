// How a name appears: staff and people from outside in full, learners as they and the school allow (SG-05, SG-10, AL-05).
import { type Band, outsiderKind } from './policy.ts';

/** How a person's name appears to another: in full, as first name and initial, or as the alias of the community. */
export type NameForm = 'full' | 'short' | 'alias';

/** The facts about a name: who is named, and how the reader stands to them. */
export interface NameFacts {
  /** The named person's band; null: no longer here. */
  band: Band;
  /** What the learner chose on first entry; null: not asked yet. */
  choice: 'short' | 'alias' | null;
  self: boolean;
  readerBand: Band | null;
  readerLead: boolean;
  sameCourse: boolean;
  namesAcrossCourses: boolean;
}

/** SG-05, SG-10, AL-05: staff read full names; outsiders' names are always full; learners' names as they and the school allow. */
export function nameForm(facts: NameFacts): NameForm {
  if (facts.band === 'staff' || facts.band === 'guest' || facts.band === 'alumnus') return 'full';
  const outside = outsiderKind(facts.readerBand) !== null;
  if (facts.readerBand === 'staff' || (facts.readerLead && !outside)) return 'full';
  if (facts.choice === 'alias') return 'alias';
  if (facts.choice === 'short' || facts.self) return 'short';
  if (outside) return 'alias';
  return facts.sameCourse || facts.namesAcrossCourses ? 'short' : 'alias';
}
