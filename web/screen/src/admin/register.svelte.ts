/** One page of a register's list, and one thing of it with its history. */
import { ask, command, Refusal, send, type Answer } from '../shared/api';
import { tryText } from '../shared/language.svelte';
import { problemText, troubleText } from '../shared/refusal';

export const PAGE_SIZE = 50;
const PATIENCE_MS = 250;

export type Kind = 'accounts' | 'centres' | 'schools' | 'specialists' | 'teams' | 'vehicles';
export type Row = Readonly<Record<string, unknown>> & { readonly id: string };

export interface Change {
  readonly field: string;
  readonly before: unknown;
  readonly after: unknown;
}

export interface Step {
  readonly version: number;
  readonly at: string;
  readonly event: string;
  readonly who: string | null;
  readonly role: string;
  readonly changes: readonly Change[];
}

interface Found {
  readonly entry: Row;
  readonly version: number;
  readonly history: readonly Step[];
  readonly earlier: number;
}

/** What was looked for stays while one thing is open and is there again on the way back. */
const looked = new Map<Kind, { q: string; show: string; page: number }>();

export class Listing<T extends Row> {
  q = $state('');
  show = $state('open');
  page = $state(1);
  rows = $state.raw<readonly T[]>([]);
  total = $state(0);
  loaded = $state(false);
  trouble = $state('');
  private timer: ReturnType<typeof setTimeout> | undefined;
  private asked = 0;
  readonly pages = $derived(Math.max(1, Math.ceil(this.total / PAGE_SIZE)));

  constructor(readonly kind: Kind) {
    const before = looked.get(kind);
    if (before !== undefined) [this.q, this.show, this.page] = [before.q, before.show, before.page];
  }

  typed(q: string): void {
    this.q = q;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.turn(1), PATIENCE_MS);
  }

  turn(page: number): void {
    this.page = page;
    void this.load();
  }

  async load(): Promise<void> {
    const mine = ++this.asked;
    looked.set(this.kind, { q: this.q, show: this.show, page: this.page });
    try {
      const asked = { kind: this.kind, q: this.q.trim(), show: this.show, limit: PAGE_SIZE, offset: (this.page - 1) * PAGE_SIZE };
      const found = await send<{ rows: readonly T[]; total: number }>('/api/registers', asked);
      if (mine !== this.asked) return;
      [this.rows, this.total, this.loaded, this.trouble] = [found.rows, found.total, true, ''];
    } catch (error) {
      if (mine === this.asked) this.trouble = troubleText(error);
    }
  }
}

/** What was typed and not saved, by kind and thing: it is there again when one comes back. */
const drafts = new Map<string, { version: number; draft: object }>();

/** One thing and the form over it. `D` is what the form holds. */
export class Entry<T extends Row, D extends object> {
  row = $state.raw<T | null>(null);
  draft: D = $state() as D;
  history = $state.raw<readonly Step[]>([]);
  earlier = $state(0);
  busy = $state(false);
  /** What is wrong, by field; and what is wrong with none of them. */
  wrong = $state.raw<Readonly<Record<string, string>>>({});
  trouble = $state('');
  /** What others changed since this form was filled in. */
  meanwhile = $state.raw<readonly Step[]>([]);
  private version = 0;

  constructor(
    readonly kind: Kind,
    readonly id: string,
    private readonly formOf: (row: T | null) => D,
    fresh: boolean,
    /** Which of several forms over the same thing this is. */
    private readonly part: string = '',
  ) {
    this.draft = formOf(null);
    if (fresh) this.recall();
  }

  private get key(): string {
    return `${this.kind}/${this.id}/${this.part}`;
  }

  private recall(): void {
    const kept = drafts.get(this.key);
    if (kept !== undefined) [this.draft, this.version] = [kept.draft as D, kept.version];
  }

  /** Keep what is typed, for whoever leaves the page without saving. */
  remember(): void {
    if (this.dirty) drafts.set(this.key, { version: this.version, draft: $state.snapshot(this.draft) as object });
    else drafts.delete(this.key);
  }

  get dirty(): boolean {
    return JSON.stringify(this.draft) !== JSON.stringify(this.formOf(this.row));
  }

  async load(): Promise<void> {
    try {
      this.take(await this.ask());
      this.draft = this.formOf(this.row);
      this.recall();
    } catch (error) {
      this.trouble = troubleText(error);
    }
  }

  private ask(): Promise<Found> {
    return ask<Found>('/api/registers/entry', { kind: this.kind, id: this.id });
  }

  private take(found: Found): void {
    this.row = found.entry as T;
    [this.version, this.history, this.earlier] = [found.version, found.history, found.earlier];
  }

  /** Send a command about this thing; true when the server took it. Nothing typed is lost when it did not. */
  async save(name: string, fields: object): Promise<boolean> {
    const seen = this.version === 0 ? {} : { seen: this.version };
    return this.carry(() => command(name, { ...fields, ...seen }));
  }

  async carry(action: () => Promise<Answer | object>): Promise<boolean> {
    [this.busy, this.trouble, this.wrong, this.meanwhile] = [true, '', {}, []];
    try {
      await action();
      drafts.delete(this.key);
      this.take(await this.ask());
      this.draft = this.formOf(this.row);
      return true;
    } catch (error) {
      await this.told(error);
      return false;
    } finally {
      this.busy = false;
    }
  }

  /** Ask the server about what is typed; null when it refused, which then stands beside its field. */
  async attempt<A>(action: () => Promise<A>): Promise<A | null> {
    [this.busy, this.trouble, this.wrong, this.meanwhile] = [true, '', {}, []];
    try {
      return await action();
    } catch (error) {
      await this.told(error);
      return null;
    } finally {
      this.busy = false;
    }
  }

  private async told(error: unknown): Promise<void> {
    const field = error instanceof Refusal ? error.problem.params['field'] : undefined;
    if (error instanceof Refusal && typeof field === 'string') {
      this.wrong = { [field.replace(/\[.*$/, '').replace(/^settings\./, '')]: problemText(error.problem) };
      return;
    }
    this.trouble = troubleText(error);
    if (!(error instanceof Refusal) || error.problem.code !== 'changed-meanwhile') return;
    const [version, base] = [this.version, this.formOf(this.row)];
    const typed = $state.snapshot(this.draft) as D;
    this.take(await this.ask());
    this.draft = merged(base, typed, this.formOf(this.row));
    this.meanwhile = this.history.filter((step) => step.version > version);
  }

  /** Give up what was typed: the form is as the thing is now. */
  undo(): void {
    [this.draft, this.trouble, this.wrong, this.meanwhile] = [this.formOf(this.row), '', {}, []];
    drafts.delete(this.key);
  }
}

/** Two people's work together: what this person typed, and the other's where this one typed nothing. */
export function merged<D extends object>(base: D, typed: D, now: D): D {
  const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
  const pairs = Object.entries(typed).map(([name, value]) => {
    const key = name as keyof D;
    return [name, same(value, base[key]) ? now[key] : value] as const;
  });
  return Object.fromEntries(pairs) as D;
}

/** Words for an event of a register, by its stored name. */
export function eventText(step: Step): string {
  return tryText(`admin.event.${step.event}`, {}, tryText(`story.${step.event}`, {}, step.event));
}
