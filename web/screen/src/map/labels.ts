/** Which names a picture has room for: none touches another, none stands twice close by. */

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export interface Label {
  readonly text: string;
  /** Its middle, in pixels of the picture. */
  readonly x: number;
  readonly y: number;
  /** How it is turned, in radians; never upside down. */
  readonly turn: number;
}

/** The same name again only so far away. */
const APART_PX = 260;
/** A street that bends more than this under its name is no place for it. */
const BEND = 0.22;

export class Room {
  private readonly taken: Box[] = [];
  private readonly said = new Map<string, { x: number; y: number }[]>();

  /** Whether this name has a place here; it is taken then. */
  take(label: Label, width: number, height: number): boolean {
    const before = this.said.get(label.text) ?? [];
    if (before.some((each) => Math.hypot(each.x - label.x, each.y - label.y) < APART_PX)) return false;
    const box = boxOf(label, width, height);
    if (this.taken.some((each) => touch(each, box))) return false;
    this.taken.push(box);
    this.said.set(label.text, [...before, { x: label.x, y: label.y }]);
    return true;
  }

  /** Keep this part of the picture free of names. */
  block(box: Box): void {
    this.taken.push(box);
  }
}

export function boxOf({ x, y, turn }: Label, width: number, height: number): Box {
  const across = (Math.abs(Math.cos(turn)) * width + Math.abs(Math.sin(turn)) * height) / 2;
  const down = (Math.abs(Math.sin(turn)) * width + Math.abs(Math.cos(turn)) * height) / 2;
  return { left: x - across, top: y - down, right: x + across, bottom: y + down };
}

const touch = (a: Box, b: Box): boolean => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

/** Where along a line, given in pixels, a name of this width lies straight enough: its middle and turn. */
export function alongLine(points: readonly (readonly [number, number])[], width: number): Omit<Label, 'text'> | null {
  for (let from = 0; from + 1 < points.length; from += 1) {
    const a = points[from];
    const next = points[from + 1];
    if (a === undefined || next === undefined) break;
    const first = Math.atan2(next[1] - a[1], next[0] - a[0]);
    let length = 0;
    for (let to = from + 1; to < points.length; to += 1) {
      const [p, b] = [points[to - 1], points[to]];
      if (p === undefined || b === undefined) break;
      if (bent(Math.atan2(b[1] - p[1], b[0] - p[0]), first)) break;
      length += Math.hypot(b[0] - p[0], b[1] - p[1]);
      if (length >= width) return { x: (a[0] + b[0]) / 2, y: (a[1] + b[1]) / 2, turn: upright(Math.atan2(b[1] - a[1], b[0] - a[0])) };
    }
  }
  return null;
}

function bent(turn: number, first: number): boolean {
  const between = Math.abs(turn - first) % (2 * Math.PI);
  return Math.min(between, 2 * Math.PI - between) > BEND;
}

function upright(turn: number): number {
  if (turn > Math.PI / 2) return turn - Math.PI;
  if (turn < -Math.PI / 2) return turn + Math.PI;
  return turn;
}
