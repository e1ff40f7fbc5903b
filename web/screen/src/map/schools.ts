/** Schools, thousands of them: those near each other are one mark with their number until one looks closer. */
import { tooltip, type Map as LeafletMap, type LeafletMouseEvent, type Tooltip } from 'leaflet';
import Supercluster from 'supercluster';
import type { MapColours } from './colours';
import { textOf } from './marks';
import { boundsOf, Overlay, type Drawing } from './overlay';
import type { Pair, SchoolSpot } from './spots';

/** From this zoom on every school stands by itself. */
const APART = 14;
const RADIUS_PX = 56;
/** How near a pointer has to be. */
const REACH_PX = 9;

interface Mark {
  readonly point: Pair;
  /** How many schools it stands for, and the zoom at which they part. */
  readonly count: number;
  readonly parts: number;
  readonly name: string;
}

export class Schools extends Overlay {
  private readonly index = new Supercluster<{ name: string }>({ radius: RADIUS_PX, extent: 256, maxZoom: APART - 1 });
  private shown: readonly Mark[] = [];
  private hint: Tooltip | null = null;

  constructor(private readonly colours: MapColours) {
    super('overlayPane');
  }

  show(spots: readonly SchoolSpot[]): void {
    this.index.load(
      spots.map((spot) => ({
        type: 'Feature',
        geometry: { type: 'Point', coordinates: [spot.point[1], spot.point[0]] },
        properties: { name: spot.name },
      })),
    );
    this.redraw();
  }

  override onAdd(map: LeafletMap): this {
    map.on('mousemove', this.hover, this);
    return super.onAdd(map);
  }

  override onRemove(): this {
    this.leaflet?.off('mousemove', this.hover, this);
    this.hint?.remove();
    return super.onRemove();
  }

  /** Look closer at the schools under this click; whether there were several. */
  part(event: LeafletMouseEvent): boolean {
    const mark = this.under(event);
    if (mark === null || mark.count === 1) return false;
    this.leaflet?.setView([mark.point[0], mark.point[1]], mark.parts, { animate: false });
    return true;
  }

  protected override draw({ context, zoom, corner }: Drawing): void {
    const map = this.leaflet;
    if (map === null) return;
    this.shown = this.marks(map, zoom);
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    context.font = `600 11px ${getComputedStyle(map.getContainer()).fontFamily}`;
    for (const mark of this.shown) {
      const { x, y } = map.project([mark.point[0], mark.point[1]], zoom).subtract(corner);
      // Several are a square: round marks are groups.
      const half = mark.count === 1 ? 3.5 : 7 + 2 * String(mark.count).length;
      context.beginPath();
      if (mark.count === 1) context.arc(x, y, half, 0, 2 * Math.PI);
      else context.roundRect(x - half, y - 8, 2 * half, 16, 4);
      context.fillStyle = this.colours.panel;
      context.fill();
      context.lineWidth = mark.count === 1 ? 1.5 : 1;
      context.strokeStyle = this.colours.school;
      context.stroke();
      if (mark.count === 1) continue;
      context.fillStyle = this.colours.school;
      context.fillText(String(mark.count), x, y + 0.5);
    }
  }

  private marks(map: LeafletMap, zoom: number): Mark[] {
    const bounds = boundsOf(map);
    const found = this.index.getClusters([bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()], Math.floor(zoom));
    return found.map(({ geometry, properties }) => {
      const point: Pair = [geometry.coordinates[1] ?? 0, geometry.coordinates[0] ?? 0];
      if (!('cluster' in properties)) return { point, count: 1, parts: APART, name: properties.name };
      const parts = this.index.getClusterExpansionZoom(properties.cluster_id);
      return { point, count: properties.point_count, parts, name: '' };
    });
  }

  private under(event: LeafletMouseEvent): Mark | null {
    const map = this.leaflet;
    if (map === null) return null;
    const near = (mark: Mark): boolean =>
      map.latLngToContainerPoint([mark.point[0], mark.point[1]]).distanceTo(event.containerPoint) < REACH_PX + (mark.count > 1 ? 6 : 0);
    return this.shown.find(near) ?? null;
  }

  private hover(event: LeafletMouseEvent): void {
    const mark = this.under(event);
    this.leaflet?.getContainer().classList.toggle('map-on-cluster', mark !== null && mark.count > 1);
    this.hint?.remove();
    this.hint = null;
    if (mark === null || mark.name === '' || this.leaflet === null) return;
    this.hint = tooltip({ direction: 'top', offset: [0, -6] }).setLatLng([mark.point[0], mark.point[1]]).setContent(textOf(mark.name));
    this.hint.addTo(this.leaflet);
  }
}
