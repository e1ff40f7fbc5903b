import { describe, expect, test } from 'vitest';
import type { QueueRow, TeamRow } from '../live/rows';
import { about, differs, waits, type Planned } from './together';

const row = (changed: object = {}): QueueRow =>
  ({
    id: 'a', class: 1, closed_at: null, considered: false, attached_to: null, school: null, nearest_school: 's',
    visits: [{ state: 'declined' }], ...changed,
  }) as unknown as QueueRow;
const team = (id: string, status = 'free'): TeamRow => ({ id, status }) as unknown as TeamRow;
const planned = (minutes: number): Planned => ({
  team: 't', position: { source: 'base', age_seconds: 0 }, seconds_low: 1, seconds: 1, seconds_high: 1, wait_seconds: minutes * 60,
});

describe('the joint plan', () => {
  test.each([
    [{}, true],
    [{ class: 2 }, true],
    [{ class: 3 }, false],
    [{ class: null }, false],
    [{ considered: true }, false],
    [{ closed_at: 'x' }, false],
    [{ attached_to: 'x' }, false],
    [{ nearest_school: null }, false],
    [{ visits: [{ state: 'sent' }] }, false],
    [{ visits: [{ state: 'done' }] }, false],
  ])('who waits: %j', (changed, wanted) => {
    expect(waits(row(changed))).toBe(wanted);
  });

  test('there is nothing to plan with one of either', () => {
    const two = [row(), row({ id: 'b' })];
    expect(about(two, [team('1'), team('2')])).not.toBe('');
    expect(about([row()], [team('1'), team('2')])).toBe('');
    expect(about(two, [team('1'), team('2', 'sent')])).toBe('');
  });

  test('another group, class or place is another plan, another order is not', () => {
    const two = [row(), row({ id: 'b' })];
    const teams = [team('1'), team('2')];
    const now = about(two, teams);
    expect(about([...two].reverse(), [...teams].reverse())).toBe(now);
    expect(about([row({ class: 0 }), row({ id: 'b' })], teams)).not.toBe(now);
    expect(about([row({ school: 'z' }), row({ id: 'b' })], teams)).not.toBe(now);
    expect(about(two, [...teams, team('3')])).not.toBe(now);
  });

  test('who pays for the others is told in minutes', () => {
    const each = { case: 'a', risk_class: 1 };
    expect(differs({ ...each, together: planned(18), alone: planned(10) })).toBe(8);
    expect(differs({ ...each, together: planned(10), alone: planned(24) })).toBe(-14);
    expect(differs({ ...each, together: null, alone: planned(24) })).toBe(0);
  });
});
