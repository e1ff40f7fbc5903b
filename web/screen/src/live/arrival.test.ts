import { describe, expect, test } from 'vitest';
import type { DriveRow } from '../wire';
import { arrivalOf, isPast, minutesPastTarget, soonest } from './arrival';
import type { VisitRow } from './rows';

const SAID = '2026-11-27T12:58:20Z';
const NOW = Date.parse('2026-11-27T12:50:00Z');

function visit(state: VisitRow['state'], eta: string | null = SAID, id = 'v'): Pick<VisitRow, 'id' | 'team' | 'state' | 'eta_at'> {
  return { id, team: 't', state, eta_at: eta };
}

function drive(eta: string, of = 'v'): DriveRow {
  return { team: 't', visit: of, eta_at: eta, rung: 'roads', seen_at: '2026-11-27T12:49:50Z' };
}

describe('when a group should be there', () => {
  test('before it drives, as it was said', () => {
    for (const state of ['sent', 'delivered', 'accepted', 'en-route'] as const) {
      expect(arrivalOf(visit(state), undefined)).toEqual({ at: SAID, was: null, rung: null, seenAt: null });
    }
  });

  test('while it drives, from where it is; what was said stays beside it if it differs by a minute', () => {
    const later = '2026-11-27T13:05:00+00:00';
    expect(arrivalOf(visit('en-route'), drive(later))).toEqual({ at: later, was: SAID, rung: 'roads', seenAt: '2026-11-27T12:49:50Z' });
    expect(arrivalOf(visit('en-route'), drive('2026-11-27T12:58:00+00:00'))?.was).toBeNull();
    expect(arrivalOf(visit('en-route', null), drive(later))).toMatchObject({ at: later, was: null });
  });

  test('of another visit of the same group nothing counts', () => {
    expect(arrivalOf(visit('en-route'), drive('2026-11-27T13:05:00Z', 'another'))?.at).toBe(SAID);
    expect(arrivalOf(visit('accepted'), drive('2026-11-27T13:05:00Z'))?.at).toBe(SAID);
  });

  test('nobody arrives who is there, has ended or of whom nothing is known', () => {
    for (const state of ['on-site', 'let-in', 'refused-at-door', 'done', 'declined', 'cancelled'] as const) {
      expect(arrivalOf(visit(state), drive('2026-11-27T13:05:00Z'))).toBeNull();
    }
    expect(arrivalOf(visit('en-route', null), undefined)).toBeNull();
  });

  test('a minute is over when the next has begun', () => {
    const found = arrivalOf(visit('en-route'), drive('2026-11-27T12:50:00Z'));
    expect(found !== null && isPast(found, NOW + 59_000)).toBe(false);
    expect(found !== null && isPast(found, NOW + 60_000)).toBe(true);
  });
});

describe('against the target on site', () => {
  const row = (met: Record<string, string> = {}) => ({ targets: { on_site: '2026-11-27T13:00:30Z' }, met });

  test('in time, late by so many minutes, and nothing to be late for', () => {
    expect(minutesPastTarget(row(), '2026-11-27T13:00:59Z')).toBe(0);
    expect(minutesPastTarget(row(), '2026-11-27T13:07:00Z')).toBe(7);
    expect(minutesPastTarget({ targets: {}, met: {} }, '2026-11-27T13:07:00Z')).toBe(0);
    expect(minutesPastTarget(row({ on_site: SAID }), '2026-11-27T13:07:00Z')).toBe(0);
  });

  test('of several groups the first counts', () => {
    const drives = new Map([['a', drive('2026-11-27T13:20:00Z', 'a')], ['b', drive('2026-11-27T13:04:00Z', 'b')]]);
    const visits = [visit('en-route', SAID, 'a'), visit('en-route', SAID, 'b'), visit('done', SAID, 'c')];
    expect(soonest(visits, (each) => drives.get(each.id))?.at).toBe('2026-11-27T13:04:00Z');
    expect(soonest([visit('done')], () => undefined)).toBeNull();
  });
});
