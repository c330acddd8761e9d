// What a teacher is offered when a course asks where it belongs.
import type { Community, Subject } from '../../communities/index.ts';

/** What can be chosen for a course. */
export interface MappingOptions {
  /** The community of the course that this one was copied from. */
  last: Community | null;
  /** Others that are open to this teacher: those of the course's history and subject first. */
  others: Community[];
  subjects: Subject[];
  /** The subject that the course's title names. */
  subject: Subject | null;
}
