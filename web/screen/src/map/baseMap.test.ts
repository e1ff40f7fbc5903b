import { describe, expect, it } from 'vitest';
import { levelAt, pointsOf, tilesIn } from './baseMap';
import { metresBetween, nearestOf } from './distance';
import { widthOf } from './paint';
import { nameIn } from './spots';

describe('tiles of the base map', () => {
  it('takes the nearer level before the farther one grows coarse', () => {
    const levels = [7, 10, 12];
    expect([4, 10.4, 10.5, 12.4, 12.5, 18].map((zoom) => levelAt(zoom, levels))).toEqual([7, 7, 10, 10, 12, 12]);
  });

  it('covers the view and asks for nothing beside it', () => {
    const side = 256 * 2 ** (13 - 12);
    const corner = { x: 2922 * side + 10, y: 1501 * side + 10 };
    expect(tilesIn(12, 13, corner, side, 100)).toEqual([
      { level: 12, x: 2922, y: 1501 },
      { level: 12, x: 2923, y: 1501 },
    ]);
    expect(tilesIn(7, 4, { x: -500, y: -500 }, 10, 10)).toEqual([{ level: 7, x: 0, y: 0 }]);
  });

  it('adds up points that are told from the one before', () => {
    expect(pointsOf([5, 7, -2, 1, 0, 4])).toEqual([[5, 7], [3, 8], [3, 12]]);
    expect(pointsOf([])).toEqual([]);
  });

  it('draws no street that is too narrow to be seen, and none thinner when one looks closer', () => {
    expect(widthOf(5, 12)).toBe(0);
    expect(widthOf(9, 15)).toBe(0);
    for (let kind = 0; kind <= 5; kind += 1) {
      for (let zoom = 5; zoom < 18; zoom += 0.25) expect(widthOf(kind, zoom + 0.25)).toBeGreaterThanOrEqual(widthOf(kind, zoom));
    }
  });
});

describe('names and distances', () => {
  it('takes the reader’s language, then what the place is called there', () => {
    expect(nameIn(['Абай', 'Абая', ''], 'en')).toBe('Абая');
    expect(nameIn(['', '', 'Abay'], 'kk')).toBe('Abay');
    expect(nameIn(['Абай', 'Абая', 'Abay'], 'ru')).toBe('Абая');
  });

  it('measures by air', () => {
    expect(metresBetween([43.238, 76.889], [43.238, 76.889])).toBe(0);
    expect(metresBetween([43.238, 76.889], [51.128, 71.43]) / 1000).toBeCloseTo(970, -1);
    expect(nearestOf([43, 76.5], [[[43, 76.4], 'west'], [[43.09, 76.5], 'north']])).toBe('west');
    expect(nearestOf([43, 76.5], [])).toBeNull();
  });
});
