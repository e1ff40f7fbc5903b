/** Marks of one kind by id: moved when only their place has changed, made anew when they look different. */
import { divIcon, marker, type LatLng, type Map as LeafletMap, type Marker, type PointTuple } from 'leaflet';
import type { Pair } from './spots';

export interface Look {
  readonly className: string;
  readonly inside: HTMLElement;
  readonly size: PointTuple;
  readonly anchor: PointTuple;
  readonly words: string;
  readonly above: number;
}

interface Known {
  readonly mark: Marker;
  look: string;
  at: Pair;
}

export class Flock {
  private readonly known = new Map<string, Known>();

  constructor(
    private readonly map: LeafletMap,
    /** What a click or Enter on a mark does. */
    private readonly opened: (id: string) => void,
  ) {}

  /** Do what a click on this mark does; whether it is one of these. */
  open(id: string): boolean {
    if (!this.known.has(id)) return false;
    this.opened(id);
    return true;
  }

  /** `look` names everything that is seen of the mark except its place. Whether it is a new one. */
  put(id: string, at: Pair, look: string, make: () => Look): boolean {
    const known = this.known.get(id);
    if (known === undefined) {
      this.known.set(id, { mark: this.made(id, at, make()), look, at });
      return true;
    }
    if (known.look !== look) this.dress(known.mark, make());
    if (known.at[0] !== at[0] || known.at[1] !== at[1]) known.mark.setLatLng([at[0], at[1]]);
    known.look = look;
    known.at = at;
    return false;
  }

  /** Move a mark that is there; of one that is not, nothing is known to draw. */
  move(id: string, at: Pair): void {
    const known = this.known.get(id);
    if (known === undefined) return;
    known.mark.setLatLng([at[0], at[1]]);
    known.at = at;
  }

  drop(id: string): void {
    this.known.get(id)?.mark.remove();
    this.known.delete(id);
  }

  /** Drop all but these. */
  only(ids: ReadonlySet<string>): void {
    for (const id of [...this.known.keys()]) if (!ids.has(id)) this.drop(id);
  }

  places(): LatLng[] {
    return [...this.known.values()].map(({ mark }) => mark.getLatLng());
  }

  /** The marks' elements in the order in which they were put. */
  elements(): HTMLElement[] {
    return [...this.known.values()].flatMap(({ mark }) => mark.getElement() ?? []);
  }

  private made(id: string, at: Pair, look: Look): Marker {
    const mark = marker([at[0], at[1]], { keyboard: false });
    mark.on('click', () => this.opened(id));
    this.dress(mark, look).addTo(this.map);
    this.name(mark, id, look);
    return mark;
  }

  /** The element stays, and with it the focus. */
  private dress(mark: Marker, look: Look): Marker {
    const held = mark.getElement() === document.activeElement;
    const id = mark.getElement()?.dataset['mark'];
    mark.setIcon(divIcon({ className: look.className, html: look.inside, iconSize: look.size, iconAnchor: look.anchor }));
    mark.setZIndexOffset(look.above);
    if (id !== undefined) this.name(mark, id, look);
    if (held) mark.getElement()?.focus();
    return mark;
  }

  private name(mark: Marker, id: string, look: Look): void {
    const element = mark.getElement();
    if (element === undefined) return;
    element.dataset['mark'] = id;
    element.tabIndex = -1;
    element.setAttribute('role', 'button');
    element.title = look.words;
    element.setAttribute('aria-label', look.words);
  }
}
