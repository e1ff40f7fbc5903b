import { describe, expect, it } from 'vitest';
import { Refusal } from '../shared/api';
import { ready, stepThrough, type CasePast } from './retention';
import { viewOf, viewsFor, VIEWS } from './views';

const one = (changes: Partial<CasePast> = {}): CasePast => ({
  id: '1',
  number: 'KZ-75-2024-000001',
  closed_at: '2024-09-18T07:00:00Z',
  kept_for: [],
  proposed_by: null,
  proposed_at: null,
  confirmable: false,
  ...changes,
});

describe('cases past their time', () => {
  it('are put forward once, and never while something keeps them', () => {
    expect(ready(one(), 'propose')).toBe(true);
    expect(ready(one({ kept_for: ['legal-hold'] }), 'propose')).toBe(false);
    expect(ready(one({ proposed_at: '2026-11-27T07:00:00Z' }), 'propose')).toBe(false);
  });

  it('are confirmed only by whom the server lets', () => {
    expect(ready(one({ proposed_at: '2026-11-27T07:00:00Z', confirmable: true }), 'confirm')).toBe(true);
    expect(ready(one({ proposed_at: '2026-11-27T07:00:00Z' }), 'confirm')).toBe(false);
    expect(ready(one({ confirmable: true, kept_for: ['legal-hold'] }), 'confirm')).toBe(false);
  });

  it('go one after the other; one that is refused stops no other', async () => {
    const sent: string[] = [];
    const told: number[] = [];
    const problem = { title: '', status: 422, code: 'kept-legal-hold', citation: null, detail: 'held', params: {} };
    const found = await stepThrough([one(), one({ id: '2', number: 'n2' }), one({ id: '3' })], 'propose', (done) => told.push(done), (name, fields) => {
      sent.push(`${name} ${(fields as { case: string }).case}`);
      return sent.length === 2 ? Promise.reject(new Refusal(problem)) : Promise.resolve({ position: 1 });
    });
    expect(sent).toEqual(['propose-forgetting 1', 'propose-forgetting 2', 'propose-forgetting 3']);
    expect(told).toEqual([1, 2, 3]);
    expect(found.done).toBe(2);
    expect(found.refused.map((each) => each.number)).toEqual(['n2']);
  });
});

describe('the parts of the page', () => {
  it('are those that the rights lead to; an address that names none leads to the first', () => {
    expect(viewsFor([])).toEqual([]);
    const views = viewsFor(['read-retention']);
    expect(viewOf('#view=retention', views)?.id).toBe('retention');
    expect(viewOf('#view=nowhere', views)).toBe(views[0]);
    expect(viewOf('', [])).toBeNull();
    expect(new Set(VIEWS.map((view) => view.id)).size).toBe(VIEWS.length);
  });
});
