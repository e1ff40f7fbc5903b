import { expect, test } from 'vitest';
import { saw, seen } from './seen';

test('the furthest position of one log is said, and another log counts anew', () => {
  expect(seen()).toBe('');
  saw('log.1', 7);
  saw('log.1', 5);
  expect(seen()).toBe('log.1/7');
  saw('log.1', 12);
  saw('other.1', 3);
  expect(seen()).toBe('other.1/3');
});
