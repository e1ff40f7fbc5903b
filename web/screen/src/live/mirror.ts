/** One topic as this screen has it, kept by the rules that stand at the head of `realtime/messages.py`.
 *
 * The same cases (tests/golden/wire) hold this file and the server's own model of a screen.
 */
import type { Change, Heartbeat, Ok, Row, SnapMessage, Sub } from './wire';

/** `asking`: a `sub` is on its way; `filling`: parts of a snapshot come in; `live`: the rows are those of `pos`. */
export type MirrorState = 'idle' | 'asking' | 'filling' | 'live';

/** What a message did: rows changed, nothing, or something is missing and the topic must be asked for again. */
export type Effect = 'changed' | 'nothing' | 'gap';

export class Mirror {
  rows: Map<string, Row> = new Map();
  state: MirrorState = 'idle';
  epoch: string | null = null;
  pos: number | null = null;
  private asked = 0;
  private beats = 0;
  private collection: SnapMessage[] = [];
  /** Positions of teams count their own changes and are never resumed. */
  private readonly resumes: boolean;

  constructor(readonly topic: string) {
    this.resumes = !topic.startsWith('positions:');
  }

  /** The request for this topic from where it stands; the rows stay meanwhile. */
  ask(id: number): Sub {
    this.state = 'asking';
    this.asked = id;
    this.beats = 0;
    this.collection = [];
    const known = this.resumes && this.epoch !== null && this.pos !== null;
    return { t: 'sub', id, topic: this.topic, ...(known ? { epoch: this.epoch as string, pos: this.pos as number } : {}) };
  }

  /** The connection is gone; the rows stay. */
  lose(): void {
    this.state = 'idle';
    this.collection = [];
  }

  /** Apply a message of this topic. */
  take(message: Ok | SnapMessage | Change): Effect {
    if (message.t === 'ok') {
      if (this.state === 'asking' && message.id === this.asked) this.state = message.mode === 'snap' ? 'filling' : 'live';
      return 'nothing';
    }
    if (message.t === 'snap') return this.state === 'filling' || this.state === 'live' ? this.takeSnap(message) : 'nothing';
    return this.state === 'live' ? this.takeChange(message) : 'nothing';
  }

  /** A heartbeat shows a lost tail: nothing later came that could have shown the gap. */
  takeHeartbeat(heads: Heartbeat['heads']): Effect {
    if (this.state === 'filling') return 'gap';
    if (this.state === 'asking') {
      this.beats += 1;
      return this.beats === 2 ? 'gap' : 'nothing';
    }
    const head = heads[this.topic];
    if (this.state !== 'live' || head === undefined) return 'nothing';
    return head !== null && head[0] === this.epoch && head[1] === this.pos ? 'nothing' : 'gap';
  }

  private takeSnap(part: SnapMessage): Effect {
    this.state = 'filling';
    if (part.part === 0) this.collection = [];
    const first = this.collection[0] ?? part;
    const same = first.epoch === part.epoch && first.pos === part.pos && first.parts === part.parts;
    if (part.part !== this.collection.length || !same) return 'gap';
    this.collection.push(part);
    if (this.collection.length < part.parts) return 'nothing';
    this.rows = new Map(this.collection.flatMap((each) => each.rows));
    this.state = 'live';
    this.epoch = part.epoch;
    this.pos = part.pos;
    this.collection = [];
    return 'changed';
  }

  private takeChange(change: Change): Effect {
    if (change.epoch !== this.epoch) return 'gap';
    if (change.pos <= (this.pos ?? 0)) return 'nothing';
    if (change.prev !== this.pos) return 'gap';
    for (const [key, row] of change.ops) {
      if (row === null) this.rows.delete(key);
      else this.rows.set(key, row);
    }
    this.pos = change.pos;
    return 'changed';
  }
}
