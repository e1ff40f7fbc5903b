/** One topic as this screen has it, kept by the rules that stand at the head of `realtime/messages.py`.
 *
 * The same cases (tests/golden/wire) hold this file and the server's own model of a screen.
 */
import type { Delta, Heartbeat, Ok, Row, Snap, Sub } from './wire';

/** `asking`: a `sub` is on its way; `filling`: parts of a snapshot come in; `live`: the rows are those of `pos`. */
export type MirrorState = 'idle' | 'asking' | 'filling' | 'live';

/** What a message did: rows changed, nothing, or something is missing and the topic must be asked for again. */
export type Effect = 'changed' | 'nothing' | 'gap';

interface Collection {
  readonly epoch: string;
  readonly pos: number;
  readonly rows: (readonly [string, Row])[];
  next: number;
}

export class Mirror {
  rows = new Map<string, Row>();
  state: MirrorState = 'idle';
  epoch: string | null = null;
  pos = -1;
  private asked = -1;
  private collection: Collection | null = null;
  /** Positions of teams count their own changes and are never resumed. */
  private readonly resumes: boolean;

  constructor(readonly topic: string) {
    this.resumes = !topic.startsWith('positions:');
  }

  /** The request for this topic from where it stands; old rows stay meanwhile. */
  ask(id: number): Sub {
    this.asked = id;
    this.state = 'asking';
    const resume = this.resumes && this.epoch !== null ? { epoch: this.epoch, pos: this.pos } : {};
    return { t: 'sub', id, topic: this.topic, ...resume };
  }

  takeOk(ok: Ok): void {
    if (ok.id !== this.asked) return;
    this.state = ok.mode === 'snap' ? 'filling' : 'live';
  }

  takeSnap(snap: Snap): Effect {
    if (snap.part === 0) this.collection = { epoch: snap.epoch, pos: snap.pos, rows: [], next: 0 };
    const collection = this.collection;
    if (collection === null || snap.part !== collection.next || snap.epoch !== collection.epoch || snap.pos !== collection.pos) {
      this.collection = null;
      return 'gap';
    }
    collection.rows.push(...snap.rows);
    collection.next += 1;
    if (collection.next < snap.parts) return 'nothing';
    this.rows = new Map(collection.rows);
    this.epoch = snap.epoch;
    this.pos = snap.pos;
    this.state = 'live';
    this.collection = null;
    return 'changed';
  }

  takeDelta(delta: Delta): Effect {
    if (this.state !== 'live' || delta.pos <= this.pos) return 'nothing';
    if (delta.prev !== this.pos) return 'gap';
    for (const [key, row] of delta.ops) {
      if (row === null) this.rows.delete(key);
      else this.rows.set(key, row);
    }
    this.pos = delta.pos;
    return 'changed';
  }

  /** A heartbeat shows a lost tail: nothing later came that could have shown the gap. */
  takeHeartbeat(heartbeat: Heartbeat): Effect {
    const head = heartbeat.heads[this.topic];
    return this.state === 'live' && head !== undefined && head > this.pos ? 'gap' : 'nothing';
  }
}
