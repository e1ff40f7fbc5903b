import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { QueueRow, VisitRow } from '../live/rows';
import { AGAIN_MS, Heard } from './heard.svelte';

const AT = '2026-11-23T02:00:00Z';

function visit(state: VisitRow['state'], unanswered = false, id = 'v'): VisitRow {
  return { id, team: 't', shift: 's', members: [], state, since: AT, eta_at: null, accept_by: AT, unanswered };
}

function row(riskClass: number | null, ...visits: VisitRow[]): QueueRow {
  return { id: 'c', class: riskClass, threat: riskClass === 0 || riskClass === 1, stage: 'assessed', considered: false, visits } as unknown as QueueRow;
}

const ringing = (heard: Heard, of: QueueRow): boolean => of.visits.some((each) => heard.rings(of, each));

describe('a threat whose team does not come', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test.each([
    ['no answer, attempt now', 0, [visit('delivered', true)], true],
    ['no answer, threat', 1, [visit('sent', true)], true],
    ['declined', 1, [visit('declined')], true],
    ['declined, another asked', 1, [visit('declined'), visit('sent', false, 'w')], false],
    ['no answer, another asked', 1, [visit('sent', true), visit('sent', false, 'w')], false],
    ['cancelled', 1, [visit('cancelled')], false],
    ['still within its time', 1, [visit('sent')], false],
    ['raised risk is shown, not heard', 2, [visit('declined')], false],
  ])('%s', (_, riskClass, visits, wanted) => {
    expect(ringing(new Heard(), row(riskClass, ...visits))).toBe(wanted);
  });

  test('rings until somebody looks for another team, and again when that sends none', () => {
    const heard = new Heard();
    const silent = row(1, visit('sent', true));
    heard.answer(silent);
    expect(ringing(heard, silent)).toBe(false);
    vi.advanceTimersByTime(AGAIN_MS);
    expect(ringing(heard, silent)).toBe(true);
  });

  test('to be declined after all is a new call', () => {
    const heard = new Heard();
    heard.answer(row(1, visit('sent', true)));
    expect(ringing(heard, row(1, visit('declined')))).toBe(true);
  });
});
