import { expect, test } from 'vitest';
import { formsOf, numbersIn, shelves, type Export } from './exports';

const one = (id: string, mine: boolean, decide: boolean): Export =>
  ({ id, mine, mine_to_decide: decide }) as unknown as Export;

test('numbers are taken however they were pasted, each once', () => {
  expect(numbersIn(' kz-00-2026-000001,\nKZ-00-2026-000002; KZ-00-2026-000001 ')).toEqual(['KZ-00-2026-000001', 'KZ-00-2026-000002']);
  expect(numbersIn(' \n')).toEqual([]);
});

test('whole stories are handed out as PDF only', () => {
  expect(formsOf('stories')).toEqual(['pdf']);
  expect(formsOf('names')).toContain('xlsx');
});

test('each export stands on one shelf', () => {
  const all = [one('a', true, false), one('b', false, true), one('c', false, false)];
  const shown = shelves(all);
  expect([shown.decide, shown.mine, shown.others].map((each) => each.map(({ id }) => id))).toEqual([['b'], ['a'], ['c']]);
});
