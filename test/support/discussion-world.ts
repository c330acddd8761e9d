// A test world with threads and reports: a community with pupils, staff, a guest and an alumnus, and its services.
import type { Community, Standing } from '../../src/communities/index.ts';
import { createDiscussions, type Discussions } from '../../src/discussions/index.ts';
import type { Person } from '../../src/people/index.ts';
import type { Outsiders } from '../../src/safeguarding/index.ts';
import { createTestWorld, type TestWorld } from './factories.ts';

export const PUBLIC_URL = 'https://perennial.example';
export const YEAR_8 = 'course-year-8';
export const YEAR_9 = 'course-year-9';

type Cast = Record<'mira' | 'jonas' | 'nika' | 'staff' | 'colleague' | 'guest' | 'alumnus' | 'stranger', Person>;

export interface DiscussionWorld extends TestWorld {
  discussions: Discussions;
  physics: Community;
  cast: Cast;
  /** The standing of one of the cast at this moment, with fresh facts. */
  as(who: keyof Cast, options?: Parameters<TestWorld['standing']>[2]): Promise<Standing>;
  /** A thread with what is left out filled in; returns its id. */
  thread(
    who: keyof Cast,
    change?: {
      title?: string;
      open?: Outsiders[];
      wish?: Outsiders[];
      course?: string | null;
      kind?: 'question' | 'discussion';
    },
  ): Promise<string>;
  counts(): Promise<{ threads: number; posts: number; waiting: number }>;
  actions(): Promise<string[]>;
}

/** Opens a test world with discussions; close it after the tests. */
export async function createDiscussionWorld(): Promise<DiscussionWorld> {
  const base = await createTestWorld();
  const { connection } = base.database;
  const discussions = createDiscussions({
    ...base,
    connection,
    publicUrl: PUBLIC_URL,
    guestFacts: async (_school, _community, persons) =>
      persons.map((person) => ({ person, purpose: 'Answers questions about electricity' })),
  });
  const physics = await base.community('Physics', { subject: 'Physics' });
  await connection.collection('communities').updateOne({ name: 'Physics' }, { $set: { admitsAlumni: true } });
  const staff = await base.member(physics, 'Ms Adeyemi', 'staff');
  const cast: Cast = {
    staff,
    colleague: await base.member(physics, 'Mr Osei', 'staff'),
    mira: await base.member(physics, 'Mira Kovac', 'pupil', { course: YEAR_8 }),
    jonas: await base.member(physics, 'Jonas Peters', 'pupil', { course: YEAR_8 }),
    nika: await base.member(physics, 'Nika Sommer', 'pupil', { course: YEAR_9 }),
    guest: await base.member(physics, 'Dr Hanna Weiss', 'guest', { sponsor: staff._id }),
    alumnus: await base.member(physics, 'Tom Reyes', 'alumnus'),
    stranger: await base.person('Lena Stranger'),
  };
  const as: DiscussionWorld['as'] = (who, options) => base.standing(cast[who], physics, options);
  return {
    ...base,
    discussions,
    physics,
    cast,
    as,
    async thread(
      who,
      { title = 'Why does the bulb get dimmer?', open = [], wish = [], course = null, kind = 'question' } = {},
    ) {
      base.clock.advance(new Date(base.clock.now().getTime() + 60_000));
      return discussions.threads.start(await as(who), { kind, title, text: 'We had one battery.', course, open, wish });
    },
    async counts() {
      const { counts } = await base.communities.getCommunity(base.school._id, physics._id);
      return { threads: counts.threads, posts: counts.posts, waiting: counts.waiting };
    },
    actions: async () => (await base.audit.list(base.school._id)).map(({ action }) => action),
  };
}
