import { describe, expect, test } from 'vitest';
import { clockTime, date, dateTime, fromWall, isTime, span, timeOrDate } from './time';

describe('times of Kazakhstan', () => {
  test('UTC+5 since March 2024, whatever the machine believes', () => {
    expect(dateTime('2026-03-20T19:30:00Z')).toBe('21.03.2026 00:30');
  });

  test('UTC+6 until the last evening of February 2024', () => {
    expect(clockTime('2024-02-29T17:59:59Z')).toBe('23:59:59');
    expect(clockTime('2024-02-29T18:00:00Z')).toBe('23:00:00');
  });

  test('another day is never shown as a bare time', () => {
    expect(timeOrDate('2026-11-23T03:00:00Z', '2026-11-23T10:00:00Z')).toBe('08:00');
    expect(timeOrDate('2026-11-22T03:00:00Z', '2026-11-23T10:00:00Z')).toBe('22.11 08:00');
  });

  test('spans read like a stop-watch', () => {
    expect(span(65_000)).toBe('1:05');
    expect(span(3_665_000)).toBe('1:01:05');
    expect(span(-5_000)).toBe('0:05');
  });

  test('what is typed in a form means the wall clock', () => {
    expect(fromWall('2026-03-21', '00:30')).toBe('2026-03-20T19:30:00.000Z');
    expect(fromWall('2026-03-21', 'soon')).toBeNull();
  });

  test('24:00 is no time', () => {
    expect([isTime('23:59'), isTime('24:00'), isTime('7:05')]).toEqual([true, false, false]);
  });

  test('a date does not depend on the machine', () => {
    expect(date(Date.UTC(2026, 0, 1, 20))).toBe('02.01.2026');
  });
});
