import { describe, expect, test } from 'vitest';
import type { QueueRow, VisitRow } from '../live/rows';
import { HeldOrder } from './held';
import { against, calledOut, nextToTake, queueOf } from './order';

const AT = '2026-11-23T02:00:00Z';

function row(id: string, changes: Partial<QueueRow> = {}): QueueRow {
  return {
    id, number: `KZ-00-2026-${id}`, region: 'KZ-00', centre: 'c', class: 3, proposed_class: null, threat: false,
    stage: 'assessed', channel: 'phone', received_at: AT, anonymous: false, says_danger: false, school: null, district: null,
    nearest_school: null, received_by: null, owner: 'me', taken_at: AT, alarm: false, alarm_returned: false,
    due: { at: '2026-11-25T18:59:59Z', citation: 'r-consideration', edition: 'kz-2026', kind: 'consideration' },
    targets: {}, met: {}, missed: [], term_missed: false, next: null, consent: 'none', household_danger: false,
    duty: {}, duties: { open: 0, held: 0, missed: 0 }, visits: [], attached_to: null, attached: 0, follow_ups: 0,
    considered: false, closed_at: null, version: 1, ...changes,
  };
}

function visit(id: string, state: VisitRow['state'], unanswered = false): VisitRow {
  return { id, team: 't', shift: 's', members: [], state, since: AT, eta_at: null, accept_by: AT, unanswered };
}

const ids = (rows: readonly QueueRow[]): string => rows.map((each) => each.id).join(' ');

describe('the order of the queue', () => {
  test('alarms, then classes, and nobody-has-looked first among equals', () => {
    const rows = [
      row('ordinary'),
      row('raised', { class: 2 }),
      row('unseen', { class: null }),
      row('threat', { class: 1, threat: true }),
      row('said-threat', { class: null, threat: true }),
      row('ringing', { class: 1, threat: true, alarm: true }),
      row('now', { class: 0, threat: true }),
    ];
    expect(ids(queueOf(rows, 'open', 'me'))).toBe('ringing now said-threat threat unseen raised ordinary');
  });

  test('what runs out first stands first, and what was answered stands last', () => {
    const rows = [
      row('later', { targets: { contact: '2026-11-23T05:00:00Z' } }),
      row('answered', { class: 1, threat: true, considered: true, stage: 'considered' }),
      row('sooner', { targets: { contact: '2026-11-23T03:00:00Z' } }),
    ];
    expect(ids(queueOf(rows, 'open', 'me'))).toBe('sooner later answered');
  });

  test('closed cases are not in the queue, and filters keep what they say', () => {
    const rows = [row('mine'), row('closed', { stage: 'closed' }), row('theirs', { owner: 'you', class: null })];
    expect(ids(queueOf(rows, 'mine', 'me'))).toBe('mine');
    expect(ids(queueOf(rows, 'unassessed', 'me'))).toBe('theirs');
    expect(ids(queueOf(rows, 'threat', 'me'))).toBe('');
    expect(ids(queueOf(rows, 'closed', 'me'))).toBe('closed');
  });

  test('a row runs against its first unmet target, even when that was missed', () => {
    const targets = { taken: '2026-11-23T02:05:00Z', contact: '2026-11-23T02:15:00Z' };
    expect(against(row('a', { targets }))?.target).toBe('taken');
    expect(against(row('a', { targets, met: { taken: AT } }))?.target).toBe('contact');
    expect(against(row('a', { targets, met: { taken: AT, contact: AT } }))?.target).toBe('term');
    expect(against(row('a', { targets, considered: true }))).toBeNull();
    const driving = { considered: true, visits: [visit('v', 'en-route')] };
    expect(against(row('a', { targets, ...driving }))?.target).toBe('taken');
    expect(against(row('a', { targets, met: { taken: AT, contact: AT }, ...driving }))).toBeNull();
  });

  test('next is what nobody has taken', () => {
    expect(nextToTake([row('mine'), row('free', { owner: null })])?.id).toBe('free');
    expect(nextToTake([row('mine')])).toBeNull();
  });
});

describe('visits that somebody has to act on', () => {
  const told = (...visits: VisitRow[]): string => calledOut(row('a', { visits })).map((each) => each.id).join(' ');

  test('not accepted in time, while nobody answers', () => {
    expect(told(visit('v', 'delivered', true))).toBe('v');
    expect(told(visit('v', 'en-route', false))).toBe('');
  });

  test('declined, until another team is sent, has helped, or the request has its answer', () => {
    expect(told(visit('v', 'declined'))).toBe('v');
    expect(told(visit('v', 'declined'), visit('w', 'sent'))).toBe('');
    expect(told(visit('v', 'done'), visit('w', 'declined'))).toBe('');
    expect(told(visit('v', 'declined'), visit('w', 'cancelled'))).toBe('');
    expect(calledOut(row('a', { considered: true, visits: [visit('v', 'declined')] }))).toEqual([]);
  });
});

describe('a held order', () => {
  test('rows stay where they are, new ones wait, those gone are marked', () => {
    const held = new HeldOrder();
    held.show([row('a'), row('b')], false);
    const shown = held.show([row('new', { class: 0 }), row('b', { version: 2 })], true);
    expect(ids(shown.rows)).toBe('a b');
    expect(shown.rows[1]?.version).toBe(2);
    expect([...shown.gone]).toEqual(['a']);
    expect(ids(shown.waiting)).toBe('new');
  });

  test('let go, everything takes its place', () => {
    const held = new HeldOrder();
    held.show([row('a')], false);
    held.show([row('b'), row('a')], true);
    held.release();
    expect(ids(held.show([row('b'), row('a')], true).rows)).toBe('b a');
  });
});
