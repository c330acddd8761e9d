// The school map for a member of staff, in a small school and in one with sixty communities.
import { join } from 'node:path';
import { columnsOf } from '../load.ts';
import { measureInTurn } from '../pages.ts';
import { startOurs, type Tool } from '../processes.ts';
import type { Section } from '../report.ts';
import { addCourses, type SeededSchool, seedSchool } from '../school.ts';
import type { Settings } from '../settings.ts';

const SIZES = [3, 60];
const MEMBERS_EACH = 20;
const POSTS_EACH = 20;
const COURSES_EACH = 3;

/** Measures the map. */
export async function measureMap(settings: Settings): Promise<Section> {
  const places: { school: SeededSchool; tool: Tool }[] = [];
  for (const communities of SIZES) {
    settings.say(`seeding ${communities} communities`);
    const dataDir = join(settings.folder, `map-${communities}`);
    const size = { communities, members: communities * MEMBERS_EACH, posts: communities * POSTS_EACH };
    const school = await seedSchool(dataDir, size, 'staff', (services, id) => addCourses(services, id, COURSES_EACH));
    places.push({ school, tool: await startOurs({ DATA_DIR: dataDir }) });
  }
  const pages = places.map(({ school, tool }) => {
    return { url: `${tool.url}/map`, cookie: school.cookie, words: 'Physics' };
  });
  const samples = await measureInTurn(pages, settings);
  await Promise.all(places.map(({ tool }) => tool.stop()));
  const rows = samples.map((one, index) => ({ what: `${SIZES[index]} communities`, values: columnsOf(one) }));
  return { section: 'School map', note: 'staff, 3 courses a community, 4 connections, embedded database', rows };
}
