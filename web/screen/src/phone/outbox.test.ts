import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, describe, expect, test } from 'vitest';
import { Refusal, type Problem } from '../shared/api';
import { Outbox, type Entry, type Reply } from './outbox';
import { openStore } from './store';
import { replyTo } from './transport';

const PROBLEM: Problem = { title: '', status: 409, code: 'visit-cancelled', citation: null, detail: '', params: {} };
const AT = '2026-11-23T02:00:00.000Z';

let factory: IDBFactory;
let waiting: readonly Entry[];
let sent: string[];
let replies: Reply[];

/** An outbox whose server answers with `replies` in turn, then takes everything. */
async function outbox(account = 'one'): Promise<Outbox> {
  const store = await openStore(account, factory);
  let ids = 0;
  const around = {
    store,
    send: async (entry: Entry): Promise<Reply> => {
      sent.push(`${entry.sequence} ${entry.name}`);
      return replies.shift() ?? { kind: 'done' };
    },
    alone: <T>(action: () => Promise<T>): Promise<T> => action(),
    newId: () => `id-${(ids += 1)}`,
  };
  return new Outbox(around, {
    onChange: (entries) => {
      waiting = entries;
    },
    onSent: () => undefined,
    onRefused: () => undefined,
    onStopped: () => undefined,
  });
}

beforeEach(() => {
  factory = new IDBFactory();
  waiting = [];
  sent = [];
  replies = [];
});

describe('the outbox', () => {
  test('sends in the order of pressing and forgets what was taken', async () => {
    const box = await outbox();
    await box.press('accept-assignment', { visit: 'v' }, AT);
    await box.press('record-arrival', { visit: 'v' }, AT);
    await box.drain();
    expect(sent).toEqual(['1 accept-assignment', '2 record-arrival']);
    expect(waiting).toEqual([]);
  });

  test('stops at the first network failure and sends nothing out of order', async () => {
    replies = [{ kind: 'later' }];
    const box = await outbox();
    await box.press('accept-assignment', {}, AT);
    await box.press('record-arrival', {}, AT);
    await box.drain();
    expect(sent).toEqual(['1 accept-assignment']);
    expect(waiting.map((entry) => entry.name)).toEqual(['accept-assignment', 'record-arrival']);
  });

  test('keeps the queue over a reload: same id, same moment, same sequence', async () => {
    replies = [{ kind: 'later' }];
    const before = await outbox();
    const pressed = await before.press('record-arrival', { visit: 'v' }, AT);
    await before.drain();
    const after = await outbox();
    await after.show();
    expect(waiting).toEqual([pressed]);
    await after.drain();
    expect(sent).toEqual(['1 record-arrival', '1 record-arrival']);
    expect(waiting).toEqual([]);
  });

  test('takes a refused one off the way but keeps it until somebody has read it', async () => {
    replies = [{ kind: 'refused', problem: PROBLEM }];
    const box = await outbox();
    await box.press('record-arrival', {}, AT);
    await box.press('end-visit', {}, AT);
    await box.drain();
    expect(sent).toEqual(['1 record-arrival', '2 end-visit']);
    expect(waiting.map((entry) => entry.refused?.code)).toEqual(['visit-cancelled']);
    await box.drain();
    expect(sent).toHaveLength(2);
    await box.dismiss(1);
    expect(waiting).toEqual([]);
  });

  test('never gives a sequence twice, not even after everything was sent', async () => {
    const box = await outbox();
    await box.press('a', {}, AT);
    await box.drain();
    expect((await box.press('b', {}, AT)).sequence).toBe(2);
  });

  test('never sends what another account pressed', async () => {
    replies = [{ kind: 'later' }];
    const one = await outbox('one');
    await one.press('record-arrival', {}, AT);
    await one.drain();
    sent = [];
    const two = await outbox('two');
    await two.drain();
    expect(sent).toEqual([]);
  });

  test('sends what was pressed while it was sending', async () => {
    const box = await outbox();
    await box.press('a', {}, AT);
    const draining = box.drain();
    await box.press('b', {}, AT);
    await Promise.all([draining, box.drain()]);
    await box.drain();
    expect(sent).toEqual(['1 a', '2 b']);
  });
});

describe('what a failure means', () => {
  const problem = (status: number): Refusal => new Refusal({ ...PROBLEM, status });

  test.each([400, 403, 404, 409, 422])('%i is refused and shown', (status) => {
    expect(replyTo(problem(status)).kind).toBe('refused');
  });

  test.each([408, 425, 429, 500, 502, 503])('%i is tried again', (status) => {
    expect(replyTo(problem(status)).kind).toBe('later');
  });

  test('a lost session keeps everything', () => {
    expect(replyTo(problem(401)).kind).toBe('login');
  });

  test('no network is tried again', () => {
    expect(replyTo(new TypeError('failed to fetch')).kind).toBe('later');
  });
});
