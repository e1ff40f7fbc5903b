/** The base map: streets, water, green and districts with their names, drawn from tiles of our own server. */
import type { LatLng, Map as LeafletMap } from 'leaflet';
import { levelAt, nameIn, tilesIn, type Base, type Place, type Speech } from './baseMap';
import type { MapColours } from './colours';
import { alongLine, Room, type Label } from './labels';
import { Overlay, type Drawing } from './overlay';
import type { Names } from './spots';
import { paint, widthOf, type Placed } from './paint';
import { Tiles, type NamedLine, type Tile } from './tiles';

const NAMED_FROM: readonly number[] = [13, 13.5, 14, 14.5, 15.5, 16.5];
/** At these zooms districts are what one looks for. */
const DISTRICTS = [9.5, 14.75] as const;
const NEARBY = [0, -24, 24, -44, 44] as const;
const MARK_PX = 14;

export class Ground extends Overlay {
  private readonly tiles: Tiles;
  private sought = '';

  constructor(
    private readonly base: Base,
    private readonly speech: Speech,
    private readonly colours: MapColours,
    /** Where marks stand that no name should lie under. */
    private readonly taken: () => readonly LatLng[],
    /** Over a map of the house's own: only the street that is sought. */
    private readonly beside = false,
  ) {
    super('tilePane');
    this.tiles = new Tiles(base.version, speech, () => this.redraw());
  }

  override onRemove(): this {
    this.tiles.close();
    return super.onRemove();
  }

  /** The street that stands out, and is named before all others. */
  seek(street: Names | null): void {
    this.sought = street === null ? '' : nameIn(street, this.speech);
    this.redraw();
  }

  protected override draw(drawing: Drawing): void {
    if (this.leaflet === null || (this.beside && this.sought === '')) return;
    const places = tilesIn(levelAt(drawing.zoom, this.base.levels), drawing.zoom, drawing.corner, drawing.width, drawing.height);
    this.tiles.only(places);
    const placed = places.flatMap((place): Placed[] => {
      const tile = this.tiles.get(place) ?? null;
      return tile === null ? [] : [{ place, tile: this.beside ? onlyOf(tile, this.sought) : tile }];
    });
    paint(drawing, placed, this.base.extent, this.colours, this.sought);
    this.name(drawing, placed, this.leaflet);
  }

  private name(drawing: Drawing, placed: readonly Placed[], map: LeafletMap): void {
    const { context, zoom } = drawing;
    const family = getComputedStyle(map.getContainer()).fontFamily;
    const room = new Room();
    for (const mark of this.taken()) {
      const { x, y } = map.project(mark, zoom).subtract(drawing.corner);
      room.block({ left: x - MARK_PX, top: y - MARK_PX, right: x + MARK_PX, bottom: y + MARK_PX });
    }
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    context.lineJoin = 'round';
    if (!this.beside && zoom >= DISTRICTS[0] && zoom <= DISTRICTS[1]) {
      context.font = `600 12px ${family}`;
      for (const district of this.base.districts) {
        const { x, y } = map.project([district.label[0], district.label[1]], zoom).subtract(drawing.corner);
        // A group's base often stands in the very middle: then the name goes above or below it.
        const text = nameIn(district.name, this.speech);
        NEARBY.some((down) => this.write(context, room, { text, x, y: y + down, turn: 0 }, 16));
      }
    }
    context.font = `500 11px ${family}`;
    for (const { place, line } of streets(placed, zoom, this.sought)) {
      const wide = context.measureText(line.name).width;
      const side = 256 * 2 ** (zoom - place.level);
      const [left, top] = [place.x * side - drawing.corner.x, place.y * side - drawing.corner.y];
      const points = line.points.map(([x, y]) => [left + (x * side) / this.base.extent, top + (y * side) / this.base.extent] as const);
      const where = alongLine(points, wide + 12);
      if (where !== null) this.write(context, room, { text: line.name, ...where }, 14);
    }
  }

  private write(context: CanvasRenderingContext2D, room: Room, label: Label, height: number): boolean {
    if (label.text === '' || !room.take(label, context.measureText(label.text).width + 8, height)) return false;
    context.save();
    context.translate(label.x, label.y);
    context.rotate(label.turn);
    context.lineWidth = 3.5;
    context.strokeStyle = this.colours.ground;
    context.strokeText(label.text, 0, 0.5);
    context.fillStyle = this.colours.name;
    context.fillText(label.text, 0, 0.5);
    context.restore();
    return true;
  }
}

/** Nothing of a tile but this street. */
function onlyOf({ named }: Tile, sought: string): Tile {
  const none = new Path2D();
  return { streets: new Map(), rivers: none, water: none, green: none, outlines: none, named: named.filter((line) => line.name === sought) };
}

/** Streets that are wide enough to be named at this zoom, the one that is sought first, then the widest. */
function streets(placed: readonly Placed[], zoom: number, sought: string): { place: Place; line: NamedLine }[] {
  const shown = (kind: number): boolean => zoom >= (NAMED_FROM[kind] ?? Infinity) && widthOf(kind, zoom) > 0;
  const meant = ({ name }: NamedLine): number => Number(sought !== '' && name === sought);
  return placed
    .flatMap(({ place, tile }) => tile.named.filter((line) => shown(line.kind) || meant(line) > 0).map((line) => ({ place, line })))
    .sort((a, b) => meant(b.line) - meant(a.line) || a.line.kind - b.line.kind || b.line.points.length - a.line.points.length);
}
