import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { expect, test } from 'vitest';
import { comparison, keepDevice, newKey, ownDevice, packed, signature, wipe } from './device';

/** As little of `Storage` as is used; its keys are properties, as in browsers. */
function storage(entries: Record<string, string>): Storage {
  const made = Object.create({
    removeItem(this: Record<string, string>, key: string) {
      delete this[key];
    },
  }) as Record<string, string>;
  return Object.assign(made, entries) as unknown as Storage;
}

test('the key stays, and cannot be read out', async () => {
  const factory = new IDBFactory();
  expect(await ownDevice(factory)).toBeNull();
  const { key, point } = await newKey();
  expect(point).toHaveLength(65);
  expect(key.extractable).toBe(false);
  await expect(crypto.subtle.exportKey('pkcs8', key)).rejects.toThrow();
});

test('the digits are those of the server', async () => {
  // As `dispatch.invitations.comparison("code", b"\x04" + b"\x01" * 64)` makes them.
  const point = new Uint8Array(65).fill(1);
  point[0] = 4;
  expect(await comparison('code', point)).toBe('175483');
});

test('a signature names clock, phone, command and body', async () => {
  const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify']);
  const [clock, signed] = (await signature({ id: 'p', key: pair.privateKey }, 'end-visit', '{}', 7)).split('.');
  const bytes = Uint8Array.from(atob((signed ?? '').replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
  const text = new TextEncoder().encode('jedel-command-1\np\n7\nend-visit\n{}');
  expect(clock).toBe('7');
  expect(await crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, pair.publicKey, bytes, text)).toBe(true);
  expect(packed(new Uint8Array([251, 255]))).toBe('-_8');
});

test('forgetting empties everything of ours, under open hands too, and nothing else', async () => {
  const factory = new IDBFactory();
  await keepDevice({ id: 'p', key: 'k' as unknown as CryptoKey }, factory);
  const make = (name: string): Promise<IDBDatabase> =>
    new Promise((resolve) => {
      const request = factory.open(name, 1);
      request.onupgradeneeded = () => request.result.createObjectStore('entries', { autoIncrement: true }).add('press');
      request.onsuccess = () => resolve(request.result);
    });
  const [open, foreign] = [await make('jedel-outbox-one'), await make('other')];
  const kept = storage({ 'jedel.device': 'x', 'jedel.visit.one': 'x', 'jedel.theme': 'dark' });
  await wipe(factory, kept);
  const count = (db: IDBDatabase): Promise<number> =>
    new Promise((resolve) => {
      const request = db.transaction('entries').objectStore('entries').count();
      request.onsuccess = () => resolve(request.result);
    });
  expect([await count(open), await count(foreign)]).toEqual([0, 1]);
  open.close();
  expect(await ownDevice(factory)).toBeNull();
  expect(Object.keys(kept)).toEqual(['jedel.theme']);
});
