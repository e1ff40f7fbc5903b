import { describe, expect, it } from 'vitest';
import { standing, worst } from './specialists';

describe('a certificate', () => {
  it('holds until its last day', () => {
    expect(standing('2026-11-27', '2026-11-27', 0)).toBe('soon');
    expect(standing('2026-11-26', '2026-11-27', 0)).toBe('over');
  });
  it('is told of before it ends', () => {
    expect(standing('2026-12-27', '2026-11-27', 30)).toBe('soon');
    expect(standing('2026-12-28', '2026-11-27', 30)).toBe('holds');
  });
  it('holds for good without a day', () => expect(standing(null, '2026-11-27', 30)).toBe('holds'));
  it('is as bad as the worst', () => {
    const certificates = [
      { name: 'a', number: '', expires: null },
      { name: 'b', number: '', expires: '2020-01-01' },
    ];
    expect(worst({ certificates }, '2026-11-27', 30)).toBe('over');
  });
});
