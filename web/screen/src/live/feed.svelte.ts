/** The live rows of a page as Svelte sees them: topics that change at most once a painted frame. */
import { now, rate, setClock, startClock } from '../shared/clock.svelte';
import { saw } from '../shared/seen';
import { Link, type LinkState, type Socket } from './link';
import { STALE_MS, type Row } from './wire';

/** When nobody looks, frames are not painted; rows must still move, or the alarm would not sound. */
const HIDDEN_MS = 250;

/** Two hundred groups say in every frame where one of them is: nobody sees that more often than so. */
const POSITIONS_MS = 250;

/** Topics whose positions are the log's; all others count their own changes. */
const OF_THE_LOG = /^(queue|teams|crew):/;

/** The rows of one topic: read `rows` inside a template or `$derived` and it follows every change. */
export class LiveTopic<R> {
  private version = $state(0);
  private source: ReadonlyMap<string, Row> = new Map();

  get rows(): ReadonlyMap<string, R> {
    void this.version;
    return this.source as unknown as ReadonlyMap<string, R>;
  }

  /** Read when it last moved; for effects that only need to know that something changed. */
  get moved(): number {
    return this.version;
  }

  show(source: ReadonlyMap<string, Row>): void {
    this.source = source;
    this.version += 1;
  }
}

function openSocket(path: string): Socket {
  const address = new URL(path, location.href);
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
  return new WebSocket(address) as unknown as Socket;
}

/** One feed per page. `path` is the websocket's address on this server. */
export class Feed {
  state = $state<LinkState>('connecting');
  /** By this machine's clock, ms since 1970: up to when the rows are known to be true. */
  asOf = $state<number | null>(null);
  /** Silence so long that what stands here may no longer be true; ticks with the page's clock. */
  readonly dead = $derived.by(() => {
    if (this.state === 'stale' || this.state === 'ended') return true;
    if (this.state !== 'reconnecting' || this.asOf === null) return false;
    return now() - this.asOf >= STALE_MS * rate();
  });
  /** Close code when the server has ended the session for good. */
  ended = $state<number | null>(null);
  /** Why the server closed or refused: `live.<why>` has the words. */
  why = $state<string | null>(null);
  private readonly topics = new Map<string, LiveTopic<unknown>>();
  private readonly waiting = new Set<string>();
  private frame = false;
  private rest: ReturnType<typeof setTimeout> | null = null;
  private readonly link: Link;

  constructor(path = '/live') {
    this.link = new Link(
      {
        open: () => openSocket(path),
        now: () => performance.now(),
        random: () => Math.random(),
        later: (action, ms) => setTimeout(action, ms),
        cancel: (timer) => clearTimeout(timer as ReturnType<typeof setTimeout>),
      },
      {
        onRows: (topic) => this.schedule(topic),
        onClock: (now, rate) => this.hear(now, rate),
        onState: (state) => {
          this.state = state;
        },
        onEnded: (code) => {
          this.ended = code;
        },
        onRevoked: (topic) => this.schedule(topic),
        onWhy: (why) => {
          this.why = why;
        },
      },
    );
  }

  topic<R>(name: string): LiveTopic<R> {
    const known = this.topics.get(name);
    if (known !== undefined) return known as LiveTopic<R>;
    const topic = new LiveTopic<R>();
    this.topics.set(name, topic as LiveTopic<unknown>);
    topic.show(this.link.subscribe(name).rows);
    return topic;
  }

  start(): void {
    startClock();
    this.link.start();
    addEventListener('online', () => this.link.hurry());
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') this.link.hurry();
    });
  }

  stop(): void {
    this.link.stop();
  }

  private hear(now: number, rate: number): void {
    setClock(now, rate);
    this.asOf = now;
  }

  private schedule(topic: string): void {
    if (topic.startsWith('positions:')) {
      this.rest ??= setTimeout(() => this.positions(topic), POSITIONS_MS);
      return;
    }
    this.waiting.add(topic);
    if (this.frame) return;
    this.frame = true;
    const flush = (): void => this.flush();
    if (document.visibilityState === 'visible') requestAnimationFrame(flush);
    else setTimeout(flush, HIDDEN_MS);
  }

  private positions(topic: string): void {
    this.rest = null;
    this.show(topic);
  }

  private flush(): void {
    this.frame = false;
    for (const name of this.waiting) this.show(name);
    this.waiting.clear();
  }

  private show(topic: string): void {
    const mirror = this.link.mirrors.get(topic);
    if (OF_THE_LOG.test(topic) && mirror?.epoch && mirror.pos !== null) saw(mirror.epoch, mirror.pos);
    this.topics.get(topic)?.show(mirror?.rows ?? new Map());
  }
}
