/**
 * A canvas over the whole view that is drawn anew, once a frame at most, when the map has moved or something on it has
 * changed. While the map is dragged the picture goes along.
 *
 * Leaflet's own canvas is not used: it forgets a frame that it asked for as soon as it draws at once, so it cannot call it off
 * when the map goes, and draws on a canvas that is no longer there.
 */
import { Layer, type LatLngBounds, type LeafletEventHandlerFn, type Map as LeafletMap, type Point } from 'leaflet';

/** So much more than the view is drawn on each side, for a map that is being dragged. */
const SPARE = 0.25;

export interface Drawing {
  readonly context: CanvasRenderingContext2D;
  readonly zoom: number;
  /** Place of the canvas's corner among the pixels of the world at this zoom. */
  readonly corner: Point;
  readonly width: number;
  readonly height: number;
}

export abstract class Overlay extends Layer {
  private canvas: HTMLCanvasElement | null = null;
  private frame: number | null = null;
  protected leaflet: LeafletMap | null = null;

  /** In which of Leaflet's layers it lies: tiles are below everything. */
  constructor(private readonly among: 'tilePane' | 'overlayPane') {
    super();
  }

  protected abstract draw(drawing: Drawing): void;

  override onAdd(map: LeafletMap): this {
    this.leaflet = map;
    this.canvas = document.createElement('canvas');
    this.canvas.className = 'map-canvas';
    map.getPane(this.among)?.append(this.canvas);
    this.redraw();
    return this;
  }

  override onRemove(): this {
    if (this.frame !== null) cancelAnimationFrame(this.frame);
    this.frame = null;
    this.canvas?.remove();
    this.canvas = null;
    this.leaflet = null;
    return this;
  }

  override getEvents(): Record<string, LeafletEventHandlerFn> {
    const again = (): void => this.redraw();
    return { moveend: again, viewreset: again, resize: again };
  }

  /** Before the next picture; asked for as often as one likes. */
  redraw(): void {
    if (this.leaflet === null || this.frame !== null) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = null;
      this.drawNow();
    });
  }

  private drawNow(): void {
    const [map, canvas] = [this.leaflet, this.canvas];
    const context = canvas?.getContext('2d') ?? null;
    if (map === null || canvas === null || context === null) return;
    const size = map.getSize();
    // What is not seen has no size, and is drawn when it is seen again.
    if (size.x === 0 || size.y === 0) return;
    const spare = size.multiplyBy(SPARE).round();
    const [width, height] = [size.x + 2 * spare.x, size.y + 2 * spare.y];
    const place = map.containerPointToLayerPoint([-spare.x, -spare.y]).round();
    const sharp = Math.max(1, window.devicePixelRatio);
    if (canvas.width !== Math.round(width * sharp) || canvas.height !== Math.round(height * sharp)) {
      canvas.width = Math.round(width * sharp);
      canvas.height = Math.round(height * sharp);
      canvas.style.width = `${width}px`;
      canvas.style.height = `${height}px`;
    }
    canvas.style.transform = `translate(${place.x}px, ${place.y}px)`;
    context.setTransform(sharp, 0, 0, sharp, 0, 0);
    context.clearRect(0, 0, width, height);
    this.draw({ context, zoom: map.getZoom(), corner: map.getPixelOrigin().add(place), width, height });
  }
}

/** The bounds of what is drawn: the view and the spare around it. */
export function boundsOf(map: LeafletMap): LatLngBounds {
  return map.getBounds().pad(SPARE);
}
