import { expect, test } from 'vitest';
import { together, type Kept } from './kept';

const gone = (id: string, at: string, part: 'child' | 'caller', subject: string): Kept['forgotten'][number] => ({
  case: id,
  number: id,
  at,
  part,
  subject,
  ground: 'request',
  proposed_by: null,
  by: null,
  overwritten: true,
  backups_until: '2026-12-27',
});

test('whoever went at the same moment stands in one line', () => {
  const list = [gone('a', '10:00', 'child', '1'), gone('a', '10:00', 'caller', '2'), gone('b', '09:00', 'child', '3'), gone('a', '08:00', 'child', '4')];
  expect(together(list).map((line) => line.map((one) => one.subject))).toEqual([['1', '2'], ['3'], ['4']]);
});
