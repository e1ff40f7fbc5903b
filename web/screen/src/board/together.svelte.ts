/** The joint plan of this region: asked for when requests or groups change and from time to time, never pushed on. */
import type { LiveTopic } from '../live/feed.svelte';
import type { QueueRow, TeamRow } from '../live/rows';
import { ask, command } from '../shared/api';
import { troubleText } from '../shared/refusal';
import { about, type Asked, type Plan } from './together';

/** Several changes that come together are one question. */
const GATHER_MS = 1_500;

/** Groups move: a plan that nobody has touched is made anew so often. */
const AGAIN_MS = 60_000;

export class Together {
  /** The dialog is open. What it shows changes only when the person asks, or when the server refused it. */
  shown = $state(false);
  asked = $state.raw<Asked | null>(null);
  trouble = $state('');
  busy = $state(false);
  /** What the plan that is shown is about. */
  private plannedFor = $state('');
  private readonly now = $derived.by(() => about(this.queue.rows.values(), this.teams.rows.values()));
  readonly plan = $derived<Plan | null>(this.asked?.plan ?? null);
  /** Requests or groups are others than when the plan was made. */
  readonly changed = $derived(this.asked !== null && this.now !== this.plannedFor);
  /** A plan that is worth interrupting for. While the next one is made the last stays, or the board would jump twice. */
  readonly offer = $derived(this.now !== '' && this.plan !== null && this.plan.offered ? this.plan : null);

  constructor(
    private readonly queue: LiveTopic<QueueRow>,
    private readonly teams: LiveTopic<TeamRow>,
  ) {}

  /** For an effect: asks after every change of what there is to plan, and again while there is; gives the way to end it. */
  follow(): () => void {
    if (this.now === '' || this.shown) return () => undefined;
    const soon = setTimeout(() => void this.load(), GATHER_MS);
    const again = setInterval(() => void this.load(), AGAIN_MS);
    return () => {
      clearTimeout(soon);
      clearInterval(again);
    };
  }

  open(): boolean {
    if (this.shown) return true;
    this.shown = true;
    this.trouble = '';
    void this.load();
    return true;
  }

  async load(): Promise<void> {
    const wanted = this.now;
    try {
      this.asked = await ask<Asked>('/api/joint-plan');
      this.plannedFor = wanted;
    } catch (error) {
      if (this.shown) this.trouble = troubleText(error);
      else this.asked = null;
    }
  }

  /** Everybody is sent, or nobody: then it is said why, and the plan is made anew. */
  async accept(plan: Plan): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    try {
      await command('accept-joint-plan', { plan_id: plan.id });
      this.trouble = '';
      this.asked = null;
      return true;
    } catch (error) {
      await this.load();
      this.trouble = troubleText(error);
      return false;
    } finally {
      this.busy = false;
    }
  }
}
