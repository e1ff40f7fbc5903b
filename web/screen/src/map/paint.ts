/** How the base map looks: quiet, so that what needs a person stands out. */
import type { MapColours } from './colours';
import type { Drawing } from './overlay';
import type { Place } from './baseMap';
import { trace, type Tile } from './tiles';

export interface Placed {
  readonly place: Place;
  readonly tile: Tile;
}

/** Width in pixels by class and zoom; 0 is not drawn. Class 0: motorway, trunk; 1 primary; 2 secondary; 3 tertiary;
 * 4 residential; 5 whatever is narrower. */
const WIDTHS: readonly (readonly (readonly [zoom: number, width: number])[])[] = [
  [[6, 1], [10, 2.5], [13, 5], [16, 12], [18, 20]],
  [[7, 0.6], [10, 1.8], [13, 4.5], [16, 11], [18, 18]],
  [[9, 0.5], [11, 1.4], [13, 3.4], [16, 10], [18, 16]],
  [[10, 0.4], [12, 1.2], [13, 2.4], [16, 8.5], [18, 14]],
  [[12, 0.5], [13, 1], [14, 2], [16, 7], [18, 12]],
  [[13.5, 0.4], [15, 1.2], [16, 3], [18, 6]],
];

export function widthOf(kind: number, zoom: number): number {
  const stops = WIDTHS[kind] ?? [];
  const [first, last] = [stops[0], stops.at(-1)];
  if (first === undefined || last === undefined || zoom < first[0]) return 0;
  for (let i = 1; i < stops.length; i += 1) {
    const [a, b] = [stops[i - 1], stops[i]];
    if (a === undefined || b === undefined || zoom > b[0]) continue;
    return a[1] + ((b[1] - a[1]) * (zoom - a[0])) / (b[0] - a[0]);
  }
  return last[1];
}

/** Width of the street that is sought, over whatever it has by itself. */
const SOUGHT_PX = 9;

function along({ named }: Tile, name: string): Path2D | undefined {
  const lines = named.filter((line) => line.name === name);
  if (lines.length === 0) return undefined;
  const path = new Path2D();
  for (const { points } of lines) trace(path, points);
  return path;
}

/** From this zoom on streets have an edge, and are seen as areas. */
const EDGED = 14;

export function paint(drawing: Drawing, placed: readonly Placed[], extent: number, colours: MapColours, sought = ''): void {
  const { context, zoom } = drawing;
  context.lineJoin = 'round';
  context.lineCap = 'round';
  const each = (make: (tile: Tile, scale: number) => void): void => {
    for (const { place, tile } of placed) {
      const side = 256 * 2 ** (zoom - place.level);
      context.save();
      context.translate(place.x * side - drawing.corner.x, place.y * side - drawing.corner.y);
      context.scale(side / extent, side / extent);
      make(tile, extent / side);
      context.restore();
    }
  };
  const fill = (colour: string, of: (tile: Tile) => Path2D): void =>
    each((tile) => {
      context.fillStyle = colour;
      context.fill(of(tile), 'evenodd');
    });
  const stroke = (colour: string, width: number, of: (tile: Tile) => Path2D | undefined): void =>
    each((tile, scale) => {
      const path = of(tile);
      if (path === undefined) return;
      context.strokeStyle = colour;
      context.lineWidth = width * scale;
      context.stroke(path);
    });
  fill(colours.green, (tile) => tile.green);
  fill(colours.water, (tile) => tile.water);
  stroke(colours.water, Math.max(1, (zoom - 9) * 0.9), (tile) => tile.rivers);
  for (const edge of zoom >= EDGED ? [true, false] : [false]) {
    for (let kind = WIDTHS.length - 1; kind >= 0; kind -= 1) {
      const width = widthOf(kind, zoom);
      if (width === 0) continue;
      if (edge) stroke(colours.edge, width + 1.5, (tile) => tile.streets.get(kind));
      else stroke(kind < 2 ? colours.main : kind < 4 || zoom >= EDGED ? colours.street : colours.lane, width, (tile) => tile.streets.get(kind));
    }
  }
  context.globalAlpha = 0.45;
  if (sought !== '') stroke(colours.sought, SOUGHT_PX, (tile) => along(tile, sought));
  stroke(colours.district, 1.5, (tile) => tile.outlines);
  context.globalAlpha = 1;
}
