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

/** All actors; with `few`, those facts are fixed that concern no thread (the tests prove that they do not). */
export const actors = (few = false): Actor[] =>
  product<Actor>({
    person: [ME],
    school: [SCHOOL],
    band: BANDS,
    minor: BOOLEANS,
    schoolStaff: few ? [false] : BOOLEANS,
    administrator: few ? [false] : BOOLEANS,
    lead: BOOLEANS,
    preview: BOOLEANS,
    leaving: BOOLEANS,
    courses: [[], [COURSE]],
    sponsored: BOOLEANS,
  });

export const communities = (few = false): CommunityFacts[] =>
  product<CommunityFacts>({
    school: [SCHOOL],
    hasMinors: BOOLEANS,
    activeStaff: BOOLEANS,
    admitsAlumni: BOOLEANS,
    outsidersAllowed: BOOLEANS,
    openToStaff: few ? [true] : BOOLEANS,
  });

export const threads = (few = false): ThreadFacts[] =>
  product<ThreadFacts>({
    author: [ME, OTHER],
    course: [null, COURSE],
    audience: AUDIENCES,
    wish: few ? [[]] : [[], ['guests', 'alumni']],
    hidden: BOOLEANS,
  });

export const posts = (): PostFacts[] =>
  product<PostFacts>({
    author: [ME, OTHER],
    state: ['shown', 'held', 'refused', 'hidden', 'deleted'],
    first: BOOLEANS,
    since: product<PostFacts['since']>({ guests: BOOLEANS, alumni: BOOLEANS }),
  });
