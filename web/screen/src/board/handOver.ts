/** All of a dispatcher's open cases to a colleague, one command each: what is refused stays, the rest goes. */
import type { QueueRow } from '../live/rows';
import { passes, sortRows } from './order';
import type { Person } from './registers.svelte';

export interface Handed {
  readonly row: QueueRow;
  /** Why not, in words; null when the colleague answers for it now. */
  readonly refused: string | null;
}

/** The open cases that this account answers for, the most urgent first. */
export function mine(rows: Iterable<QueueRow>, account: string): QueueRow[] {
  return sortRows([...rows].filter((row) => passes(row, 'mine', account)));
}

/** Who can take them over. */
export function dispatchers(people: Iterable<Person>, account: string): Person[] {
  return [...people].filter((person) => person.id !== account && person.closed !== true && person.roles?.includes('dispatcher') === true);
}

/** One after the other, the most urgent first; each is told when the server has answered. */
export async function handOverAll(
  rows: readonly QueueRow[],
  send: (row: QueueRow) => Promise<unknown>,
  words: (error: unknown) => string,
  told: (handed: Handed) => void,
): Promise<void> {
  for (const row of rows) {
    await send(row).then(
      () => told({ row, refused: null }),
      (error: unknown) => told({ row, refused: words(error) }),
    );
  }
}
