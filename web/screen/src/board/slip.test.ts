import { expect, test } from 'vitest';
import type { Told } from './card';
import { slipOf } from './slip';

function told(name: string, fields: object): Told {
  const at = '2026-11-23T02:00:00Z';
  return { position: 1, version: 1, name, happened_at: at, recorded_at: at, by: 'account-1', role: 'dispatcher', device: null, fields: { ...fields } };
}

const RECEIVED = {
  number: 'KZ-00-2026-000001', received_at: '2026-11-21T20:30:00Z', registered_at: '2026-11-23T04:00:00Z', channel: 'phone',
  due: { at: '2026-11-25T18:59:59Z', citation: 'r-consideration' },
};

test('a slip has its times and its receiver from the event', () => {
  expect(slipOf([told('case-received.v1', RECEIVED), told('case-taken.v1', {})])).toEqual({
    receivedAt: '2026-11-21T20:30:00Z', registeredAt: '2026-11-23T04:00:00Z', recordedAt: '2026-11-23T02:00:00Z', by: 'account-1', role: 'dispatcher', channel: 'phone',
    dueAt: '2026-11-25T18:59:59Z', citation: 'r-consideration',
  });
});

test('the term is the one in force after the assessment, not that of the receipt', () => {
  const due = { at: '2026-11-21T18:59:59Z', citation: 'r-threat' };
  const story = [told('case-received.v1', RECEIVED), told('case-assessed.v1', { risk_class: 1, due }), told('target-missed.v1', { due: 'x' })];
  expect(slipOf(story)).toMatchObject({ dueAt: due.at, citation: due.citation });
});

test('without its receipt there is no slip', () => {
  expect(slipOf([told('case-taken.v1', {})])).toBeNull();
});
