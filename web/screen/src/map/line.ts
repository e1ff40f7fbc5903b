/** Ways as lines: read from how the server writes them, and cut off behind whoever drives along them. Pure. */
import { metresBetween } from './distance';
import type { Pair } from './spots';

const SCALE = 100_000;
const RADIANS = Math.PI / 180;

/** The first point, then differences: latitude, longitude, in steps of 1e-5 degree. */
export function pairsOf(line: readonly number[]): Pair[] {
  const found: Pair[] = [];
  let [lat, lon] = [0, 0];
  for (let at = 0; at + 1 < line.length; at += 2) {
    lat += line[at] ?? 0;
    lon += line[at + 1] ?? 0;
    found.push([lat / SCALE, lon / SCALE]);
  }
  return found;
}

/** Where on the stretch from `a` to `b` one is nearest to `point`; in a plane, which is right for a street. */
function nearestOn(point: Pair, a: Pair, b: Pair): Pair {
  const narrow = Math.cos(point[0] * RADIANS);
  const [along, across] = [b[0] - a[0], (b[1] - a[1]) * narrow];
  const length = along ** 2 + across ** 2;
  const share = length === 0 ? 0 : ((point[0] - a[0]) * along + (point[1] - a[1]) * narrow * across) / length;
  const kept = Math.min(1, Math.max(0, share));
  return [a[0] + kept * (b[0] - a[0]), a[1] + kept * (b[1] - a[1])];
}

export interface Ahead {
  /** From where the group is to the end of the line. */
  readonly points: Pair[];
  /** How far the group is from the line, in metres. */
  readonly stray: number;
}

/** What of a line still lies before a group that drives along it. */
export function ahead(line: readonly Pair[], here: Pair): Ahead {
  let [next, stray] = [1, Infinity];
  for (let at = 1; at < line.length; at += 1) {
    const [a, b] = [line[at - 1], line[at]];
    if (a === undefined || b === undefined) continue;
    const far = metresBetween(here, nearestOn(here, a, b));
    if (far < stray) [next, stray] = [at, far];
  }
  return { points: [here, ...line.slice(next)], stray };
}
