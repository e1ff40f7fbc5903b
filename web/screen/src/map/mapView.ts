/** The map behind a few words: Leaflet and canvases over our own base map. Loaded only when it is shown. */
import { control, layerGroup, map as leaflet, polyline, svg, type LatLngBoundsLiteral, type LeafletMouseEvent, type Map as LeafletMap } from 'leaflet';
import 'leaflet/dist/leaflet.css';
import type { Base, Speech } from './baseMap';
import { readColours, type MapColours } from './colours';
import { Flock } from './flock';
import { Ground } from './ground';
import { dropOf, textOf } from './marks';
import { Schools } from './schools';
import type { CaseSpot, Names, Pair, Route, SchoolSpot, TeamSpot } from './spots';
import { Walk } from './walk';

/** How near the map goes by itself: some streets around a school. */
const CLOSEST = 15;
/** Pixels between groups that stand at one place. */
const TEAM_SPACING = 25;

export interface MapWords {
  readonly zoomIn: string;
  readonly zoomOut: string;
}

/** What a click or Enter on a mark leads to. */
export interface MapDoors {
  readonly openCase?: (id: string) => void;
  readonly openTeam?: (id: string) => void;
}

export class MapView {
  private readonly map: LeafletMap;
  private readonly colours: MapColours;
  private readonly schools: Schools;
  private ground: Ground | null = null;
  private readonly routes = layerGroup();
  private readonly cases: Flock;
  private readonly teams: Flock;
  private readonly walk: Walk;
  /** What is to be fitted in as soon as the map is seen. */
  private wanted: LatLngBoundsLiteral | null = null;
  /** The scale that the map took by itself last; at any other the person chose theirs. */
  private ownScale: number | null = null;
  private sought: Names | null = null;
  private picking: ((point: Pair) => void) | null = null;

  constructor(
    private readonly element: HTMLElement,
    words: MapWords,
    doors: MapDoors = {},
  ) {
    this.colours = readColours(element);
    // Zooming is not animated: Leaflet ends an animation by a timer that fails on a map removed meanwhile.
    this.map = leaflet(element, { renderer: svg({ padding: 0.4 }), zoomSnap: 0.25, zoomAnimation: false, zoomControl: false, minZoom: 4, maxZoom: 18 });
    this.map.attributionControl.setPrefix(false);
    this.map.setView([43.24, 76.91], 12);
    this.routes.addTo(this.map);
    this.schools = new Schools(this.colours).addTo(this.map);
    this.cases = new Flock(this.map, (id) => doors.openCase?.(id));
    this.teams = new Flock(this.map, (id) => doors.openTeam?.(id));
    this.walk = new Walk(element, () => this.marks(), (id) => this.enter(id));
    control.zoom({ zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut }).addTo(this.map);
    this.map.on('click', (event) => this.click(event));
    element.addEventListener('keydown', this.pickByKey);
  }

  /** Show this street among the others; null for none. */
  seek(street: Names | null): void {
    this.sought = street;
    this.ground?.seek(street);
  }

  /** Draw the base map under everything; whose data it is stands in the corner. */
  async setBase(base: Base, speech: Speech): Promise<void> {
    const whose = typeof base.attribution === 'string' ? base.attribution : base.attribution[speech];
    if (whose !== '') this.map.attributionControl.addAttribution(textOf(whose).innerHTML);
    if (base.rich) {
      // Its tiles are pictures: between their zooms they would be blurred.
      this.map.options.zoomSnap = 1;
      const { richLayer } = await import('./rich');
      if (!this.map.getContainer().isConnected) return;
      richLayer(base, speech, this.colours).addTo(this.map);
    }
    const marks = () => [...this.cases.places(), ...this.teams.places()];
    this.ground = new Ground(base, speech, this.colours, marks, base.rich).addTo(this.map);
    this.ground.seek(this.sought);
    // A street may have been asked for before the map was there.
    if (this.sought === null) this.fit(base.centre);
  }

  setSchools(spots: readonly SchoolSpot[]): void {
    this.schools.show(spots);
  }

  /** These cases and no others. */
  setCases(spots: readonly CaseSpot[]): void {
    let more = false;
    for (const spot of spots) {
      const { id, point, ...look } = spot;
      const made = this.cases.put(id, point, JSON.stringify(look), () => ({
        className: `map-case map-case-${spot.kind}${spot.chosen ? ' map-chosen' : ''}`,
        inside: dropOf(spot.count),
        size: [18, 18],
        anchor: [9, 20],
        words: spot.count > 1 ? `${spot.words}: ${spot.count}` : spot.words,
        above: spot.chosen ? 900 : 400,
      }));
      more ||= made;
    }
    if (more) this.ground?.redraw();
    this.cases.only(new Set(spots.map((spot) => spot.id)));
    this.walk.settle();
  }

