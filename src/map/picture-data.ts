// What the school map is drawn from: only what this viewer may see, already counted. Whoever assembles it decides that.

/** A course that feeds a community, in one school year. */
export interface MapCourse {
  id: string;
  label: string;
  /** One of MapData.years. */
  year: string;
  /** It feeds another community too. */
  alsoElsewhere: boolean;
  href?: string;
}

/** A partner with guests, or a bridge to a community elsewhere. */
export interface MapOutside {
  kind: 'partner' | 'bridge';
  name: string;
  guests: number;
  href?: string;
}

/** A community with everything that reaches it. */
export interface MapCommunity {
  id: string;
  href: string;
  name: string;
  people: number;
  /** The calendar year in which its first school year began. */
  since: number;
  /** School years it has seen, the present one included. */
  yearsOld: number;
  /** Calendar years whose leavers stayed. */
  keptYears: number[];
  courses: MapCourse[];
  outside: MapOutside[];
  alumni: number;
  /** Its own colour where it differs from the subject's. */
  hue?: number;
  /** Who began it, for a community without courses. */
  startedBy?: 'pupils' | 'staff' | 'leavers';
}

/** A lane of the map. */
export interface MapSubject {
  id: string;
  name: string;
  hue: number;
  communities: MapCommunity[];
}

/** Those who left school in one year and stayed, each in the hue of a community. */
export interface MapGeneration {
  year: number;
  people: { hue: number }[];
  href?: string;
}

/** Lanes that the viewer opened and closed by hand, on top of what is open by itself. */
export interface MapChanges {
  opened: string[];
  closed: string[];
}

/** Everything on the map. */
export interface MapData {
  school: { id: string; name: string };
  /** School years with courses, oldest first; the last three become columns. */
  years: string[];
  /** In the school's order, clubs last. */
  subjects: MapSubject[];
  core: MapGeneration[];
  /** The year whose leavers are being asked now. */
  next?: { year: number; href?: string };
  /** Ids of the subjects whose lanes are open, by `openLanes`. */
  open: ReadonlySet<string>;
  changes?: MapChanges;
}

/** The map shows this many school years. */
export const YEARS_SHOWN = 3;
/** Up to this many communities every lane is open by itself. */
const ALL_OPEN = 12;

/** Which lanes are open: all in a small school, else those with a community of the viewer; then what was changed by hand. */
export function openLanes(subjects: MapSubject[], own: ReadonlySet<string>, changes: MapChanges): Set<string> {
  const communities = subjects.reduce((sum, subject) => sum + subject.communities.length, 0);
  const byItself = subjects.filter(
    (subject) => communities <= ALL_OPEN || subject.communities.some((community) => own.has(community.id)),
  );
  const open = new Set([...byItself.map((subject) => subject.id), ...changes.opened]);
  for (const id of changes.closed) open.delete(id);
  return open;
}

/** The address that opens or closes one lane and keeps what was changed before. */
export function laneHref(subject: string, open: boolean, changes: MapChanges = { opened: [], closed: [] }): string {
  const others = (ids: string[]) => ids.filter((id) => id !== subject);
  const query = new URLSearchParams([[open ? 'close' : 'open', subject]]);
  for (const id of others(changes.opened)) query.append('open', id);
  for (const id of others(changes.closed)) query.append('close', id);
  return `?${query}#lane-${subject}`;
}
