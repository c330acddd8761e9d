// `admin seed`: a school of any size, the same for the same numbers, for trying, measuring and testing.
import type { Command } from '../base/command.ts';
import type { Community } from '../communities/index.ts';
import { createThreadImport, type ImportedThread } from '../discussions/index.ts';
import type { Person } from '../people/index.ts';
import type { School } from '../schools/index.ts';
import type { Services } from '../services.ts';
import { createRandom, type Random } from './random.ts';

/** How large the school is; members and posts are spread evenly over the communities. */
export interface SeedSize {
  school: string;
  communities: number;
  members: number;
  posts: number;
  seed: number;
}

const SUBJECTS = [
  'Physics',
  'History',
  'Art',
  'Biology',
  'German',
  'Music',
  'Geography',
  'Chemistry',
  'Sport',
  'Maths',
];
const GIVEN = ['Nika', 'Jonas', 'Mira', 'Leo', 'Aisha', 'Ben', 'Ivana', 'Yuki', 'Tomas', 'Greta', 'Samira', 'Oskar'];
const FAMILY = [
  'Sever',
  'Pirc',
  'Kovac',
  'Tanaka',
  'Bello',
  'Okafor',
  'Kos',
  'Oda',
  'Ruiz',
  'Holm',
  'Haddad',
  'Brandt',
];
const WORDS = [
  'why',
  'light',
  'river',
  'stone',
  'sound',
  'warm',
  'old',
  'map',
  'paint',
  'count',
  'seed',
  'wheel',
  'moon',
];
const MINUTE = 60_000;
const BATCH = 250;
const POSTS_IN_A_THREAD = 5;

/** Seeds a school; returns what was made. Everything is active in the year before the school's now. */
export async function seedSize(services: Services, size: SeedSize, progress: (line: string) => void) {
  const random = createRandom(size.seed);
  const school = await services.schools.getSchool(await services.schools.getOrCreateByName(size.school));
  const communities: Community[] = [];
  for (let index = 0; index < size.communities; index += 1)
    communities.push(await addCommunity(services, school, index));
  const members = new Map<string, Person[]>(communities.map((one) => [one._id, []]));
  for (let index = 0; index < size.members; index += 1) {
    const community = communities[index % communities.length];
    if (community) members.get(community._id)?.push(await addMember(services, school, community, index, random));
    if ((index + 1) % 1000 === 0) progress(`${index + 1} of ${size.members} members`);
  }
  await addPosts(services, school, size.posts, communities, members, random, progress);
  return { school: school._id, communities: communities.length, members: size.members, posts: size.posts };
}

async function addCommunity(services: Services, school: School, index: number): Promise<Community> {
  const name = SUBJECTS[index % SUBJECTS.length] ?? 'Subject';
  const subject = await services.communities.getOrCreateSubject(school._id, name);
  const number = Math.floor(index / SUBJECTS.length) + 1;
  const charter = {
    domain: `We want to understand ${name.toLowerCase()} better than yesterday.`,
    community: '',
    practice: '',
  };
  return services.communities.createCommunity(school, 'seed', {
    name: number === 1 ? name : `${name} ${number}`,
    subject: subject._id,
    template: 'subject',
    charter,
  });
}

async function addMember(
  services: Services,
  school: School,
  community: Community,
  index: number,
  random: Random,
): Promise<Person> {
  const given = random.pick(GIVEN);
  const family = random.pick(FAMILY);
  const staff = index % 20 === 0 || index < 1;
  const seen = {
    registration: 'seed',
    sub: `${community._id}-${index}`,
    staff,
    name: { given, family, full: `${given} ${family}` },
  };
  const { person } = await services.people.personOfLaunch(school, seen, true);
  const band = staff ? 'staff' : 'pupil';
  await services.memberships.begin({
    school: school._id,
    community: community._id,
    person: person._id,
    band,
    source: 'joined',
  });
  return person;
}

async function addPosts(
  services: Services,
  school: School,
  posts: number,
  communities: Community[],
  members: Map<string, Person[]>,
  random: Random,
  progress: (line: string) => void,
): Promise<void> {
  const { importThreads } = createThreadImport(services);
  const until = services.clock.now().getTime();
  let left = posts;
  for (const [index, community] of communities.entries()) {
    const people = members.get(community._id) ?? [];
    if (people.length === 0) continue;
    let here = Math.round(left / (communities.length - index));
    left -= here;
    while (here > 0) {
      const batch: ImportedThread[] = [];
      for (; here > 0 && batch.length < BATCH; here -= batch.at(-1)?.posts.length ?? 0)
        batch.push(inventThread(random, people, Math.min(here, POSTS_IN_A_THREAD), until));
      await importThreads(school._id, community._id, batch);
    }
    progress(`${posts - left} of ${posts} posts`);
  }
}

function inventThread(random: Random, people: readonly Person[], length: number, until: number): ImportedThread {
  const begin = until - random.below(300 * 24 * 60) * MINUTE - 10 * MINUTE;
  const sentence = (words: number): string => Array.from({ length: words }, () => random.pick(WORDS)).join(' ');
  const posts = Array.from({ length }, (_, index) => {
    const { _id, band } = random.pick(people);
    return { author: _id, band, text: `${sentence(12)}.`, at: new Date(begin + index * MINUTE) };
  });
  const accepted = length > 1 && random.next() < 0.6 ? { accepted: length - 1 } : {};
  return { kind: random.next() < 0.8 ? 'question' : 'discussion', title: `${sentence(5)}?`, posts, ...accepted };
}

const count = (summary: string) => ({ type: 'string', summary, required: true }) as const;

/** `admin seed`. */
export const seedCommand: Command<Services> = {
  name: 'seed',
  summary: 'Fills a school with communities, members and posts, the same for the same numbers',
  options: {
    communities: count('how many communities'),
    members: count('how many members, spread over the communities'),
    posts: count('how many posts, spread over the communities, five to a thread'),
    school: { type: 'string', summary: 'name of the school; "Seed School" when left out' },
    seed: { type: 'string', summary: 'another number gives other words and names; 1 when left out' },
  },
  async run(services, { options }, progress) {
    const numberOf = (name: string, least: number, usual?: number): number => {
      const value = options[name] === undefined ? usual : Number(options[name]);
      if (value === undefined || !Number.isInteger(value) || value < least)
        throw new Error(`--${name} must be a whole number of at least ${least}`);
      return value;
    };
    const size = {
      communities: numberOf('communities', 1),
      members: numberOf('members', 1),
      posts: numberOf('posts', 0),
      seed: numberOf('seed', 0, 1),
    };
    return seedSize(services, { ...size, school: String(options.school ?? 'Seed School') }, progress);
  },
};
