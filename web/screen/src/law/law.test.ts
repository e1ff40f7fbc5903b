import { expect, test } from 'vitest';
import { whyHref } from '../shared/why';
import { addressOf, clock, monthOf, shownLocal, weekdayOf, works } from './law';

const day = (kind: string) => ({ on: '', kind, name: '', weeks: ['5', '6'], other: null, source: '' });

test('a week begins on Monday', () => {
  expect(weekdayOf('2026-03-23')).toBe(0);
  expect(weekdayOf('2026-03-22')).toBe(6);
});

test('a month has every day once, and seven cells a week', () => {
  const weeks = monthOf(2026, 2);
  expect(weeks.flat().filter((each) => each !== null)).toHaveLength(28);
  expect(weeks.every((week) => week.length === 7)).toBe(true);
  expect(weeks[0]?.[6]).toBe('2026-02-01');
  expect(monthOf(2028, 2).flat()).toContain('2028-02-29');
});

test('a day works by its row, else by the week', () => {
  expect(works('2026-03-28', '5', undefined)).toBe(false);
  expect(works('2026-03-28', '6', undefined)).toBe(true);
  expect(works('2026-03-23', '5', day('holiday'))).toBe(false);
  expect(works('2025-01-05', '6', day('worked-weekend-day'))).toBe(true);
  expect(works('2027-03-15', '5', day('ordinary'))).toBe(true);
});

test('times of examples stand as people read them', () => {
  expect(shownLocal('2026-03-20T16:00')).toBe('20.03.2026 16:00');
  expect(shownLocal('2026-02-10')).toBe('10.02.2026');
  expect(clock(1080)).toBe('18:00');
});

test('a due time leads to its counting or to its rule, and back', () => {
  const due = { kind: 'consideration', citation: 'r-consideration', edition: 'kz-2026-03' };
  const href = whyHref(due, '2026-03-20T11:00:00+00:00');
  expect(addressOf(href.slice(4))).toEqual({
    part: 'count', citation: '', received: '2026-03-20T11:00:00+00:00', edition: 'kz-2026-03',
  });
  const threat = whyHref({ ...due, kind: 'threat', citation: 'r-threat' }, '');
  expect(addressOf(threat.slice(4))).toMatchObject({ part: 'rules', citation: 'r-threat' });
  expect(addressOf('')).toMatchObject({ part: 'rules' });
  expect(addressOf('#calendar/kz-2025-12')).toMatchObject({ part: 'calendar', edition: 'kz-2025-12' });
});
