/** Distances by air, for saying how far something is; ways are reckoned by the server. */
import type { Pair } from './spots';

const RADIUS_M = 6_371_008.8;
const RADIANS = Math.PI / 180;

export function metresBetween(a: Pair, b: Pair): number {
  const across = Math.sin(((b[1] - a[1]) * RADIANS) / 2);
  const along = Math.sin(((b[0] - a[0]) * RADIANS) / 2);
  const share = along ** 2 + Math.cos(a[0] * RADIANS) * Math.cos(b[0] * RADIANS) * across ** 2;
  return 2 * RADIUS_M * Math.asin(Math.min(1, Math.sqrt(share)));
}

/** Whichever of these is nearest, null of none. Compared in a plane, which is right within a country. */
export function nearestOf<T>(point: Pair, places: readonly (readonly [Pair, T])[]): T | null {
  const narrow = Math.cos(point[0] * RADIANS);
  let [best, least]: [T | null, number] = [null, Infinity];
  for (const [[lat, lon], thing] of places) {
    const far = (lat - point[0]) ** 2 + ((lon - point[1]) * narrow) ** 2;
    if (far < least) [best, least] = [thing, far];
  }
  return best;
}
