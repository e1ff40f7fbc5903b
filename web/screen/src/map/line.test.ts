import { describe, expect, test } from 'vitest';
import { ahead, pairsOf } from './line';
import type { Pair } from './spots';

/** North, then east, then north again, a kilometre or so each. */
const LINE: readonly Pair[] = [[43.2, 76.9], [43.21, 76.9], [43.21, 76.912], [43.22, 76.912]];

describe('ways as lines', () => {
  test('are read as the server writes them', () => {
    expect(pairsOf([4_320_000, 7_690_000, 1_000, 0, 0, 1_200, 1_000, 0])).toEqual(LINE);
    expect(pairsOf([])).toEqual([]);
    expect(pairsOf([4_320_000])).toEqual([]);
  });

  test('only what lies ahead is drawn, from where the group is', () => {
    const here: Pair = [43.205, 76.9001];
    const found = ahead(LINE, here);
    expect(found.points).toEqual([here, ...LINE.slice(1)]);
    expect(found.stray).toBeGreaterThan(5);
    expect(found.stray).toBeLessThan(12);
    expect(ahead(LINE, [43.21, 76.906]).points).toHaveLength(3);
    expect(ahead(LINE, [43.25, 76.912]).points).toEqual([[43.25, 76.912], LINE[3]]);
  });

  test('one that left its way is seen to have', () => {
    expect(ahead(LINE, [43.2, 76.91]).stray).toBeGreaterThan(700);
    expect(ahead([LINE[0]!, LINE[0]!], LINE[0]!).stray).toBe(0);
  });
});
