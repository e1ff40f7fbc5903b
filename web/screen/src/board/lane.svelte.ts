/** The unverified lane of this region: how many wait, live; and the list, asked for when somebody looks. */
import type { Feed, LiveTopic } from '../live/feed.svelte';
import { ask, send } from '../shared/api';
import { troubleText } from '../shared/refusal';
import type { LaneRow } from '../wire';

export interface LaneEntry {
  readonly number: number;
  readonly at: string;
  readonly school: string;
  readonly danger: boolean;
  readonly who: string;
  readonly text: string;
  readonly name: string;
  readonly contact: string;
}

export const MISUSES = ['joke', 'advertisement', 'repeated', 'unreadable'] as const;

export class Lane {
  shown = $state(false);
  entries = $state.raw<readonly LaneEntry[]>([]);
  chosen = $state.raw<ReadonlySet<number>>(new Set());
  trouble = $state('');
  /** Somebody has looked since the last time that nobody said danger. */
  private looked = $state(false);
  private readonly topic: LiveTopic<LaneRow>;
  private readonly row = $derived.by(() => this.topic.rows.get('lane'));
  readonly waiting = $derived(this.row?.waiting ?? 0);
  readonly danger = $derived(this.row?.danger ?? 0);
  /** Rings until somebody looks; a flood that goes on does not ring again until it is worked off. */
  readonly rings = $derived(this.danger > 0 && !this.looked);

  constructor(feed: Feed, region: string) {
    this.topic = feed.topic<LaneRow>(`lane:${region}`);
  }

  open(): void {
    this.shown = true;
    this.looked = true;
    void this.load();
  }

  /** Once nobody says danger any more, the next one rings again. */
  rest(): void {
    if (this.danger === 0) this.looked = false;
  }

  choose(number: number, on: boolean): void {
    const next = new Set(this.chosen);
    if (on) next.add(number);
    else next.delete(number);
    this.chosen = next;
  }

  chooseAll(on: boolean): void {
    this.chosen = new Set(on ? this.entries.map((entry) => entry.number) : []);
  }

  async load(): Promise<void> {
    await this.trying(async () => {
      this.entries = (await ask<{ entries: readonly LaneEntry[] }>('/api/lane')).entries;
      this.chooseAll(false);
    });
  }

  /** Accept what is chosen, or mark it as misuse for a reason. */
  async decide(misuse: string | null): Promise<void> {
    await this.trying(async () => {
      await send('/api/lane/decide', { entries: [...this.chosen], misuse });
      await this.load();
    });
  }

  private async trying(work: () => Promise<void>): Promise<void> {
    this.trouble = '';
    try {
      await work();
    } catch (error) {
      this.trouble = troubleText(error);
    }
  }
}
