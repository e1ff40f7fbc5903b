import { afterEach, expect, test, vi } from 'vitest';
import { carryOut } from './carryOut';
import type { Desk } from './desk.svelte';

afterEach(() => vi.unstubAllGlobals());

/** A desk with one case and one group; what it sends is written down. */
function desk(sent: object[]): Desk {
  const team = { id: 'team-3', name: '3-топ' };
  const row = { id: 'case-1042', number: 'KZ-00-2026-001042', visits: [] };
  return {
    queue: { rows: new Map([[row.id, row]]) },
    teams: { rows: new Map([[team.id, team]]) },
    send: (name: string, fields: object) => {
      sent.push({ name, ...fields });
      return Promise.resolve({ position: 1 });
    },
  } as unknown as Desk;
}

async function assigned(answer: () => Promise<Response>): Promise<unknown> {
  const asked: string[] = [];
  const sent: object[] = [];
  vi.stubGlobal('fetch', (path: string) => {
    asked.push(path);
    return answer();
  });
  await carryOut(desk(sent), { kind: 'assign', target: '1042', team: '3' });
  expect(asked).toEqual(['/api/cases/case-1042/recommendation']);
  return sent[0];
}

const OF = { name: 'assign-team', case: 'case-1042', team: 'team-3' };

test('a group named by hand is sent with the recommendation it was chosen from', async () => {
  const sent = await assigned(() => Promise.resolve(Response.json({ id: 'r-1', ranked: [{ team: 'team-3' }], rejected: [] })));
  expect(sent).toMatchObject({ ...OF, recommendation_id: 'r-1' });
});

test('and goes all the same when nothing can be recommended', async () => {
  const sent = await assigned(() => Promise.reject(new TypeError('no network')));
  expect(sent).toMatchObject({ ...OF, recommendation_id: null });
});
