/** This phone's own key: made here, never readable, kept in IndexedDB; and forgetting all of it.
 *
 * The private key cannot be exported, by us or anybody: what leaves the phone are signatures.
 */
import { sendOnce } from './api';

export interface Device {
  readonly id: string;
  readonly key: CryptoKey;
}

const DATABASE = 'jedel-phone';
const KEPT = 'device';
const CURVE = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const SIGNING = { name: 'ECDSA', hash: 'SHA-256' } as const;
const OURS = /^jedel-/;

function answered<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('the store did not answer'));
  });
}

function done(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error('the store is full'));
  });
}

async function opened(factory: IDBFactory): Promise<IDBDatabase> {
  const request = factory.open(DATABASE, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(KEPT);
  return answered(request);
}

/** The phone that this browser is enrolled as; null for every other browser. */
export async function ownDevice(factory: IDBFactory | undefined = globalThis.indexedDB): Promise<Device | null> {
  if (factory === undefined) return null;
  const db = await opened(factory);
  try {
    return (await answered<Device | undefined>(db.transaction(KEPT).objectStore(KEPT).get('self'))) ?? null;
  } finally {
    db.close();
  }
}

export async function keepDevice(device: Device, factory: IDBFactory = indexedDB): Promise<void> {
  const db = await opened(factory);
  const transaction = db.transaction(KEPT, 'readwrite', { durability: 'strict' });
  transaction.objectStore(KEPT).put(device, 'self');
  await done(transaction);
  db.close();
}

/** A new key pair, and its public half as the server wants it. */
export async function newKey(): Promise<{ readonly key: CryptoKey; readonly point: Uint8Array<ArrayBuffer> }> {
  const pair = await crypto.subtle.generateKey(CURVE, false, ['sign', 'verify']);
  return { key: pair.privateKey, point: new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey)) };
}

export function packed(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

export async function sign(key: CryptoKey, text: string): Promise<string> {
  return packed(new Uint8Array(await crypto.subtle.sign(SIGNING, key, new TextEncoder().encode(text))));
}

/** The six digits that stand on both screens: made of the code that was read and of this phone's own key. */
export async function comparison(code: string, point: Uint8Array): Promise<string> {
  const text = new TextEncoder().encode(code);
  const both = new Uint8Array(text.length + point.length);
  both.set(text);
  both.set(point, text.length);
  const digest = new DataView(await crypto.subtle.digest('SHA-256', both));
  return String(digest.getBigUint64(0) % 1_000_000n).padStart(6, '0');
}

/** What goes along with a command: this phone's clock, and its signature over clock, name and body. */
export async function signature(device: Device, name: string, body: string, clock: number = Date.now()): Promise<string> {
  return `${clock}.${await sign(device.key, `jedel-command-1\n${device.id}\n${clock}\n${name}\n${body}`)}`;
}

/** Log in with this phone's key and its person's PIN. Throws `Refusal`; `phone-revoked` means: forget all. */
export async function enterWithPin(device: Device, pin: string): Promise<void> {
  const challenge = await challengeFor(device);
  const signed = await sign(device.key, `jedel-login-1\n${device.id}\n${challenge}`);
  await sendOnce('/api/phone/login', { phone: device.id, challenge, signature: signed, pin });
}

export async function challengeFor(device: Device): Promise<string> {
  return (await sendOnce<{ challenge: string }>('/api/phone/challenge', { phone: device.id })).challenge;
}

/** Forget the key, every press that waits, and what was remembered of visits. Other pages of ours may be open:
 * emptying works under their hands, deleting the databases happens when the last of them lets go. */
export async function wipe(factory: IDBFactory = indexedDB, storage: Storage = localStorage): Promise<void> {
  for (const { name } of await factory.databases()) {
    if (name === undefined || !OURS.test(name)) continue;
    const db = await answered(factory.open(name));
    const stores = [...db.objectStoreNames];
    if (stores.length > 0) {
      const transaction = db.transaction(stores, 'readwrite');
      stores.forEach((store) => transaction.objectStore(store).clear());
      await done(transaction);
    }
    db.close();
    factory.deleteDatabase(name);
  }
  for (const key of Object.keys(storage)) if (/^jedel\.(device|visit)/.test(key)) storage.removeItem(key);
}
