import { expect, test, vi } from 'vitest';
import type { Plan } from './together';
import { better } from './togetherWords';

vi.mock('../shared/language.svelte', () => ({ t: (key: string) => key, tryText: (key: string) => key }));

const plan = (offered: boolean, before: number, after: number): Plan =>
  ({ offered, gain: { kind: 'longest', risk_class: 1, before, after } }) as unknown as Plan;

test('a gain that no travel time can show is not told as one', () => {
  expect(better(plan(false, 500, 470))).toBe('together.small');
  expect(better(plan(true, 560, 470))).toBe('together.gain.longest');
  expect(better({ ...plan(false, 0, 0), gain: null })).toBe('together.none');
});
