/** The outbox's entries in IndexedDB: one database per account, so that nobody sends under another's name. */
import type { Entry, NewEntry, Store } from './outbox';

const ENTRIES = 'entries';

function answered<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('the store did not answer'));
  });
}

function open(factory: IDBFactory, name: string): Promise<IDBDatabase> {
  const request = factory.open(name, 1);
  request.onupgradeneeded = () => {
    // The key is the device's sequence: the store itself counts it and never gives one twice.
    request.result.createObjectStore(ENTRIES, { keyPath: 'sequence', autoIncrement: true });
  };
  return answered(request);
}

/** Resolves when the change is on disk and not merely asked for. */
async function change<T>(db: IDBDatabase, action: (entries: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const transaction = db.transaction(ENTRIES, 'readwrite', { durability: 'strict' });
  const kept = new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error('the store is full'));
  });
  const result = await answered(action(transaction.objectStore(ENTRIES)));
  await kept;
  return result;
}

export async function openStore(account: string, factory: IDBFactory = indexedDB): Promise<Store> {
  const db = await open(factory, `jedel-outbox-${account}`);
  return {
    async add(entry: NewEntry): Promise<Entry> {
      const sequence = await change(db, (entries) => entries.add(entry));
      return { ...entry, sequence: Number(sequence) };
    },
    async put(entry: Entry): Promise<void> {
      await change(db, (entries) => entries.put(entry));
    },
    async remove(sequence: number): Promise<void> {
      await change(db, (entries) => entries.delete(sequence));
    },
    async all(): Promise<Entry[]> {
      return answered<Entry[]>(db.transaction(ENTRIES).objectStore(ENTRIES).getAll());
    },
  };
}
