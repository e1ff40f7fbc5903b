/** What the supervisor has open: the list by its filters, or one case with its story at a chosen step. */
import { ask } from '../shared/api';
import type { Me } from '../shared/account.svelte';
import { Inbox } from '../shared/inbox.svelte';
import type { Entry } from '../shared/ledger';
import { troubleText } from '../shared/refusal';
import { Feed, LiveTopic } from '../live/feed.svelte';
import type { QueueRow, TeamRow } from '../live/rows';
import { Registers } from '../board/registers.svelte';
import { NO_FILTERS, readAddress, viewsOf, writeAddress, type Address, type Filters, type View } from './address';
import type { Step } from './story';

export const PAGE_SIZE = 50;
const PATIENCE_MS = 120;
/** So long changes are gathered before the list is asked for again. */
const FOLLOW_MS = 1_000;

/** A case as everything up to a position left it. */
export interface Card {
  readonly row: QueueRow;
  readonly said: Readonly<Record<string, unknown>>;
  readonly position: number;
  readonly duties: readonly { readonly duty: string; readonly state: string; readonly due: string; readonly citation: string; readonly missed: boolean }[];
  readonly ledger: readonly Entry[];
  readonly services: readonly string[];
  readonly follow_ups: readonly { readonly id: string; readonly on: string; readonly what: unknown }[];
  readonly visits: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly joined: readonly string[];
  readonly noted: 'logged' | 'waiting';
}

interface Found {
  readonly cases: readonly QueueRow[];
  readonly total: number;
}

export class Archive {
  readonly feed = new Feed();
  readonly registers = new Registers();
  readonly inbox: Inbox;
  readonly queue: LiveTopic<QueueRow>;
  address = $state.raw<Address>(readAddress(location.hash));
  found = $state.raw<Found | null>(null);
  steps = $state.raw<readonly Step[]>([]);
  card = $state.raw<Card | null>(null);
  teams = $state.raw<readonly TeamRow[]>([]);
  busy = $state(false);
  trouble = $state('');
  /** Position of the step that the card was asked for. */
  private cardAt = $state(0);
  private loading: AbortController | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private following: ReturnType<typeof setTimeout> | undefined;

  /** Names of teams by id. */
  readonly teamNames = $derived(new Map(this.teams.map((team) => [team.id, team.name])));
  /** The step shown, from 1; the newest unless another is asked for. */
  readonly step = $derived(Math.min(this.address.step ?? this.steps.length, this.steps.length));
  readonly asItWas = $derived(this.steps.length > 0 && this.step < this.steps.length);
  /** Whether the card is that of the step shown, and not still the one before. */
  readonly settled = $derived(this.cardAt === this.steps[this.step - 1]?.position);
  /** Events that came in after the story was read. */
  readonly newer = $derived.by(() => {
    const row = this.address.case === null ? undefined : this.queue.rows.get(this.address.case);
    const last = this.steps.at(-1);
    return row === undefined || last === undefined ? 0 : Math.max(0, row.version - last.version);
  });

  constructor(readonly me: Me) {
    // Whoever may not watch the queue has it empty: being refused would only be said in red.
    this.queue = me.may.includes('watch-queue') ? this.feed.topic<QueueRow>(`queue:${me.region}`) : new LiveTopic<QueueRow>();
    this.inbox = new Inbox(this.feed, me.account);
  }

  async start(): Promise<void> {
    this.feed.start();
    addEventListener('hashchange', () => void this.arrive());
    await Promise.allSettled([this.registers.load(), this.loadTeams()]);
    await this.load();
  }

  stop(): void {
    clearTimeout(this.following);
    this.feed.stop();
  }

  hrefOf(id: string): string {
    return writeAddress({ ...this.address, view: 'cases', case: id, step: null });
  }

  hrefOfList(): string {
    return this.hrefOfView('cases');
  }

  hrefOfView(view: View, id: string | null = null): string {
    return writeAddress({ ...this.address, view, case: id, step: null });
  }

  /** The parts of the page that are within this person's roles. */
  get views(): readonly View[] {
    return viewsOf(this.me.may);
  }

  /** What the address asks for; somebody without cases begins with what they may see. */
  get view(): View {
    const { view } = this.address;
    return view === 'cases' && this.address.case === null && !this.views.includes('cases') ? (this.views[0] ?? 'cases') : view;
  }

  filter(change: Partial<Filters>): void {
    this.go({ ...this.address, page: 1, filters: { ...this.address.filters, ...change } });
  }

  clear(): void {
    this.go({ ...this.address, page: 1, filters: NO_FILTERS });
  }

  turn(page: number): void {
    this.go({ ...this.address, page });
  }

  /** Look at the case as it was after this step; the newest is shown without a frame. */
  show(step: number): void {
    const wanted = step >= this.steps.length ? null : Math.max(1, step);
    this.address = { ...this.address, step: wanted };
    history.replaceState(null, '', writeAddress(this.address));
    // A slider passes many steps: only the one that it stays on is asked for.
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.guarded((signal) => this.loadCard(signal)), PATIENCE_MS);
  }

  load(): Promise<void> {
    return this.guarded(async (signal) => {
      if (this.view !== 'cases') return;
      if (this.address.case === null) await this.loadList(signal);
      else await this.loadCase(this.address.case, signal);
    });
  }

  /** Rows of the queue moved: the list is asked for again, at most once in a while, where it is what is seen. */
  follow(): void {
    this.following ??= setTimeout(() => {
      this.following = undefined;
      if (this.found !== null && this.view === 'cases' && this.address.case === null) void this.load();
    }, FOLLOW_MS);
  }

  private go(address: Address): void {
    this.address = address;
    history.replaceState(null, '', writeAddress(address));
    void this.load();
  }

  private async arrive(): Promise<void> {
    const before = this.address.case;
    this.address = readAddress(location.hash);
    if (this.address.case !== before) {
      this.steps = [];
      this.card = null;
      scrollTo(0, 0);
    }
    await this.load();
  }

  private async guarded(action: (signal: AbortSignal) => Promise<void>): Promise<void> {
    this.loading?.abort();
    const mine = new AbortController();
    this.loading = mine;
    this.busy = true;
    this.trouble = '';
    try {
      await action(mine.signal);
    } catch (error) {
      if (!mine.signal.aborted) this.trouble = troubleText(error);
    } finally {
      if (this.loading === mine) this.busy = false;
    }
  }

  private async loadTeams(): Promise<void> {
    this.teams = (await ask<{ teams: readonly TeamRow[] }>('/api/teams')).teams;
  }

  private async loadList(signal: AbortSignal): Promise<void> {
    const { filters, page } = this.address;
    const given = Object.entries(filters).filter(([, value]) => value !== '');
    const asked = { ...Object.fromEntries(given), limit: String(PAGE_SIZE), offset: String((page - 1) * PAGE_SIZE) };
    this.found = await ask<Found>('/api/cases', asked, signal);
  }

  private async loadCase(id: string, signal: AbortSignal): Promise<void> {
    const { story } = await ask<{ story: readonly Step[] }>(`/api/cases/${id}/story`, {}, signal);
    this.steps = story;
    await this.loadCard(signal);
  }

  private async loadCard(signal: AbortSignal): Promise<void> {
    const id = this.address.case;
    const step = this.steps[this.step - 1];
    if (id === null || step === undefined) return;
    const at: Record<string, string> = this.asItWas ? { at: String(step.position) } : {};
    this.card = await ask<Card>(`/api/cases/${id}`, at, signal);
    this.cardAt = step.position;
  }
}
