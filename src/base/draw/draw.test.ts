import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawRings, drawStrip, HUES, hashOf, hueFor } from './index.ts';

describe('drawRings', () => {
  it('draws one ring a year, outermost first, thick where leavers stayed', () => {
    const { rings } = drawRings({ id: 'physics', years: 6, kept: [2, 3, 4] });
    expect(rings.map((ring) => ring.className)).toEqual(['bark', '', 'kept', 'kept', 'kept', '']);
    expect(rings[0]).toMatchObject({ rx: 29.9, ry: 28.1 });
    expect(rings[5]).toMatchObject({ rx: 8.4, ry: 7.9 });
  });

  it('looks the same for the same id and differs between ids', () => {
    expect(drawRings({ id: 'a', years: 3 })).toEqual(drawRings({ id: 'a', years: 3 }));
    expect(drawRings({ id: 'a', years: 3 }).turn).not.toBe(drawRings({ id: 'b', years: 3 }).turn);
  });

  it('stays inside its box and keeps its rings apart, however old', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 0, max: 300 }), (id, years) => {
        const { rings, pith } = drawRings({ id, years, kept: [1, years] });
        expect(rings.length).toBeGreaterThan(0);
        expect(rings.length).toBeLessThanOrEqual(16);
        for (const [index, ring] of rings.entries()) {
          expect(ring.cx + ring.rx).toBeLessThan(63);
          expect(ring.cx - ring.rx).toBeGreaterThan(1);
          expect(ring.rx).toBeLessThan(rings[index - 1]?.rx ?? 64);
        }
        expect(Math.hypot(pith.cx - 32, pith.cy - 32)).toBeLessThan(2.8);
      }),
    );
  });
});

describe('hueFor', () => {
  it('gives a known subject its own hue in both languages', () => {
    expect(hueFor('Physics', 'x')).toBe(240);
    expect(hueFor('Physik', 'y')).toBe(240);
    expect(hueFor('Geschichte', 'y')).toBe(hueFor('History', 'x'));
  });

  it('draws any other from the subject, else from the id, always one of the twelve', () => {
    expect(hueFor('Woodwork', 'x')).toBe(hueFor('Woodwork', 'y'));
    fc.assert(fc.property(fc.string(), (id) => HUES.includes(hueFor(undefined, id) as (typeof HUES)[number])));
    expect(hashOf('')).toBe(0x811c9dc5);
  });
});

describe('drawStrip', () => {
  it('draws a leaf a course up to five, the rings, and an outlet each up to three', () => {
    const strip = drawStrip({ community: { id: 'p', years: 6 }, courses: 9, outside: ['partner', 'bridge'] });
    expect(strip.leaves.match(/z/g)).toHaveLength(5);
    expect(strip.stem.startsWith('M2 36H267M12 36q6 0 8 -6M58 36q6 0 8 6')).toBe(true);
    expect(strip.outlets.map(({ kind, y }) => [kind, y])).toEqual([
      ['partner', 16],
      ['bridge', 56],
    ]);
    expect(strip.seed).toBeUndefined();
    expect(
      drawStrip({ community: { id: 'p', years: 1 }, courses: 0, outside: Array(7).fill('partner') }),
    ).toMatchObject({
      seed: 150,
      leaves: '',
      outlets: { length: 3 },
    });
  });
});
