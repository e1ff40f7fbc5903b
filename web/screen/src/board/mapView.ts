/** The map itself: Leaflet on a canvas over the region's own drawing. Loaded only when it is shown. */
import { canvas, circleMarker, control, divIcon, layerGroup, map as leaflet, marker, polygon, polyline } from 'leaflet';
import type { LatLngExpression, LayerGroup, Map as LeafletMap, Marker } from 'leaflet';
import 'leaflet/dist/leaflet.css';
import { readColours, type MapColours } from './mapColours';

export type Pair = readonly [lat: number, lon: number];

interface Names {
  readonly kk: string;
  readonly ru: string;
  readonly en: string;
}

/** The drawn base as `/api/map` gives it: thin streets first. */
export interface Base {
  readonly bounds: readonly [Pair, Pair];
  readonly districts: readonly { readonly code: string; readonly name: Names; readonly label: Pair; readonly outline: readonly Pair[] }[];
  readonly water: readonly { readonly kind: string; readonly width_m: number; readonly line: readonly Pair[] }[];
  readonly green: readonly { readonly line: readonly Pair[] }[];
  readonly streets: readonly { readonly road: string; readonly lines: readonly (readonly Pair[])[] }[];
}

export interface SchoolSpot {
  readonly id: string;
  readonly point: Pair;
  readonly name: string;
}

export interface TeamSpot {
  readonly id: string;
  readonly point: Pair;
  /** What stands beside the mark: the team's number. */
  readonly short: string;
  readonly words: string;
  readonly status: string;
  readonly old: boolean;
  /** Place in the row of teams that share this point. */
  readonly beside: number;
}

export interface CaseSpot {
  readonly id: string;
  readonly point: Pair;
  readonly kind: string;
  readonly chosen: boolean;
  readonly count: number;
  readonly words: string;
}

export interface Line {
  readonly from: Pair;
  readonly to: Pair;
  /** Under way, or only considered. */
  readonly firm: boolean;
}

const WIDTHS: Readonly<Record<string, number>> = { motorway: 4, primary: 3.5, secondary: 2.5, tertiary: 1.8 };
const at = (pair: Pair): LatLngExpression => [pair[0], pair[1]];
/** How near the map goes by itself: some streets around a school. */
const CLOSEST = 15;

const along = (pairs: readonly Pair[]): LatLngExpression[] => pairs.map(at);

export class MapView {
  private readonly map: LeafletMap;
  private readonly ground: LayerGroup;
  private readonly schools: LayerGroup;
  private readonly lines: LayerGroup;
  /** Marks with what they show: only what has changed is drawn anew. */
  private readonly caseMarks = new Map<string, { mark: Marker; look: string }>();
  private readonly teams = new Map<string, { mark: Marker; look: string }>();
  private readonly colours: MapColours;
  private picking: ((point: Pair) => void) | null = null;

  constructor(
    private readonly element: HTMLElement,
    labels: { readonly zoomIn: string; readonly zoomOut: string },
  ) {
    this.colours = readColours(element);
    // Zooming is not animated: Leaflet ends an animation by a timer that fails on a map removed meanwhile.
    this.map = leaflet(element, { preferCanvas: true, renderer: canvas({ padding: 0.4 }), zoomSnap: 0.25, zoomAnimation: false, attributionControl: false, zoomControl: false });
    this.map.setView([43.24, 76.91], 12);
    this.ground = layerGroup().addTo(this.map);
    this.schools = layerGroup().addTo(this.map);
    this.lines = layerGroup().addTo(this.map);
    control.zoom({ zoomInTitle: labels.zoomIn, zoomOutTitle: labels.zoomOut }).addTo(this.map);
    this.map.on('click', (event) => this.picking?.([event.latlng.lat, event.latlng.lng]));
    element.addEventListener('keydown', (event) => this.pickByKey(event));
  }

  /** Draw the base: districts, water, parks, streets. Nothing comes from outside. */
  drawBase(base: Base, name: (names: Names) => string): void {
    this.ground.clearLayers();
    const c = this.colours;
    for (const district of base.districts) {
      polygon(along(district.outline), { color: c.district, weight: 1.5, dashArray: '6 6', fill: false, interactive: false }).addTo(this.ground);
      marker(at(district.label), {
        icon: divIcon({ className: 'map-district', html: '', iconSize: [0, 0] }),
        interactive: false,
        keyboard: false,
      })
        .bindTooltip(textOf(name(district.name)), { permanent: true, direction: 'center', className: 'map-district-name', interactive: false })
        .addTo(this.ground);
    }
    for (const park of base.green) polygon(along(park.line), { stroke: false, fillColor: c.green, fillOpacity: 1, interactive: false }).addTo(this.ground);
    for (const water of base.water) {
      if (water.kind === 'lake') polygon(along(water.line), { stroke: false, fillColor: c.water, fillOpacity: 1, interactive: false }).addTo(this.ground);
      else polyline(along(water.line), { color: c.water, weight: 7, interactive: false }).addTo(this.ground);
    }
    for (const street of base.streets) {
      polyline(street.lines.map(along), { color: c.street, weight: WIDTHS[street.road] ?? 1, interactive: false }).addTo(this.ground);
    }
    // Roads out of town reach far; the districts are what the eye needs.
    const town = base.districts.flatMap((district) => district.outline.map((pair): [number, number] => [pair[0], pair[1]]));
    const whole = base.bounds.map((pair): [number, number] => [pair[0], pair[1]]);
    this.map.fitBounds(town.length > 0 ? town : whole, { padding: [16, 16] });
  }

