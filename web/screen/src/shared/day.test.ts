import { describe, expect, test } from 'vitest';
import { isWrittenAsDay, readDay, shownDay } from './day';

describe('days as people type them', () => {
  test.each([
    ['23.11.2026', '2026-11-23'],
    ['1.2.2026', '2026-02-01'],
    ['23/11/2026', '2026-11-23'],
    ['23112026', '2026-11-23'],
    ['29.02.2028', '2028-02-29'],
    ['', ''],
  ])('%s is %s', (typed, day) => expect(readDay(typed)).toBe(day));

  test.each(['31.02.2026', '2026', '11.23.2026', 'today', '29.02.2026'])('%s is no day', (typed) => expect(readDay(typed)).toBeNull());

  test.each([['31.02.2012', true], ['31022012', true], ['2012', false], ['today', false]])('%s is written as a day: %s', (typed, so) => {
    expect(isWrittenAsDay(typed)).toBe(so);
  });

  test('shown as dd.MM.yyyy', () => expect(shownDay('2026-11-23')).toBe('23.11.2026'));
});
