/** What travels over the websocket, by the types made from the server's own. */
import type { ServerMessage } from '../wire';

export { DEAD_MS, STALE_MS, VERDICTS } from '../wire';
export type { Bye, Change, ClientMessage, Err, Heartbeat, Ok, ServerMessage, SnapMessage, Sub, Welcome } from '../wire';

/** A row is absolute: it replaces what the screen had under that key. */
export type Row = Readonly<Record<string, unknown>>;

/** The messages of a frame, or null when it is not a frame of ours. */
export function readFrame(text: string): readonly ServerMessage[] | null {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? (value as ServerMessage[]) : null;
  } catch {
    return null;
  }
}
