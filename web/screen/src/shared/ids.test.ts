import { expect, test } from 'vitest';
import { newId } from './ids';

const NOON = Date.UTC(2026, 2, 16, 12);

test('an identity is a UUID of version 7 that begins with its time', () => {
  const made = newId(NOON);
  expect(made).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(Number.parseInt(made.replaceAll('-', '').slice(0, 12), 16)).toBe(NOON);
});

test('identities sort by the time they were made at, and no two are the same', () => {
  const made = [0, 1, 255, 256, 2 ** 32].map((later) => newId(NOON + later));
  expect([...made].sort()).toEqual(made);
  expect(new Set(Array.from({ length: 1000 }, () => newId(NOON))).size).toBe(1000);
});
