import { describe, expect, it } from 'vitest';
import { pairOf, pointDraft } from './point';

describe('a point as it is typed', () => {
  it('takes a comma for a point', () => expect(pairOf({ lat: ' 43,25 ', lon: '76.95' })).toEqual([43.25, 76.95]));
  it('knows what is no number', () => expect(pairOf({ lat: 'north', lon: '76' })).toBeNull());
  it('leaves what is empty to the server', () => expect(pairOf({ lat: '', lon: '' })).toEqual([0, 0]));
  it('writes what it reads', () => expect(pairOf(pointDraft(43.25, 76.95))).toEqual([43.25, 76.95]));
});
