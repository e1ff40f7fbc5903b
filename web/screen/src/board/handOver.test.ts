import { expect, test } from 'vitest';
import type { QueueRow } from '../live/rows';
import { dispatchers, handOverAll, mine, type Handed } from './handOver';

function row(id: string, changes: Partial<QueueRow> = {}): QueueRow {
  return {
    id, class: 3, threat: false, stage: 'assessed', owner: 'me', alarm: false, visits: [], targets: {}, met: {}, considered: false,
    closed_at: null, due: { at: '2026-11-25T18:59:59Z' }, received_at: '2026-11-23T02:00:00Z', ...changes,
  } as unknown as QueueRow;
}

test('mine are the open ones that I answer for, threats first', () => {
  const rows = [row('a'), row('threat', { class: 1, threat: true }), row('theirs', { owner: 'you' }), row('closed', { stage: 'closed' })];
  expect(mine(rows, 'me').map((each) => each.id)).toEqual(['threat', 'a']);
});

test('they go to dispatchers, never to myself', () => {
  const people = [
    { id: 'me', name: 'M', roles: ['dispatcher'] },
    { id: 'you', name: 'Y', roles: ['dispatcher'] },
    { id: 'operator', name: 'O', roles: ['operator'] },
    { id: 'driver', name: 'D' },
  ];
  expect(dispatchers(people, 'me').map((each) => each.id)).toEqual(['you']);
});

test('a refusal is told and does not keep the others back', async () => {
  const told: Handed[] = [];
  const send = (each: QueueRow): Promise<void> => (each.id === 'b' ? Promise.reject(new Error('closed')) : Promise.resolve());
  await handOverAll([row('a'), row('b'), row('c')], send, (error) => (error as Error).message, (each) => told.push(each));
  expect(told.map((each) => [each.row.id, each.refused])).toEqual([['a', null], ['b', 'closed'], ['c', null]]);
});
