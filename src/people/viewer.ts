// Who is looking: the school, the person and the session of a request, as every service is passed them.
import { type Language, pickLanguage } from '../base/i18n/index.ts';
import type { School } from '../schools/index.ts';
import type { Person } from './person.model.ts';
import type { Session } from './session.model.ts';

export interface Viewer {
  school: School;
  person: Person;
  session: Session;
  language: Language;
  /** The school has named this person as safeguarding lead. */
  lead: boolean;
  /** This session began with an administrator's launch. */
  administrator: boolean;
  /** This session is the platform's test user: it reads and changes nothing. */
  preview: boolean;
}

/** The viewer of a running session; the browser's language counts where the person has chosen none. */
export function toViewer(school: School, person: Person, session: Session, acceptLanguage?: string): Viewer {
  // Whoever has left or is an alumnus holds no office of the school any more (AL-05), whatever was noted before.
  const here = person.state === 'here';
  return {
    school,
    person,
    session,
    language: pickLanguage({ chosen: session.language ?? person.language ?? undefined, acceptLanguage }),
    lead: here && school.leads.includes(person._id),
    administrator: here && (session.launch?.administrator ?? false),
    preview: session.launch?.preview ?? false,
  };
}

declare global {
  namespace Express {
    interface Locals {
      /** Set by the session middleware where somebody is signed in. */
      viewer?: Viewer;
      /** Whose form it is when it comes with a session that has run out. */
      owner?: { school: string; person: string } | null;
    }
  }
}
