import { expect, test } from 'vitest';
import type { QueueRow } from '../live/rows';
import { alarmWords } from './alarm';

const row = (changes: Partial<QueueRow>): QueueRow => ({ class: null, threat: false, says_danger: false, owner: null, ...changes }) as QueueRow;

test('only a threat is called one, and only while nobody has taken it is it untouched', () => {
  expect(alarmWords(row({ class: 1, threat: true }))).toBe('board.alarm');
  expect(alarmWords(row({ class: 0, threat: true, owner: 'me' }))).toBe('board.alarm.left');
  expect(alarmWords(row({ says_danger: true }))).toBe('board.alarm.says');
  expect(alarmWords(row({ owner: 'me' }))).toBe('board.alarm.idle');
});
