/** The one connection of a page: subscribes, resumes, notices silence, comes back by itself.
 *
 * No DOM and no Svelte in here: the socket, the clock and chance are handed in, so tests drive it by hand.
 */
import { Mirror } from './mirror';
import type { LinkState, Listener, Socket, Surroundings } from './surroundings';
import { DEAD_MS, readFrame, STALE_MS, VERDICTS, type ClientMessage, type Err, type Heartbeat, type ServerMessage, type Welcome } from './wire';

/** A browser hears no protocol pings, so silence is judged by frames: a heartbeat comes every 5 s. */
const LISTEN_MS = 1_000;
const ASK_AGAIN_MS = 1_000;
/** Long enough to be read when the connection is back at once. */
export const TOLD_MS = 8_000;
export const BACKOFF_FIRST_MS = 250;
export const BACKOFF_LAST_MS = 10_000;

export type { LinkState, Listener, Socket, Surroundings };

export class Link {
  state: LinkState = 'connecting';
  /** When the last frame came, in `now()` milliseconds; null before the first. */
  lastFrame: number | null = null;
  /** How far the server had read the log when it last said so. */
  log = -1;
  readonly mirrors = new Map<string, Mirror>();
  private socket: Socket | null = null;
  /** When the socket was opened that has not said a word yet. */
  private opened = 0;
  private tries = 0;
  private nextId = 1;
  /** What the server said when it left: come back after so many ms. */
  private farewell: number | null = null;
  private why: string | null = null;
  private timer: unknown = null;
  private watch: unknown = null;

  constructor(
    private readonly around: Surroundings,
    private readonly listener: Listener,
  ) {}

  /** Ask for a topic; the rows stay in the mirror across reconnects. */
  subscribe(topic: string): Mirror {
    let mirror = this.mirrors.get(topic);
    if (mirror === undefined) {
      mirror = new Mirror(topic);
      this.mirrors.set(topic, mirror);
      if (this.state === 'live' || this.state === 'stale') this.ask(mirror);
    }
    return mirror;
  }

  start(): void {
    this.connect();
    this.keepWatch();
  }

  /** Leave for good, for example when the page goes or the person logs out. */
  stop(): void {
    this.enter('ended');
    this.around.cancel(this.timer);
    this.around.cancel(this.watch);
    this.drop();
  }

  /** Try now and not after the back-off: the network came back or the page was shown again. */
  hurry(): void {
    if (this.state !== 'reconnecting') return;
    this.around.cancel(this.timer);
    this.connect();
  }

  private connect(): void {
    this.drop();
    const socket = this.around.open();
    this.socket = socket;
    this.opened = this.around.now();
    socket.onmessage = (event) => {
      if (this.socket === socket && typeof event.data === 'string') this.receive(event.data);
    };
    socket.onclose = (event) => {
      if (this.socket === socket) this.lost(event.code);
    };
  }

  private drop(): void {
    const socket = this.socket;
    this.socket = null;
    socket?.close();
    for (const mirror of this.mirrors.values()) mirror.lose();
  }

  private lost(code: number): void {
    this.drop();
    if (this.state === 'ended') return;
    if (code in VERDICTS) this.tell(`closed.${code}`);
    if ((VERDICTS[code] ?? 'reconnect') !== 'reconnect') {
      this.enter('ended');
      this.listener.onEnded(code);
      return;
    }
    const told = this.farewell;
    this.farewell = null;
    this.comeBack(told ?? this.backOff());
  }

  private comeBack(ms: number): void {
    this.enter('reconnecting');
    this.around.cancel(this.timer);
    this.timer = this.around.later(() => this.connect(), ms);
  }

  /** Full jitter, so that a thousand screens do not come back in the same moment. */
  private backOff(): number {
    const ceiling = Math.min(BACKOFF_LAST_MS, BACKOFF_FIRST_MS * 2 ** this.tries);
    this.tries += 1;
    return Math.max(BACKOFF_FIRST_MS, this.around.random() * ceiling);
  }

  private keepWatch(): void {
    this.watch = this.around.later(() => {
      this.listen();
      if (this.state !== 'ended') this.keepWatch();
    }, LISTEN_MS);
  }

  /** Judge the silence; called once a second. */
  private listen(): void {
    if (this.socket === null) return;
    const silence = this.around.now() - Math.max(this.lastFrame ?? 0, this.opened);
    if (this.state === 'live' && silence >= STALE_MS) this.enter('stale');
    if (silence >= DEAD_MS) {
      this.drop();
      this.comeBack(this.backOff());
    }
  }

  private receive(text: string): void {
    const messages = readFrame(text);
    if (messages === null) return;
    this.lastFrame = this.around.now();
    if (this.state === 'stale') this.enter('live');
    const touched = new Set<string>();
    for (const message of messages) this.take(message, touched);
    for (const topic of touched) this.listener.onRows(topic);
  }

  private take(message: ServerMessage, touched: Set<string>): void {
    switch (message.t) {
      case 'welcome':
        return this.welcomed(message);
      case 'hb':
        return this.heard(message);
      case 'bye':
        return this.leave(message.after_ms);
      case 'revoked':
        this.tell(`refused.${message.code}`);
        return this.forget(message.topic);
      case 'err':
        return this.refused(message);
      case 'ok':
      case 'snap':
      case 'd': {
        const mirror = this.mirrors.get(message.topic);
        const effect = mirror?.take(message);
        if (effect === 'changed') touched.add(message.topic);
        if (mirror !== undefined && effect === 'gap') this.ask(mirror);
      }
    }
  }

  private refused(message: Err): void {
    if (!message.retry) this.tell(`refused.${message.code}`);
    if (message.topic === undefined) return;
    const mirror = this.mirrors.get(message.topic);
    if (!message.retry) this.forget(message.topic);
    else if (mirror !== undefined) {
      this.around.later(() => {
        if (this.socket !== null && this.mirrors.has(mirror.topic)) this.ask(mirror);
      }, ASK_AGAIN_MS);
    }
  }

  /** The right to see a topic has gone: its rows go at once. */
  private forget(topic: string): void {
    this.mirrors.delete(topic);
    this.listener.onRevoked(topic);
  }

  private tell(why: string | null): void {
    this.why = why;
    this.listener.onWhy(why);
  }

  private welcomed(message: Welcome): void {
    this.tries = 0;
    const told = this.why;
    if (told?.startsWith('closed.') === true) {
      this.around.later(() => {
        if (this.why === told && this.state !== 'ended') this.tell(null);
      }, TOLD_MS);
    }
    this.listener.onClock(message.now, message.rate);
    this.enter('live');
    for (const mirror of this.mirrors.values()) this.ask(mirror);
  }

  private heard(message: Heartbeat): void {
    this.log = message.log;
    this.send({ t: 'pong', n: message.n });
    this.listener.onClock(message.now, message.rate);
    for (const mirror of this.mirrors.values()) {
      if (mirror.takeHeartbeat(message.heads) === 'gap') this.ask(mirror);
    }
  }

  /** The server goes and says when to come back; until the socket has closed nothing is lost. */
  private leave(afterMs: number): void {
    this.farewell = afterMs;
    this.socket?.close();
  }

  private ask(mirror: Mirror): void {
    this.send(mirror.ask(this.nextId));
    this.nextId += 1;
  }

  private send(message: ClientMessage): void {
    this.socket?.send(JSON.stringify(message));
  }

  private enter(state: LinkState): void {
    if (state === this.state) return;
    this.state = state;
    this.listener.onState(state);
  }
}
