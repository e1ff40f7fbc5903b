/** One try to bring a press to the server. */
import { Refusal, send } from '../shared/api';
import type { Entry, Reply } from './outbox';

const PATIENCE_MS = 20_000;

/** The server is there but cannot now; the same command is sent again later. */
const PASSING = new Set([408, 425, 429]);

/** This phone's name for itself in the log: made by chance, says nothing about anybody. */
export function deviceName(): string {
  const stored = localStorage.getItem('jedel.device');
  if (stored !== null) return stored;
  const made = `phone-${crypto.randomUUID()}`;
  localStorage.setItem('jedel.device', made);
  return made;
}

function tooLong(): Promise<never> {
  return new Promise((_, reject) => setTimeout(() => reject(new TypeError('no answer')), PATIENCE_MS));
}

export async function sendEntry(entry: Entry): Promise<Reply> {
  const body = {
    command_id: entry.id,
    happened_at: entry.happenedAt,
    device: deviceName(),
    sequence: entry.sequence,
    ...entry.fields,
  };
  try {
    await Promise.race([send(`/api/commands/${entry.name}`, body), tooLong()]);
    return { kind: 'done' };
  } catch (error) {
    return replyTo(error);
  }
}

/** What a failure means for the queue. */
export function replyTo(error: unknown): Reply {
  if (!(error instanceof Refusal)) return { kind: 'later' };
  const { problem } = error;
  if (problem.status === 401) return { kind: 'login' };
  if (problem.status >= 500 || PASSING.has(problem.status)) return { kind: 'later' };
  return { kind: 'refused', problem };
}

/** One sender at a time on this device, over all pages of this account. */
export function alone(account: string): <T>(action: () => Promise<T>) => Promise<T> {
  return async <T>(action: () => Promise<T>): Promise<T> =>
    (await navigator.locks.request(`jedel-outbox-${account}`, action)) as T;
}
