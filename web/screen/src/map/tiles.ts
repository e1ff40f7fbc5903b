/** Tiles that were fetched, ready to be drawn; the least used are forgotten. */
import { loadTile, nameIn, pointsOf, type Place, type Speech, type TileBody } from './baseMap';

const KEPT = 160;
const AGAIN_MS = 10_000;

export interface NamedLine {
  readonly kind: number;
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface Tile {
  /** Streets by class, 0 the widest. */
  readonly streets: ReadonlyMap<number, Path2D>;
  readonly rivers: Path2D;
  readonly water: Path2D;
  readonly green: Path2D;
  readonly outlines: Path2D;
  readonly named: readonly NamedLine[];
}

export class Tiles {
  private readonly tiles = new Map<string, Tile | null>();
  private readonly asked = new Map<string, AbortController>();
  private readonly failed = new Map<string, number>();

  constructor(
    private readonly version: string,
    private readonly speech: Speech,
    private readonly onArrival: () => void,
  ) {}

  /** The tile, null where nothing is; undefined while it is fetched, which this begins. */
  get(place: Place): Tile | null | undefined {
    const key = keyOf(place);
    const tile = this.tiles.get(key);
    if (tile === undefined) {
      this.fetch(place, key);
      return undefined;
    }
    this.tiles.delete(key);
    this.tiles.set(key, tile);
    return tile;
  }

  /** What is no longer looked at need not come. */
  only(places: readonly Place[]): void {
    const wanted = new Set(places.map(keyOf));
    for (const [key, asked] of this.asked) if (!wanted.has(key)) asked.abort();
  }

  close(): void {
    this.only([]);
  }

  private fetch(place: Place, key: string): void {
    if (this.asked.has(key) || performance.now() < (this.failed.get(key) ?? 0)) return;
    const leave = new AbortController();
    this.asked.set(key, leave);
    loadTile(this.version, place, leave.signal)
      .then(
        (body) => {
          this.keep(key, body === null ? null : tileOf(body, this.speech));
          this.onArrival();
        },
        () => {
          if (!leave.signal.aborted) this.failed.set(key, performance.now() + AGAIN_MS);
        },
      )
      .finally(() => this.asked.delete(key));
  }

  private keep(key: string, tile: Tile | null): void {
    this.tiles.set(key, tile);
    for (const oldest of this.tiles.keys()) {
      if (this.tiles.size <= KEPT) break;
      this.tiles.delete(oldest);
    }
  }
}

const keyOf = ({ level, x, y }: Place): string => `${level}/${x}/${y}`;

function tileOf(body: TileBody, speech: Speech): Tile {
  const streets = new Map<number, Path2D>();
  const named: NamedLine[] = [];
  for (const [kind, name, line] of body.streets) {
    const points = pointsOf(line);
    const path = streets.get(kind) ?? new Path2D();
    trace(path, points);
    streets.set(kind, path);
    const names = body.names[name];
    if (names !== undefined) named.push({ kind, name: nameIn(names, speech), points });
  }
  const all = (lines: readonly (readonly number[])[]): Path2D => {
    const path = new Path2D();
    for (const line of lines) trace(path, pointsOf(line));
    return path;
  };
  return { streets, named, rivers: all(body.rivers), water: all(body.water), green: all(body.green), outlines: all(body.outlines) };
}

/** Draw a line into a path. */
export function trace(path: Path2D, points: readonly (readonly [number, number])[]): void {
  points.forEach(([x, y], place) => (place === 0 ? path.moveTo(x, y) : path.lineTo(x, y)));
}
