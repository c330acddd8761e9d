// Every combination of the facts that the policy function is passed, for its exhaustive tests.
import type { Actor, Band, CommunityFacts, Outsiders, PostFacts, ThreadFacts } from '../../src/safeguarding/index.ts';

export const SCHOOL = 'school';
export const ME = 'me';
export const OTHER = 'other';
export const COURSE = 'course';
export const BANDS: readonly (Band | null)[] = ['pupil', 'adult_learner', 'staff', 'guest', 'alumnus', null];
const BOOLEANS = [false, true];
const AUDIENCES: readonly (readonly Outsiders[])[] = [[], ['guests'], ['alumni'], ['guests', 'alumni']];

/** The product of lists of values: one object for each way to choose one value of each. */
export function product<T extends object>(choices: { [Key in keyof T]: readonly T[Key][] }): T[] {
  const keys = Object.keys(choices) as (keyof T)[];
  return keys.reduce<Partial<T>[]>(
    (all, key) => all.flatMap((one) => choices[key].map((value) => ({ ...one, [key]: value }))),
    [{}],
  ) as T[];
}

const isOutside = (band: Band | null): boolean => band === 'guest' || band === 'alumnus';

/** All actors. */
export const actors = (): Actor[] =>
  product<Actor>({
    person: [ME],
    school: [SCHOOL],
    band: BANDS,
    minor: BOOLEANS,
    schoolStaff: BOOLEANS,
    administrator: BOOLEANS,
    lead: BOOLEANS,
    preview: BOOLEANS,
    leaving: BOOLEANS,
    courses: [[], [COURSE]],
    sponsored: BOOLEANS,
  });

export const communities = (): CommunityFacts[] =>
  product<CommunityFacts>({
    school: [SCHOOL],
    hasMinors: BOOLEANS,
    activeStaff: BOOLEANS,
    admitsAlumni: BOOLEANS,
    outsidersAllowed: BOOLEANS,
    openToStaff: BOOLEANS,
  });

/** Who acts where, without the facts that decide nothing about posts (a test proves that they do not). */
export function* placesOfPosts(): Generator<{ actor: Actor; community: CommunityFacts }> {
  for (const actor of actors()) {
    if (actor.minor || actor.schoolStaff || actor.administrator || (actor.preview && actor.leaving)) continue;
    if (actor.sponsored && actor.band !== 'guest') continue;
    for (const community of communities()) {
      const open = community.admitsAlumni && community.outsidersAllowed;
      if (community.openToStaff && (open || isOutside(actor.band))) yield { actor, community };
    }
  }
}

/** The same place with every fact turned round that must decide nothing about posts; a minor is a minor either way. */
export function disguised(actor: Actor, community: CommunityFacts): { actor: Actor; community: CommunityFacts } {
  const inside = isOutside(actor.band) ? {} : { admitsAlumni: false, outsidersAllowed: false };
  return {
    actor: {
      ...actor,
      schoolStaff: true,
      administrator: true,
      minor: community.hasMinors,
      sponsored: actor.band !== 'guest' || actor.sponsored,
    },
    community: { ...community, ...inside, openToStaff: false, hasMinors: false },
  };
}

/** All threads; without wishes, which decide nothing about posts. */
export const threads = (wishes = true): ThreadFacts[] =>
  product<ThreadFacts>({
    author: [ME, OTHER],
    course: [null, COURSE],
    audience: AUDIENCES,
    wish: wishes ? [[], ['guests', 'alumni']] : [[]],
    hidden: BOOLEANS,
  });

export const posts = (): PostFacts[] =>
  product<PostFacts>({
    author: [ME, OTHER],
    state: ['shown', 'held', 'refused', 'hidden', 'deleted'],
    first: BOOLEANS,
    since: [
      { guests: true, alumni: false },
      { guests: false, alumni: true },
    ],
  });
