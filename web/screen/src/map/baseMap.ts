/** The base map as the server gives it: what there is (`/api/map`), and tiles of it, by version and for ever. */
import { ask } from '../shared/api';
import { nameIn, type Names, type Pair, type Speech } from './spots';

export interface Levels {
  /** Zooms that tiles were made for, farthest first. */
  readonly levels: readonly number[];
  /** Steps along a tile's side. */
  readonly extent: number;
}

export interface Base extends Levels {
  readonly version: string;
  readonly bounds: readonly [Pair, Pair];
  /** Where the eye goes first: the districts' extent, where there are any. */
  readonly centre: readonly [Pair, Pair];
  readonly districts: readonly { readonly name: Names; readonly label: Pair }[];
  /** Whose data it is; an invented town says so in the reader's language. */
  readonly attribution: string | Readonly<Record<Speech, string>>;
  /** A map file of the house's own, richer than what is drawn here. */
  readonly rich: boolean;
}

/** One tile, in whole steps from its north-western corner; every further point is told from the one before. */
export interface TileBody {
  readonly names: readonly Names[];
  /** Class (0 the widest), name (-1: none), line. */
  readonly streets: readonly (readonly [kind: number, name: number, line: readonly number[]])[];
  readonly rivers: readonly (readonly number[])[];
  readonly water: readonly (readonly number[])[];
  readonly green: readonly (readonly number[])[];
  readonly outlines: readonly (readonly number[])[];
}

export interface Place {
  readonly level: number;
  readonly x: number;
  readonly y: number;
}

/** The level to draw from at this zoom: a tile is never shown so near that its corners are seen. */
export function levelAt(zoom: number, levels: readonly number[]): number {
  const first = levels[0] ?? 0;
  return levels.reduce((best, level) => (level <= zoom - 0.5 ? level : best), first);
}

/** Tiles that touch a part of the world, given in pixels at this zoom (a world of 256 pixels at zoom 0). */
export function tilesIn(level: number, zoom: number, corner: { x: number; y: number }, width: number, height: number): Place[] {
  const side = 256 * 2 ** (zoom - level);
  const last = 2 ** level - 1;
  const among = (value: number): number => Math.min(last, Math.max(0, Math.floor(value / side)));
  const places: Place[] = [];
  for (let y = among(corner.y); y <= among(corner.y + height); y += 1) {
    for (let x = among(corner.x); x <= among(corner.x + width); x += 1) places.push({ level, x, y });
  }
  return places;
}

/** A line's points, no longer each told from the one before. */
export function pointsOf(line: readonly number[]): [x: number, y: number][] {
  const points: [number, number][] = [];
  let [x, y] = [0, 0];
  for (let i = 0; i + 1 < line.length; i += 2) {
    x += line[i] ?? 0;
    y += line[i + 1] ?? 0;
    points.push([x, y]);
  }
  return points;
}

export function loadBase(): Promise<Base> {
  return ask<Base>('/api/map');
}

export async function loadTile(version: string, { level, x, y }: Place, signal: AbortSignal): Promise<TileBody | null> {
  const response = await fetch(`/map/${version}/${level}/${x}/${y}`, { credentials: 'same-origin', signal });
  if (!response.ok) throw new Error(`tile: ${response.status}`);
  return response.status === 204 ? null : ((await response.json()) as TileBody);
}

export { nameIn, type Speech };
