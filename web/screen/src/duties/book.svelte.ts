/** What the duties page has open: a list by its filters, or the months; asked again while somebody looks. */
import { Registers } from '../board/registers.svelte';
import type { TeamRow } from '../live/rows';
import type { Me } from '../shared/account.svelte';
import { ask } from '../shared/api';
import { troubleText } from '../shared/refusal';
import { NO_FILTERS, queryOf, readAddress, viewsOf, writeAddress, type Address, type Filters, type View } from './address';

export const PAGE_SIZE = 50;
/** What is late changes by the clock alone. */
const AGAIN_MS = 20_000;

export interface Line {
  readonly key: string;
  readonly entry: string;
  readonly about: 'case' | 'school' | 'breach';
  readonly number: string | null;
  readonly kind: string;
  readonly class: number | null;
  readonly school: string | null;
  readonly team: string | null;
  readonly owner: string | null;
  readonly state: string;
  readonly due: string;
  readonly citation: string;
  readonly mark: string | null;
  readonly hold: string | null;
  readonly missed_at: string | null;
  readonly by: string | null;
  readonly done_at: string | null;
}

export interface Found {
  readonly duties: readonly Line[];
  readonly total: number;
  readonly counts: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly ready: boolean;
}

export interface Month {
  readonly month: string;
  readonly kind: string;
  readonly total: number | null;
  readonly in_time: number | null;
  readonly late: number | null;
  readonly missed: number | null;
  readonly waived: number | null;
  readonly open: number | null;
  readonly share: number | null;
  readonly median_delay: number | null;
}

export interface Months {
  readonly least: number;
  readonly months: readonly Month[];
}

export class Book {
  readonly registers = new Registers();
  address = $state.raw<Address>(readAddress(location.hash));
  found = $state.raw<Found | null>(null);
  months = $state.raw<Months | null>(null);
  teams = $state.raw<readonly TeamRow[]>([]);
  trouble = $state('');
  busy = $state(false);
  private timer: ReturnType<typeof setInterval> | undefined;
  private loading: AbortController | null = null;

  readonly readsCases: boolean;
  readonly views: readonly View[];
  readonly teamNames = $derived(new Map(this.teams.map((team) => [team.id, team.name])));

  constructor(readonly me: Me) {
    this.readsCases = me.may.includes('read-case');
    this.views = viewsOf(this.readsCases);
  }

  async start(): Promise<void> {
    addEventListener('hashchange', this.arrive);
    this.timer = setInterval(() => {
      if (!document.hidden) void this.load();
    }, AGAIN_MS);
    const teams = this.readsCases ? ask<{ teams: readonly TeamRow[] }>('/api/teams') : Promise.resolve({ teams: [] });
    const [, found] = await Promise.allSettled([this.registers.load(), teams, this.load()]);
    if (found.status === 'fulfilled') this.teams = found.value.teams;
  }

  stop(): void {
    removeEventListener('hashchange', this.arrive);
    clearInterval(this.timer);
    this.loading?.abort();
  }

  readonly arrive = (): void => {
    this.address = readAddress(location.hash);
    void this.load();
  };

  async load(): Promise<void> {
    this.loading?.abort();
    const { signal } = (this.loading = new AbortController());
    this.busy = true;
    try {
      const view = this.views.includes(this.address.view) ? this.address.view : 'late';
      if (view === 'months') this.months = await ask<Months>('/api/duties/months', {}, signal);
      else if (view !== 'feed') this.found = await ask<Found>('/api/duties', queryOf({ ...this.address, view }, PAGE_SIZE), signal);
      this.trouble = '';
    } catch (error) {
      if (!signal.aborted) this.trouble = troubleText(error);
    } finally {
      if (!signal.aborted) this.busy = false;
    }
  }

  hrefOf(view: View): string {
    return writeAddress({ view, page: 1, filters: this.address.filters });
  }

  /** From what stands in the address bar now: a link pressed just before may not have been told of yet. */
  go(changes: Partial<Address>): void {
    location.hash = writeAddress({ ...readAddress(location.hash), page: 1, ...changes });
  }

  filter(changes: Partial<Filters>): void {
    this.go({ filters: { ...readAddress(location.hash).filters, ...changes } });
  }

  clear(): void {
    this.go({ filters: NO_FILTERS });
  }

  /** How many stand in a list, by the newest answer; nothing for lists that are not counted. */
  count(view: View): number | null {
    const kinds = this.found?.counts[view];
    return kinds === undefined ? null : Object.values(kinds).reduce((sum, n) => sum + n, 0);
  }
}
