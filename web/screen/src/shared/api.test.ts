import { afterEach, expect, test, vi } from 'vitest';
import { command, type Obstacle } from './api';

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('what is in the way is told apart, and the same command goes out until it is answered', async () => {
  vi.useFakeTimers();
  const sent: string[] = [];
  const replies = [() => Promise.reject(new TypeError('no network')), () => new Response('{}', { status: 503 }), () => Response.json({ position: 7 })];
  vi.stubGlobal('fetch', (_path: string, init: RequestInit) => {
    sent.push(init.body as string);
    return Promise.resolve(replies[sent.length - 1]?.());
  });
  const told: Obstacle[] = [];
  const answer = command('take-case', { case: 'c' }, { commandId: 'id', onWaiting: (_tries, obstacle) => told.push(obstacle) });
  await vi.runAllTimersAsync();
  expect((await answer).position).toBe(7);
  expect(told).toEqual(['network', 'server']);
  expect(new Set(sent).size).toBe(1);
});
