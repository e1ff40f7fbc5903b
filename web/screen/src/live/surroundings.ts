/** What the connection of a page needs around it and whom it tells; handed in, so that tests hold the strings. */

export interface Socket {
  send(text: string): void;
  close(): void;
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number }) => void) | null;
}

export interface Surroundings {
  open(): Socket;
  /** Milliseconds that never go back. */
  now(): number;
  random(): number;
  later(action: () => void, ms: number): unknown;
  cancel(timer: unknown): void;
}

export type LinkState = 'connecting' | 'live' | 'stale' | 'reconnecting' | 'ended';

export interface Listener {
  /** Rows of a topic may have changed; called once a frame. */
  onRows(topic: string): void;
  onClock(now: number, rate: number): void;
  onState(state: LinkState): void;
  onEnded(code: number): void;
  onRevoked(topic: string): void;
  /** Why the server closed or refused, as the tail of a message's key (`closed.4413`); null when that is over. */
  onWhy(why: string | null): void;
}