  showSchools(spots: readonly SchoolSpot[]): void {
    this.schools.clearLayers();
    for (const spot of spots) {
      circleMarker(at(spot.point), { radius: 3.5, color: this.colours.school, weight: 1.5, fillColor: this.colours.ground, fillOpacity: 1 })
        .bindTooltip(textOf(spot.name))
        .addTo(this.schools);
    }
    if (this.ground.getLayers().length === 0 && spots.length > 0) {
      // One school alone has no extent to fit in.
      this.map.fitBounds(spots.map((spot) => [spot.point[0], spot.point[1]] as [number, number]), { maxZoom: CLOSEST });
    }
  }

  showCases(spots: readonly CaseSpot[], open: (id: string) => void): void {
    const gone = new Set(this.caseMarks.keys());
    for (const spot of spots) {
      gone.delete(spot.id);
      const look = JSON.stringify(spot);
      const known = this.caseMarks.get(spot.id);
      if (known?.look === look) continue;
      known?.mark.remove();
      const mark = marker(at(spot.point), {
        icon: divIcon({ className: `map-case map-case-${spot.kind}${spot.chosen ? ' map-chosen' : ''}`, html: dropOf(spot.count), iconSize: [18, 18], iconAnchor: [9, 20] }),
        keyboard: false,
        title: spot.words,
        zIndexOffset: spot.chosen ? 900 : 400,
      });
      mark.on('click', () => open(spot.id));
      mark.addTo(this.map);
      this.caseMarks.set(spot.id, { mark, look });
    }
    for (const id of gone) {
      this.caseMarks.get(id)?.mark.remove();
      this.caseMarks.delete(id);
    }
  }

  showTeams(spots: readonly TeamSpot[]): void {
    const gone = new Set(this.teams.keys());
    for (const spot of spots) {
      gone.delete(spot.id);
      this.placeTeam(spot);
    }
    for (const id of gone) {
      this.teams.get(id)?.mark.remove();
      this.teams.delete(id);
    }
  }

  private placeTeam(spot: TeamSpot): void {
    const look = `${spot.status}|${spot.old}|${spot.short}|${spot.words}|${spot.beside}`;
    const known = this.teams.get(spot.id);
    if (known?.look === look) {
      known.mark.setLatLng(at(spot.point));
      return;
    }
    known?.mark.remove();
    const label = document.createElement('span');
    label.textContent = spot.short;
    const icon = divIcon({ className: `map-team map-team-${spot.status}${spot.old ? ' map-old' : ''}`, html: label, iconSize: [24, 24], iconAnchor: [12 - 25 * spot.beside, 12] });
    const mark = marker(at(spot.point), { icon, keyboard: false, title: spot.words, zIndexOffset: 600 }).addTo(this.map);
    this.teams.set(spot.id, { mark, look });
  }

  showLines(lines: readonly Line[]): void {
    this.lines.clearLayers();
    for (const line of lines) {
      polyline([at(line.from), at(line.to)], {
        color: this.colours.line,
        weight: line.firm ? 3 : 2,
        dashArray: line.firm ? '10 6' : '2 6',
        interactive: false,
      }).addTo(this.lines);
    }
  }

  /** Bring a place into sight, and who is on the way to it, without losing the scale that the person chose. */
  look(point: Pair, from: readonly Pair[]): void {
    // A map that is not seen has no size, and no bounds either.
    if (this.element.clientWidth === 0 || this.element.clientHeight === 0) return;
    const seen = this.map.getBounds().pad(-0.1);
    const all = [point, ...from].map((pair): [number, number] => [pair[0], pair[1]]);
    if (all.every((each) => seen.contains(each))) return;
    if (from.length === 0) this.map.panTo(at(point), { animate: false });
    else this.map.fitBounds(all, { padding: [36, 36], maxZoom: this.map.getZoom() });
  }

  /** The next click on the map is a place for the intake form. */
  pick(taker: ((point: Pair) => void) | null): void {
    this.picking = taker;
    this.element.classList.toggle('map-picking', taker !== null);
    if (taker !== null) this.element.focus();
  }

  /** Arrows move the map under the cross in its middle; Enter takes that place. */
  private pickByKey(event: KeyboardEvent): void {
    if (event.code !== 'Enter' || this.picking === null) return;
    const middle = this.map.getCenter();
    event.preventDefault();
    this.picking([middle.lat, middle.lng]);
  }

  resize(): void {
    if (this.element.clientWidth === 0 || this.element.clientHeight === 0) return;
    this.map.invalidateSize({ animate: false });
  }

  remove(): void {
    this.map.remove();
  }
}

/** A drop with how many cases it stands for, when they are several. */
function dropOf(count: number): HTMLElement {
  const holder = document.createElement('span');
  holder.append(document.createElement('i'));
  if (count > 1) {
    const number = document.createElement('b');
    number.textContent = String(count);
    holder.append(number);
  }
  return holder;
}

/** Leaflet takes strings as markup; names are text. */
function textOf(words: string): HTMLElement {
  const element = document.createElement('span');
  element.textContent = words;
  return element;
}
