// The home and the thread list of a community with few and with very many posts: they must cost the same.
import { join } from 'node:path';
import { columnsOf } from '../load.ts';
import { growth, type MeasuredPage, measureInTurn } from '../pages.ts';
import { startOurs, type Tool } from '../processes.ts';
import type { Row, Section } from '../report.ts';
import { type SeededSchool, seedSchool } from '../school.ts';
import type { Settings } from '../settings.ts';

const MEMBERS = 200;
const GOAL = 1.2;
const PAGES = [
  { name: 'community home', path: '', words: 'Physics' },
  { name: 'thread list', path: '/threads', words: '/threads/' },
  { name: 'questions that wait', path: '/threads?show=waiting', words: '/threads/' },
];

/** Measures pages at every size; each size has a database and a tool of its own. */
export async function measurePages(settings: Settings): Promise<Section> {
  const places: { posts: number; school: SeededSchool; tool: Tool }[] = [];
  for (const posts of settings.posts) {
    settings.say(`seeding ${posts} posts`);
    const dataDir = join(settings.folder, `pages-${posts}`);
    const school = await seedSchool(dataDir, { communities: 1, members: MEMBERS, posts }, 'pupil');
    places.push({ posts, school, tool: await startOurs({ DATA_DIR: dataDir }) });
  }
  const rows: Row[] = [];
  for (const { name, path, words } of PAGES) {
    settings.say(name);
    const pages = places.map(({ school, tool }): MeasuredPage => {
      return { url: `${tool.url}/communities/${school.community}${path}`, cookie: school.cookie, words };
    });
    const samples = await measureInTurn(pages, settings);
    const smallest = samples[0];
    rows.push(
      ...samples.map((one, index) => ({
        what: `${name}, ${places[index]?.posts} posts`,
        values: columnsOf(one),
        ...(smallest && index === samples.length - 1 && index > 0 ? growth(smallest, one, GOAL) : {}),
      })),
    );
  }
  await Promise.all(places.map(({ tool }) => tool.stop()));
  return { section: 'Pages of a community', note: 'a pupil, 4 connections, embedded database', rows };
}
