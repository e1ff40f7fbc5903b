import { describe, expect, test } from 'vitest';
import { BACKOFF_FIRST_MS, BACKOFF_LAST_MS, Link, TOLD_MS, type LinkState, type Socket } from './link';
import { DEAD_MS, STALE_MS } from './wire';

interface Timer {
  at: number;
  action: () => void;
}

/** A world in which time passes only when told to. */
class World {
  now = 0;
  opened: { socket: Socket; closed: boolean }[] = [];
  states: LinkState[] = [];
  ended: number | null = null;
  why: string | null = null;
  private timers: Timer[] = [];
  readonly link = new Link(
    {
      open: () => {
        const entry = { socket: {} as Socket, closed: false };
        entry.socket = { send: () => undefined, close: () => (entry.closed = true), onopen: null, onmessage: null, onclose: null };
        this.opened.push(entry);
        return entry.socket;
      },
      now: () => this.now,
      random: () => 1,
      later: (action, ms) => {
        const timer = { at: this.now + ms, action };
        this.timers.push(timer);
        return timer;
      },
      cancel: (timer) => {
        this.timers = this.timers.filter((each) => each !== timer);
      },
    },
    {
      onRows: () => undefined,
      onClock: () => undefined,
      onState: (state) => this.states.push(state),
      onEnded: (code) => (this.ended = code),
      onRevoked: () => undefined,
      onWhy: (why) => (this.why = why),
    },
  );

  pass(ms: number): void {
    const until = this.now + ms;
    for (;;) {
      const due = this.timers.filter((timer) => timer.at <= until).sort((a, b) => a.at - b.at)[0];
      if (due === undefined) break;
      this.timers = this.timers.filter((timer) => timer !== due);
      this.now = due.at;
      due.action();
    }
    this.now = until;
  }

  say(message: object): void {
    this.opened.at(-1)?.socket.onmessage?.({ data: JSON.stringify([message]) });
  }

  drop(code: number): void {
    this.opened.at(-1)?.socket.onclose?.({ code });
  }
}

const welcome = { t: 'welcome', proto: 1, conn: 'c', epoch: 'e', hb_s: 5, now: 1, rate: 1, user: 'u', topics: [] };

function live(): World {
  const world = new World();
  world.link.start();
  world.say(welcome);
  return world;
}

describe('the connection', () => {
  test('silence is shown at 8 s and ends the connection at 15 s', () => {
    const world = live();
    world.pass(STALE_MS - 1000);
    expect(world.link.state).toBe('live');
    world.pass(1000);
    expect(world.link.state).toBe('stale');
    world.pass(DEAD_MS - STALE_MS);
    expect(world.link.state).toBe('reconnecting');
    expect(world.opened[0]?.closed).toBe(true);
  });

  test('any frame ends the silence', () => {
    const world = live();
    world.pass(STALE_MS);
    world.say({ t: 'hb', n: 1, now: 2, rate: 1, log: 0, heads: {} });
    expect(world.link.state).toBe('live');
  });

  test('it comes back sooner first and never later than every ten seconds', () => {
    const world = live();
    world.drop(1006);
    world.pass(BACKOFF_FIRST_MS);
    expect(world.opened).toHaveLength(2);
    for (let tries = 0; tries < 8; tries += 1) {
      world.drop(1006);
      world.pass(BACKOFF_LAST_MS);
    }
    expect(world.opened).toHaveLength(10);
  });

  test('a server that takes the connection and says nothing is left', () => {
    const world = new World();
    world.link.start();
    world.pass(DEAD_MS + 1000);
    expect(world.opened[0]?.closed).toBe(true);
  });

  test.each([4401, 4403])('after close code %i it does not come back', (code) => {
    const world = live();
    world.drop(code);
    world.pass(60_000);
    expect(world.ended).toBe(code);
    expect(world.opened).toHaveLength(1);
  });

  test('a server that says goodbye is met again when it said', () => {
    const world = live();
    world.say({ t: 'bye', code: 'draining', after_ms: 3000, keep: true });
    world.drop(1005);
    world.pass(2999);
    expect(world.opened).toHaveLength(1);
    world.pass(1);
    expect(world.opened).toHaveLength(2);
  });

  test('why it was closed is told until it is back and was read', () => {
    const world = live();
    world.drop(4413);
    expect(world.why).toBe('closed.4413');
    world.pass(BACKOFF_LAST_MS);
    world.say(welcome);
    expect(world.why).toBe('closed.4413');
    for (let beats = 0; beats * 4000 <= TOLD_MS; beats += 1) {
      world.say({ t: 'hb', n: beats, now: 2, rate: 1, log: 0, heads: {} });
      world.pass(4000);
    }
    expect(world.why).toBeNull();
  });

  test('a session that is over says so for good', () => {
    const world = live();
    world.drop(4401);
    world.pass(2 * TOLD_MS);
    expect(world.why).toBe('closed.4401');
  });

  test('a topic that may no longer be seen says so', () => {
    const world = live();
    world.say({ t: 'revoked', topic: 'queue:KZ-00', code: 'forbidden' });
    expect(world.why).toBe('refused.forbidden');
    world.pass(TOLD_MS);
    expect(world.why).toBe('refused.forbidden');
  });

  test('a connection lost without a word needs no words', () => {
    const world = live();
    world.drop(1006);
    expect(world.why).toBeNull();
  });
});
