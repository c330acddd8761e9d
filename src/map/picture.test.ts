import { describe, expect, it } from 'vitest';
import { alderLane, largeSchool, newSchool, sampleCommunity, sampleMap } from '../../test/support/map-samples.ts';
import { drawMap, laneHref, openLanes } from './picture.ts';
import { listMap } from './picture-table.ts';

describe('drawMap', () => {
  it('follows the formulas of the design, coordinate by coordinate', () => {
    const { lanes, core, height } = drawMap(alderLane());
    expect(lanes.map((lane) => lane.y)).toEqual([62, 260, 376, 492, 570]);
    const physics = lanes[0]?.rows[0];
    expect(physics?.stem).toBe('M0 129H225');
    expect(physics?.branches.map((branch) => branch.line)).toEqual([
      'M283 129H412C436 129 430 112 461 112',
      'M283 129H412C436 129 430 146 461 146',
    ]);
    expect(physics?.leaves.slice(0, 2)).toMatchObject([
      {
        stalk: 'M4 129q6 0 7 -6',
        path: 'M11 123v-15a11 11 0 0 1 11-11h23v15a11 11 0 0 1-11 11z',
        text: { x: 28, y: 114.5, label: '7a' },
      },
      {
        stalk: 'M15 129q6 0 7 6',
        path: 'M22 135v15a11 11 0 0 0 11 11h23v-15a11 11 0 0 0-11-11z',
        text: { x: 39, y: 152.5, label: '7b' },
      },
    ]);
    expect(physics?.leaves.at(-1)?.behind).toBe('translate(4 -4)');
    expect(lanes[0]?.rows[1]).toMatchObject({ stem: 'M90 210H240.3', seed: true, startedBy: 'pupils' });
    expect(lanes[3]?.closed?.stem).toBe('M0 524H210');
    expect(core?.y).toBe(848);
    expect(core?.blocks[0]).toMatchObject({ year: 2018, x: 0, width: 66.5, middle: 33.3, stayed: 4 });
    expect(core?.next).toMatchObject({ year: 2026, x: 594, width: 46 });
    expect(height).toBe(998);
  });

  it('counts a course of two communities once', () => {
    expect(drawMap(alderLane()).sums).toEqual({ communities: 11, courses: 23, outside: 8, stayed: 44 });
  });

  it('stays readable with sixty communities: only the viewer’s lanes are open', () => {
    const picture = drawMap(largeSchool());
    expect(picture.sums.communities).toBe(60);
    expect(picture.lanes.filter((lane) => !lane.closed).map((lane) => lane.id)).toEqual(['physics', 'music']);
    expect(picture.height).toBeLessThan(2400);
    for (const lane of picture.lanes) expect(lane.closed?.marks.length ?? 0).toBeLessThanOrEqual(5);
    expect(picture.core?.blocks).toHaveLength(9);
    expect(picture.core?.blocks[0]).toMatchObject({ until: true, year: 2017, stayed: 10 * 24 });
    expect(picture.core?.each).toBe(2);
  });

  it('keeps leaves in their column and says how many more there are', () => {
    const courses = Array.from({ length: 7 }, (_, index) => ({
      id: `c${index}`,
      label: `A very long course name ${index}`,
      year: '2026/27',
      alsoElsewhere: false,
    }));
    const [row] =
      drawMap(sampleMap([{ id: 's', name: 'Physics', hue: 0, communities: [sampleCommunity('Physics', { courses })] }]))
        .lanes[0]?.rows ?? [];
    expect(row?.leaves).toHaveLength(4);
    expect(row?.leaves.map((leaf) => leaf.more)).toEqual([0, 0, 0, 4]);
    expect(row?.leaves[0]?.text.label).toMatch(/^.{1,4}…$/);
    expect(row?.stem).toBe('M132 128H235.5');
  });

  it('breaks and cuts names that are too long, and caps what reaches out', () => {
    const outside = Array.from({ length: 9 }, (_, index) => ({
      kind: 'partner' as const,
      name: `Partner ${index} `.repeat(4),
      guests: 1,
    }));
    const community = sampleCommunity('Natural sciences and technology in our town and region', { outside });
    const [row] =
      drawMap(sampleMap([{ id: 's', name: 'Science', hue: 0, communities: [community] }])).lanes[0]?.rows ?? [];
    expect(row?.lines.map((line) => line.text)).toEqual(['Natural sciences', 'and technology in…']);
    expect(row?.branches).toHaveLength(6);
    expect(row?.branches.at(-1)?.more).toBe(4);
    expect(row?.branches[0]?.label.endsWith('…')).toBe(true);
  });

  it('draws an empty school and a school without leavers', () => {
    expect(drawMap(sampleMap([]))).toMatchObject({ lanes: [], core: undefined, height: 64 });
    expect(drawMap(newSchool()).core).toBeUndefined();
  });
});

describe('openLanes', () => {
  it('opens every lane of a small school and the viewer’s of a large one, then follows the viewer', () => {
    const small = alderLane().subjects;
    expect(openLanes(small, new Set(), { opened: [], closed: ['art'] }).has('art')).toBe(false);
    expect(openLanes(small, new Set(), { opened: [], closed: [] }).size).toBe(5);
    const large = largeSchool().subjects;
    expect([...openLanes(large, new Set(['art-lab']), { opened: ['sport'], closed: [] })]).toEqual(['art', 'sport']);
  });

  it('links to the other state of a lane and keeps what was changed before', () => {
    expect(laneHref('art', false)).toBe('?open=art#lane-art');
    expect(laneHref('art', true, { opened: ['art', 'sport'], closed: ['music'] })).toBe(
      '?close=art&open=sport&close=music#lane-art',
    );
  });
});

describe('listMap', () => {
  it('tells the same facts as the picture', () => {
    const data = alderLane();
    const rows = listMap(data);
    expect(rows.map((row) => row.name)).toEqual([
      ...['Physics', 'Night Sky', 'History', 'Art and Print', 'Languages'],
      ...['Alumni choir', 'Robotics club', 'First-year teachers'],
    ]);
    expect(rows[0]?.courses).toEqual([
      { year: '2024/25', labels: ['7a', '7b'] },
      { year: '2025/26', labels: ['8a', '8b'] },
      { year: '2026/27', labels: ['9'] },
    ]);
    expect(rows[0]?.subject).toEqual({ name: 'Physics', close: '?close=physics&close=languages#lane-physics' });
    expect(rows[1]?.subject?.close).toBeUndefined();
    expect(rows[4]).toMatchObject({
      kind: 'subject',
      href: '?open=languages#lane-languages',
      counts: { communities: 4, courses: 12, outside: 0 },
    });
    expect(listMap(largeSchool())).toHaveLength(12 + 5 + 4);
  });
});
