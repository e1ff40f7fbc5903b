/** The golden cases that hold the server's model of a screen hold ours too. */
import { describe, expect, test } from 'vitest';
import { Link, type Socket, type Surroundings } from './link';

interface Golden {
  says: string;
  steps: Step[];
}

const CASES = import.meta.glob<Golden>('../../../../tests/golden/wire/*.json', { eager: true, import: 'default' });

interface MirrorShown {
  state: string;
  epoch: string | null;
  pos: number | null;
  rows: Record<string, unknown>;
}

interface Step {
  want?: string;
  lost?: unknown;
  frame?: unknown[];
  sends?: unknown[];
  mirrors: Record<string, MirrorShown>;
}

class FakeSocket implements Socket {
  sent: unknown[] = [];
  onopen = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }
  close(): void {
    // The golden cases say themselves when the connection is lost.
  }
}

function screen(): { link: Link; socket: () => FakeSocket; reconnect: () => void } {
  let socket = new FakeSocket();
  const timers: (() => void)[] = [];
  const around: Surroundings = {
    open: () => (socket = new FakeSocket()),
    now: () => 0,
    random: () => 0,
    later: (action) => timers.push(action),
    cancel: () => undefined,
  };
  const silent = (): void => undefined;
  const link = new Link(around, { onRows: silent, onClock: silent, onState: silent, onEnded: silent, onRevoked: silent, onWhy: silent });
  link.start();
  // The first timer is the watch over silence; the last one asked for is the way back.
  return { link, socket: () => socket, reconnect: () => timers.at(-1)?.() };
}

function shown(link: Link): Record<string, MirrorShown> {
  return Object.fromEntries(
    [...link.mirrors].map(([topic, mirror]) => [
      topic,
      { state: mirror.state, epoch: mirror.epoch, pos: mirror.pos, rows: Object.fromEntries(mirror.rows) },
    ]),
  );
}

test('there are golden cases', () => {
  expect(Object.keys(CASES).length).toBeGreaterThan(10);
});

describe('the golden cases of the wire', () => {
  test.each(Object.values(CASES))('$says', (golden: Golden) => {
    const { link, socket, reconnect } = screen();
    for (const [place, step] of golden.steps.entries()) {
      const before = socket();
      before.sent = [];
      if (step.want !== undefined) link.subscribe(step.want);
      if ('lost' in step) {
        before.onclose?.({ code: 1006 });
        expect(shown(link), `step ${place}`).toEqual(step.mirrors);
        reconnect();
        continue;
      }
      if (step.frame !== undefined) before.onmessage?.({ data: JSON.stringify(step.frame) });
      expect(socket().sent, `step ${place}`).toEqual(step.sends ?? []);
      expect(shown(link), `step ${place}`).toEqual(step.mirrors);
    }
  });
});
