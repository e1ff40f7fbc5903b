import { describe, expect, test } from 'vitest';
import { destination, serviceGround, shownState, stepOf } from './assignment';
import { VisitMemory } from './memory';
import { mapLinks } from './navigation';
import { bodyOf, missingOf, outcomesAt, type Draft } from './outcome';
import type { Entry } from './outbox';
import { shiftEnds } from './shiftEnds';

const press = (name: string, fields: Record<string, unknown> = {}, refused = false): Entry => ({
  sequence: 1,
  id: 'i',
  name,
  fields: { visit: 'v', ...fields },
  happenedAt: '',
  refused: refused ? { title: '', status: 409, code: 'x', citation: null, detail: '', params: {} } : null,
});

describe('how far the visit is', () => {
  test('a press counts before the server has it', () => {
    expect(shownState('delivered', 'v', [press('accept-assignment', { drive: true })])).toBe('en-route');
    expect(shownState('en-route', 'v', [press('record-arrival'), press('record-access', { let_in: true })])).toBe('let-in');
  });

  test('a late press never takes it back', () => {
    expect(shownState('on-site', 'v', [press('accept-assignment', { drive: true })])).toBe('on-site');
  });

  test('a refused press and one about another visit do not count', () => {
    expect(shownState('delivered', 'v', [press('record-arrival', {}, true)])).toBe('delivered');
    expect(shownState('delivered', 'v', [press('record-arrival', { visit: 'w' })])).toBe('delivered');
  });

  test('declining ends it at once', () => {
    expect(stepOf(shownState('delivered', 'v', [press('decline-assignment')]))).toBe('over');
  });
});

describe('whether a service may start (rules 4 and 5)', () => {
  const today = '2026-03-24';

  test('the table of the law', () => {
    expect(serviceGround('none', false, '2010-03-24', today)).toBe('none');
    expect(serviceGround('none', false, '2010-03-24', '2026-03-25')).toBe('own-age');
    expect(serviceGround('none', false, null, today)).toBe('none');
    expect(serviceGround('given', false, '2015-01-01', today)).toBe('consent');
    expect(serviceGround('refused', false, '2015-01-01', today)).toBe('refused');
    expect(serviceGround('refused', true, '2015-01-01', today)).toBe('threat');
  });

  test('born on 29 February, turns 16 on 1 March of a common year', () => {
    expect(serviceGround('none', false, '2012-02-29', '2028-02-29')).toBe('none');
    expect(serviceGround('none', false, '2008-02-29', '2024-03-01')).toBe('none');
    expect(serviceGround('none', false, '2008-02-29', '2024-03-02')).toBe('own-age');
  });
});

describe('the hand-off', () => {
  const school = { id: 's', number: '3', label: '', name_kk: '', name_ru: '', name_en: '', district: '', lat: 43.25, lon: 76.9 };

  test('a school is public, any other point is somebody’s own', () => {
    expect(destination({ school, point: null })).toEqual({ point: [43.25, 76.9], personal: false });
    expect(destination({ school: null, point: [43.1, 76.8] })).toEqual({ point: [43.1, 76.8], personal: true });
    expect(destination({ school: null, point: { forgotten: true } })).toBeNull();
  });

  test('links carry the point and nothing else', () => {
    for (const { href } of mapLinks([43.25, 76.9])) expect(href).toMatch(/43\.250000.*76\.900000|76\.900000.*43\.250000/);
  });
});

describe('the end of a visit (rule 7)', () => {
  const draft: Draft = { outcome: 'helped', kinds: ['a'], forms: ['b'], terms: 'c', findings: ' d ', promised: [] };

  test('helped needs a kind, a form and terms; anything else does not', () => {
    expect(missingOf(draft)).toEqual([]);
    expect(missingOf({ ...draft, kinds: [], forms: [], terms: ' ' })).toEqual(['kinds', 'forms', 'terms']);
    expect(missingOf({ ...draft, outcome: 'not-needed', kinds: [], forms: [], terms: '' })).toEqual([]);
    expect(missingOf({ ...draft, outcome: null })).toEqual(['outcome']);
    expect(missingOf({ ...draft, promised: [{ id: 'f', on: '', what: 'x' }] })).toEqual(['follow_ups']);
  });

  test('the body names help only where help was given', () => {
    expect(bodyOf({ ...draft, outcome: 'not-needed' })).toMatchObject({ kinds: [], forms: [], terms: null, findings: 'd' });
    expect(bodyOf({ ...draft, promised: [{ id: 'f', on: '2026-11-24', what: ' call ' }] })).toMatchObject({
      follow_ups: [{ follow_up: 'f', on: '2026-11-24', what: 'call' }],
    });
  });

  test('refused at the door is offered where the team was turned away', () => {
    expect(outcomesAt('turned-away')[0]).toBe('refused-at-door');
    expect(outcomesAt('inside')).not.toContain('refused-at-door');
  });
});

test('a shift never ends later than the rule allows, rounded up included', () => {
  const now = Date.UTC(2026, 10, 23, 2, 1);
  for (const end of shiftEnds(now)) {
    const hours = (Date.parse(end.at) - now) / 3_600_000;
    expect(hours).toBeGreaterThan(0);
    expect(hours).toBeLessThanOrEqual(16);
  }
});

test('the visit that the phone was busy with survives a reload; rubbish does not break it', () => {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, text: string) => void kept.set(name, text),
    removeItem: (name: string) => void kept.delete(name),
  };
  const visit = { visit: 'v', number: 'n', driving: true };
  new VisitMemory('a', storage).keep(visit);
  expect(new VisitMemory('a', storage).known).toEqual(visit);
  expect(new VisitMemory('b', storage).known).toBeNull();
  new VisitMemory('a', storage).keep(null);
  expect(new VisitMemory('a', storage).known).toBeNull();
  kept.set('jedel.visit.a', '{"visit": 7');
  expect(new VisitMemory('a', storage).known).toBeNull();
});
