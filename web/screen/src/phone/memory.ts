/** Which visit this phone was last busy with, kept over a reload, so that a cancellation is never missed.
 *
 * An id and a number: nothing about anybody.
 */
export interface KnownVisit {
  readonly visit: string;
  readonly number: string;
  readonly driving: boolean;
}

export class VisitMemory {
  known: KnownVisit | null;
  private readonly name: string;

  constructor(
    account: string,
    private readonly storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> = localStorage,
  ) {
    this.name = `jedel.visit.${account}`;
    this.known = read(storage.getItem(this.name));
  }

  keep(visit: KnownVisit | null): void {
    this.known = visit;
    if (visit === null) this.storage.removeItem(this.name);
    else this.storage.setItem(this.name, JSON.stringify(visit));
  }
}

function read(text: string | null): KnownVisit | null {
  if (text === null) return null;
  try {
    const found = JSON.parse(text) as Partial<KnownVisit>;
    if (typeof found.visit !== 'string' || typeof found.number !== 'string') return null;
    return { visit: found.visit, number: found.number, driving: found.driving === true };
  } catch {
    return null;
  }
}
