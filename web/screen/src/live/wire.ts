/** What travels over the websocket. Every frame is an array of messages, applied whole and shown once. */

/** A row is absolute: it replaces what the screen had under that key. */
export type Row = Readonly<Record<string, unknown>>;
export type Op = readonly [key: string, row: Row | null];

export interface Welcome {
  readonly t: 'welcome';
  readonly proto: number;
  readonly conn: string;
  readonly epoch: string;
  readonly hb_s: number;
  /** Milliseconds since 1970 on the product's clock, which a demonstration may run faster. */
  readonly now: number;
  readonly rate: number;
  readonly user: string;
  readonly topics: readonly string[];
}

export interface Ok {
  readonly t: 'ok';
  readonly id: number;
  readonly topic: string;
  readonly mode: 'live' | 'diff' | 'snap';
  readonly pos: number;
}

export interface Snap {
  readonly t: 'snap';
  readonly topic: string;
  readonly epoch: string;
  readonly pos: number;
  readonly part: number;
  readonly parts: number;
  readonly rows: readonly (readonly [string, Row])[];
}

/** A change from `prev` to `pos`; good only for a screen that stands at `prev`. `at`: commit time in ms. */
export interface Delta {
  readonly t: 'd';
  readonly topic: string;
  readonly prev: number;
  readonly pos: number;
  readonly at: number;
  readonly ops: readonly Op[];
}

/** `log`: the log position that the server has shown; `heads`: the last position of each topic. */
export interface Heartbeat {
  readonly t: 'hb';
  readonly n: number;
  readonly now: number;
  readonly rate: number;
  readonly log: number;
  readonly heads: Readonly<Record<string, number>>;
}

export interface Revoked {
  readonly t: 'revoked';
  readonly topic: string;
  readonly code: string;
}

export interface Fault {
  readonly t: 'err';
  readonly code: string;
  readonly retry: boolean;
  readonly id?: number;
  readonly topic?: string;
}

export interface Bye {
  readonly t: 'bye';
  readonly code: string;
  readonly after_ms: number;
  readonly keep: boolean;
}

export type ServerMessage = Welcome | Ok | Snap | Delta | Heartbeat | Revoked | Fault | Bye;

export interface Sub {
  readonly t: 'sub';
  readonly id: number;
  readonly topic: string;
  readonly epoch?: string;
  readonly pos?: number;
}

export type ClientMessage =
  | Sub
  | { readonly t: 'unsub'; readonly topic: string }
  | { readonly t: 'pong'; readonly n: number };

/** What a screen does when the socket closes with a code; any other code means come back. */
export const VERDICTS: Readonly<Record<number, 'login' | 'stop'>> = { 4400: 'stop', 4401: 'login', 4403: 'stop', 4429: 'stop' };

/** The messages of a frame, or null when it is not a frame of ours. */
export function readFrame(text: string): readonly ServerMessage[] | null {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? (value as ServerMessage[]) : null;
  } catch {
    return null;
  }
}
