/** Rows must not jump under the cursor: while somebody points at the list, its order is held. */
import type { QueueRow } from '../live/rows';

export interface Shown {
  readonly rows: readonly QueueRow[];
  /** Ids of rows that have left the queue since the order is held; they keep their place, dimmed. */
  readonly gone: ReadonlySet<string>;
  /** Cases that came in meanwhile and wait above. */
  readonly waiting: readonly QueueRow[];
}

export class HeldOrder {
  private last: readonly QueueRow[] = [];

  /** What to draw for this queue: its own order when free, the order of before with fresh rows when held. */
  show(queue: readonly QueueRow[], held: boolean): Shown {
    if (!held || this.last.length === 0) {
      this.last = queue;
      return { rows: queue, gone: new Set(), waiting: [] };
    }
    const fresh = new Map(queue.map((row) => [row.id, row]));
    const gone = new Set<string>();
    const rows = this.last.map((row) => {
      const now = fresh.get(row.id);
      if (now === undefined) gone.add(row.id);
      fresh.delete(row.id);
      return now ?? row;
    });
    this.last = rows;
    return { rows, gone, waiting: [...fresh.values()] };
  }

  /** Let the new ones in at once: the person asked for them. */
  release(): void {
    this.last = [];
  }
}
