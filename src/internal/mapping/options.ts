// What a teacher is offered when a course asks where it belongs.
import type { Community, Subject } from '../../communities/index.ts';

/** What can be chosen for a course. */
export interface MappingOptions {
  /** The community of the course that this one was copied from. */
  last: Community | null;
  /** Others that are open to this teacher: those of the course's history and subject first. */
  others: Community[];
  /** How many others there are; a page offers the first of them. */
  all: number;
  /** How many fit what was looked for, all being offered when none does; null: nothing was. */
  found: number | null;
  subjects: Subject[];
  /** The subject that the course's title names. */
  subject: Subject | null;
}
