import { describe, expect, it } from 'vitest';
import { monthsBack, NO_FILTERS, queryOf, readAddress, viewsOf, writeAddress } from './address';

describe('the address of the duties page', () => {
  it('comes back as it was written', () => {
    const address = { view: 'held', page: 3, filters: { ...NO_FILTERS, kind: 'inform-parents', month: '2026-03' } } as const;
    expect(readAddress(writeAddress(address))).toEqual(address);
  });

  it('begins with what is late, whatever stands there', () => {
    expect(readAddress('#view=soon&page=-1')).toEqual({ view: 'late', page: 1, filters: NO_FILTERS });
  });

  it('still opens the links of before', () => {
    expect(readAddress('#when=held').view).toBe('held');
  });

  it('asks for a page at a time', () => {
    expect(queryOf(readAddress('#view=today&page=2&risk_class=1'), 50)).toEqual({ when: 'today', limit: '50', offset: '50', risk_class: '1' });
  });

  it('shows what is over only to whoever reads cases', () => {
    expect(viewsOf(true)).toContain('all');
    expect(viewsOf(false)).not.toContain('all');
  });

  it('offers months over the turn of a year, the next one first', () => {
    expect(monthsBack('2026-01-15', 3)).toEqual(['2026-02', '2026-01', '2025-12']);
    expect(monthsBack('2026-12-15', 2)).toEqual(['2027-01', '2026-12']);
  });
});