  /** These teams and no others; one that only drove on is moved, not made anew. */
  setTeams(spots: readonly TeamSpot[]): void {
    const more = spots.filter((spot) => this.addTeam(spot)).length > 0;
    // Names of the base map keep clear of marks.
    if (more) this.ground?.redraw();
    this.teams.only(new Set(spots.map((spot) => spot.id)));
    this.walk.settle();
  }

  /** Put a team on the map, or change how it looks. Whether it is new there. */
  addTeam(spot: TeamSpot): boolean {
    const look = `${spot.status}|${spot.old}|${spot.short}|${spot.words}|${spot.beside}`;
    return this.teams.put(spot.id, spot.point, look, () => ({
      className: `map-team map-team-${spot.status}${spot.old ? ' map-old' : ''}`,
      inside: textOf(spot.short),
      size: [24, 24],
      anchor: [12 - TEAM_SPACING * spot.beside, 12],
      words: spot.words,
      above: 600,
    }));
  }

  moveTeam(id: string, point: Pair): void {
    this.teams.move(id, point);
  }

  /** The ways to show, and no others. */
  setRoutes(routes: readonly Route[]): void {
    this.routes.clearLayers();
    for (const route of routes) {
      const line = route.points.map(([lat, lon]): [number, number] => [lat, lon]);
      const kind = `map-route${route.firm ? ' map-route-firm' : ''}${route.byRoad ? '' : ' map-route-straight'}`;
      for (const part of ['map-route-edge', '']) polyline(line, { className: `${kind} ${part}`.trim(), interactive: false }).addTo(this.routes);
    }
  }

  /** Show all of these at once. A map that is not seen has no size to fit anything into: then it waits until it is. */
  fit(points: readonly Pair[]): void {
    if (points.length === 0) return;
    this.wanted = points.map(([lat, lon]): [number, number] => [lat, lon]);
    this.fitWanted();
  }

  private fitWanted(): void {
    if (this.wanted === null || !this.seen) return;
    // One place alone has no extent to fit in.
    this.map.fitBounds(this.wanted, { padding: [16, 16], maxZoom: CLOSEST });
    this.ownScale = this.map.getZoom();
    this.wanted = null;
  }

  private get seen(): boolean {
    return this.element.clientWidth > 0 && this.element.clientHeight > 0;
  }

  /** Bring a place into sight, and who is on the way to it: as near as the way allows, or at the scale that the
   *  person chose. */
  look(point: Pair, from: readonly Pair[]): void {
    if (!this.seen) return;
    const own = this.map.getZoom() === this.ownScale;
    const seen = this.map.getBounds().pad(-0.1);
    const all = [point, ...from].map((pair): [number, number] => [pair[0], pair[1]]);
    if (!(own && from.length > 0) && all.every((each) => seen.contains(each))) return;
    if (from.length === 0) this.map.panTo([point[0], point[1]], { animate: false });
    else this.map.fitBounds(all, { padding: [36, 36], maxZoom: own ? CLOSEST : this.map.getZoom() });
    if (own) this.ownScale = this.map.getZoom();
  }

  /** The next click on the map is a place for a form. */
  pick(taker: ((point: Pair) => void) | null): void {
    this.picking = taker;
    this.element.classList.toggle('map-picking', taker !== null);
    if (taker !== null) this.element.focus();
  }

  /** Arrows move the map under the cross in its middle; Enter takes that place. */
  private readonly pickByKey = (event: KeyboardEvent): void => {
    if (event.code !== 'Enter' || this.picking === null || event.target !== this.element) return;
    const middle = this.map.getCenter();
    event.preventDefault();
    this.picking([middle.lat, middle.lng]);
  };

  private click(event: LeafletMouseEvent): void {
    if (this.picking !== null) this.picking([event.latlng.lat, event.latlng.lng]);
    else this.schools.part(event);
  }

  private marks(): HTMLElement[] {
    return [...this.cases.elements(), ...this.teams.elements()];
  }

  private enter(id: string): void {
    if (!this.cases.open(id)) this.teams.open(id);
  }

  resize(): void {
    if (!this.seen) return;
    this.map.invalidateSize({ animate: false });
    this.fitWanted();
  }

  remove(): void {
    this.walk.end();
    this.element.removeEventListener('keydown', this.pickByKey);
    this.map.remove();
  }
}
