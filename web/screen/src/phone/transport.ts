/** One try to bring a press to the server. */
import { Refusal, sendText } from '../shared/api';
import { ownDevice, signature } from '../shared/device';
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

/** One press as a command; signed where this phone has a key. */
async function sendSigned(entry: Entry): Promise<void> {
  const device = await ownDevice();
  const body = JSON.stringify({
    command_id: entry.id,
    happened_at: entry.happenedAt,
    device: device?.id ?? deviceName(),
    sequence: entry.sequence,
    ...entry.fields,
  });
  const signed: Record<string, string> = {};
  if (device !== null) signed['x-jedel-signature'] = await signature(device, entry.name, body);
  await sendText(`/api/commands/${entry.name}`, body, signed);
}

export async function sendEntry(entry: Entry): Promise<Reply> {
  try {
    await Promise.race([sendSigned(entry), tooLong()]);
    return { kind: 'done' };
  } catch (error) {
    return replyTo(error);
  }
}

/** What a failure means for the queue. */
export function replyTo(error: unknown): Reply {
  if (!(error instanceof Refusal)) return { kind: 'later' };
  const { problem } = error;
  // Without its PIN a phone sends nothing; what was pressed waits for it.
  if (problem.status === 401 || problem.code === 'phone-pin-needed') return { kind: 'login' };
  if (problem.status >= 500 || PASSING.has(problem.status)) return { kind: 'later' };
  return { kind: 'refused', problem };
}

/** One sender at a time on this device, over all pages of this account. */
export function alone(account: string): <T>(action: () => Promise<T>) => Promise<T> {
  return async <T>(action: () => Promise<T>): Promise<T> =>
    (await navigator.locks.request(`jedel-outbox-${account}`, action)) as T;
}
