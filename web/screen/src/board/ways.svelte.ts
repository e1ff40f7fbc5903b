/** The lines of the groups sent to the chosen case: asked for when it is chosen, and again when a group leaves its line. */
import { ask } from '../shared/api';
import { pairsOf } from '../map/line';
import type { Pair } from '../map/spots';

/** Farther from its line a group goes another way than was reckoned. */
export const STRAY_M = 150;
const AGAIN_MS = 10_000;

interface Told {
  readonly visit: string;
  readonly rung: string;
  readonly ends: 'place' | 'nearest-school';
  readonly line: readonly number[];
}

export interface Line {
  readonly points: readonly Pair[];
  readonly byRoad: boolean;
  /** It ends at a school, because the place itself is not for everybody. */
  readonly nearSchool: boolean;
}

function lineOf(told: Told): Line {
  return { points: pairsOf(told.line), byRoad: told.rung !== 'air', nearSchool: told.ends === 'nearest-school' };
}

export class Ways {
  /** By visit. */
  lines = $state.raw<ReadonlyMap<string, Line>>(new Map());
  private case: string | null = null;
  private exact = false;
  private asked = 0;
  private turn = 0;

  /** The lines of this case, and only of it. `exact`: to the very place, which is then read and written down as read. */
  want(id: string | null, exact: boolean): void {
    if (id !== this.case) this.lines = new Map();
    this.case = id;
    this.exact = exact;
    this.turn += 1;
    if (id !== null) void this.load(id);
  }

  /** A group is not on its line. */
  strayed(): void {
    if (this.case !== null && performance.now() - this.asked >= AGAIN_MS) void this.load(this.case);
  }

  private async load(id: string): Promise<void> {
    const turn = (this.turn += 1);
    this.asked = performance.now();
    try {
      const told = await ask<{ ways: readonly Told[] }>(`/api/cases/${id}/ways`, this.exact ? { exact: 'true' } : {});
      if (turn === this.turn) this.lines = new Map(told.ways.map((way) => [way.visit, lineOf(way)]));
    } catch {
      // Without a line the map draws a straight one, and says so.
    }
  }
}
