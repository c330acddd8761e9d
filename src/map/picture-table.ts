// The map told as a list: the same facts as the picture, for small screens and for whoever does not see it.
import { drawRings, type RingsModel } from '../base/draw/index.ts';
import { bySize } from './picture.ts';
import {
  laneHref,
  type MapCommunity,
  type MapData,
  type MapOutside,
  type MapSubject,
  YEARS_SHOWN,
} from './picture-data.ts';
import { coursesOf, ringFacts } from './picture-row.ts';
import { shortLabel } from './picture-text.ts';

/** A row of the list: a community, or a closed subject with its sums. */
export interface MapTableRow {
  kind: 'community' | 'subject';
  hue: number;
  name: string;
  href: string;
  rings: RingsModel;
  people: number;
  alumni: number;
  /** For a community: its subject, and the way to close it on its first row. */
  subject: { name: string; close: string | undefined } | undefined;
  courses: { year: string; labels: string[] }[];
  outside: MapOutside[];
  startedBy: MapCommunity['startedBy'];
  /** For a closed subject. */
  counts: { communities: number; courses: number; outside: number } | undefined;
}

/** The rows of the list, in the order of the picture. */
export function listMap(data: MapData): MapTableRow[] {
  const years = data.years.slice(-YEARS_SHOWN);
  return data.subjects
    .filter((subject) => subject.communities.length > 0)
    .flatMap((subject) =>
      data.open.has(subject.id)
        ? bySize(subject.communities).map((community, index) =>
            communityRow(community, subject, years, data, index === 0),
          )
        : [subjectRow(subject, years, data)],
    );
}

function communityRow(
  community: MapCommunity,
  subject: MapSubject,
  years: string[],
  data: MapData,
  first: boolean,
): MapTableRow {
  return {
    kind: 'community',
    hue: community.hue ?? subject.hue,
    name: community.name,
    href: community.href,
    rings: drawRings(ringFacts(community)),
    people: community.people,
    alumni: community.alumni,
    subject: { name: subject.name, close: first ? laneHref(subject.id, true, data.changes) : undefined },
    courses: years
      .map((year) => ({
        year,
        labels: coursesOf(community, year).map(({ label }) => shortLabel(label, [community.name, subject.name])),
      }))
      .filter(({ labels }) => labels.length > 0),
    outside: community.outside,
    startedBy: community.startedBy,
    counts: undefined,
  };
}

function subjectRow(subject: MapSubject, years: string[], data: MapData): MapTableRow {
  const sum = (of: (community: MapCommunity) => number) =>
    subject.communities.reduce((total, community) => total + of(community), 0);
  const courses = subject.communities
    .flatMap((community) => community.courses)
    .filter(({ year }) => years.includes(year));
  const oldest = [...subject.communities].sort((a, b) => b.yearsOld - a.yearsOld)[0];
  return {
    kind: 'subject',
    hue: subject.hue,
    name: subject.name,
    href: laneHref(subject.id, false, data.changes),
    rings: drawRings(oldest ? ringFacts(oldest) : { id: subject.id, years: 1 }),
    people: sum((community) => community.people),
    alumni: sum((community) => community.alumni),
    subject: undefined,
    courses: [],
    outside: [],
    startedBy: undefined,
    counts: {
      communities: subject.communities.length,
      courses: new Set(courses.map((course) => course.id)).size,
      outside: sum((community) => community.outside.length),
    },
  };
}
