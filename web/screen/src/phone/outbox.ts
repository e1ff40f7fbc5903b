/** What was pressed and is not yet on the server: kept in order, sent one at a time, never dropped in silence.
 *
 * Sent at least once, applied exactly once: the server knows a command by its id. No DOM in here; the store,
 * the way to the server and the lock are handed in.
 */
import type { Problem } from '../shared/api';

/** A press. `sequence` counts the presses of this device and is never used twice. */
export interface Entry {
  readonly sequence: number;
  readonly id: string;
  readonly name: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly happenedAt: string;
  /** Why the server said no; then it waits for a person to read that, and is sent no more. */
  readonly refused: Problem | null;
}

export type NewEntry = Omit<Entry, 'sequence'>;

export interface Store {
  /** Keep it for good and give it the next sequence. */
  add(entry: NewEntry): Promise<Entry>;
  put(entry: Entry): Promise<void>;
  remove(sequence: number): Promise<void>;
  /** All entries, oldest first. */
  all(): Promise<Entry[]>;
}

/** `later`: no network or the server cannot now; `login`: the session has ended, the entry stays. */
export type Reply =
  | { readonly kind: 'done' }
  | { readonly kind: 'refused'; readonly problem: Problem }
  | { readonly kind: 'later' }
  | { readonly kind: 'login' };

export interface Surroundings {
  readonly store: Store;
  send(entry: Entry): Promise<Reply>;
  /** Run with nobody else sending from this device, other pages included. */
  alone<T>(action: () => Promise<T>): Promise<T>;
  newId(): string;
}

export interface Listener {
  onChange(entries: readonly Entry[]): void;
  onSent(entry: Entry): void;
  onRefused(entry: Entry): void;
  onStopped(reason: 'later' | 'login'): void;
}

export class Outbox {
  private draining: Promise<void> | null = null;
  private again = false;

  constructor(
    private readonly around: Surroundings,
    private readonly listener: Listener,
  ) {}

  /** Keep a press; it is safe as soon as this returns. Sending is a step of its own. */
  async press(name: string, fields: Readonly<Record<string, unknown>>, happenedAt: string): Promise<Entry> {
    const entry = await this.around.store.add({ id: this.around.newId(), name, fields, happenedAt, refused: null });
    await this.show();
    return entry;
  }

  /** Send what waits, in order, until nothing waits or the network says no. */
  drain(): Promise<void> {
    this.again = true;
    this.draining ??= this.around
      .alone(() => this.sendAll())
      .finally(() => {
        this.draining = null;
      });
    return this.draining;
  }

  /** The person has read why it was refused. */
  async dismiss(sequence: number): Promise<void> {
    await this.around.store.remove(sequence);
    await this.show();
  }

  async show(): Promise<void> {
    this.listener.onChange(await this.around.store.all());
  }

  private async sendAll(): Promise<void> {
    while (this.again) {
      this.again = false;
      for (;;) {
        const next = (await this.around.store.all()).find((entry) => entry.refused === null);
        if (next === undefined) break;
        if (!(await this.sendOne(next))) return;
      }
    }
  }

  /** Whether the next one may be tried. */
  private async sendOne(entry: Entry): Promise<boolean> {
    const reply = await this.around.send(entry);
    switch (reply.kind) {
      case 'done':
        await this.around.store.remove(entry.sequence);
        this.listener.onSent(entry);
        await this.show();
        return true;
      case 'refused': {
        const refused = { ...entry, refused: reply.problem };
        await this.around.store.put(refused);
        this.listener.onRefused(refused);
        await this.show();
        return true;
      }
      case 'later':
      case 'login':
        this.listener.onStopped(reply.kind);
        return false;
    }
  }
}
