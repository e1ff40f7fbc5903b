/** The team's phone: what is live, what it must do now, what it has pressed. One per page. */
import { ask, Refusal } from '../shared/api';
import type { Me } from '../shared/account.svelte';
import { ownDevice } from '../shared/device';
import { serverNow } from '../shared/clock.svelte';
import { newId } from '../shared/ids';
import { Feed, type LiveTopic } from '../live/feed.svelte';
import { arrivalOf, type Arrival } from '../live/arrival';
import type { TeamRow, VisitState } from '../live/rows';
import type { DriveRow } from '../wire';
import { Registers } from '../board/registers.svelte';
import { shownState, stepOf, type Assignment, type LastVisit, type PhoneAnswer, type Step } from './assignment';
import { Outbox, type Entry } from './outbox';
import { VisitMemory } from './memory';
import { Positions } from './positions.svelte';
import { keepCalling, once } from './signal.svelte';
import { openStore } from './store';
import { alone, sendEntry } from './transport';
import { keepScreenOn } from './wake.svelte';

const ASK_AGAIN_MS = 15_000;
const SEND_AGAIN_MS = 5_000;

/** A row of a team as its own phone and the register have it. */
export type CrewRow = TeamRow;

/** An assignment that went away without this phone having ended it. */
export interface Lost {
  readonly number: string;
  readonly visit: string;
  readonly driving: boolean;
  readonly last: LastVisit | null;
}

export class Station {
  readonly feed = new Feed();
  readonly registers = new Registers();
  readonly positions = new Positions();
  assignment = $state.raw<Assignment | null>(null);
  /** Whether the reading of it stands in the log of readings. */
  noted = $state<PhoneAnswer['noted']>(null);
  /** Whether the server has answered since the page was opened. */
  asked = $state(false);
  lost = $state.raw<Lost | null>(null);
  waiting = $state.raw<readonly Entry[]>([]);
  refused = $state.raw<readonly Entry[]>([]);
  /** Why the queue stands still. */
  stopped = $state<'later' | 'login' | null>(null);
  private readonly crew: LiveTopic<CrewRow>;
  private readonly drives: LiveTopic<DriveRow>;
  private outbox: Outbox | null = null;
  private readonly over = new Set<string>();
  private readonly memory: VisitMemory;
  private asking: Promise<void> | null = null;
  private askAgain = false;
  /** What the server has taken: counts as done although its next answer may still be on the way. */
  private taken = $state.raw<readonly Entry[]>([]);
  private timers: ReturnType<typeof setInterval>[] = [];

  readonly row = $derived.by((): CrewRow | null => this.crew.rows.get(this.team) ?? this.registered);
  readonly state = $derived.by((): VisitState | null =>
    this.assignment === null ? null : shownState(this.assignment.state, this.assignment.visit, [...this.taken, ...this.waiting]),
  );
  readonly step = $derived.by((): Step => (this.state === null ? 'over' : stepOf(this.state)));
  /** When this team should be there, reckoned anew while it drives. */
  readonly arrival = $derived.by((): Arrival | null => {
    const [now, state] = [this.assignment, this.state];
    return now === null || state === null ? null : arrivalOf({ id: now.visit, state, eta_at: now.eta_at }, this.drives.rows.get(this.team));
  });
  private registered = $state.raw<CrewRow | null>(null);

  constructor(
    readonly me: Me,
    readonly team: string,
  ) {
    this.crew = this.feed.topic<CrewRow>(`crew:${team}`);
    this.drives = this.feed.topic<DriveRow>(`drive:${team}`);
    this.memory = new VisitMemory(me.account);
  }

  async start(): Promise<void> {
    const store = await openStore(this.me.account);
    const around = { store, send: sendEntry, alone: alone(this.me.account), newId: () => newId() };
    this.outbox = new Outbox(around, {
      onChange: (entries) => this.showEntries(entries),
      onSent: (entry) => {
        this.stopped = null;
        this.taken = [...this.taken, entry];
        void this.refresh();
      },
      onRefused: () => {
        once('cancelled');
        void this.refresh();
      },
      onStopped: (reason) => {
        this.stopped = reason;
      },
    });
    await this.outbox.show();
    // Presses must survive a phone that runs out of room; a browser that says no still keeps them as long as it can.
    void navigator.storage?.persist?.();
    this.feed.start();
    this.listen();
    // A register that cannot be read leaves names empty; the assignment itself does not need it.
    await Promise.allSettled([this.registers.load(), this.loadTeam(), this.refresh(), this.outbox.drain()]);
  }

  /** Keep what was pressed, with the moment of pressing, and send it as soon as it can be. */
  async press(name: string, fields: Readonly<Record<string, unknown>>): Promise<void> {
    const at = new Date(serverNow()).toISOString();
    await this.outbox?.press(name, fields, at);
    this.positions.pressed();
    void this.outbox?.drain();
  }

  /** A press about the assignment on the screen. */
  async tell(name: string, fields: Readonly<Record<string, unknown>> = {}): Promise<void> {
    const now = this.assignment;
    if (now === null) return;
    if (name === 'end-visit' || name === 'decline-assignment') {
      this.over.add(now.visit);
      this.memory.keep(null);
    }
    await this.press(name, { case: now.case, visit: now.visit, ...fields });
  }

  async dismiss(entry: Entry): Promise<void> {
    const visit = entry.fields['visit'];
    if (typeof visit === 'string') this.over.delete(visit);
    await this.outbox?.dismiss(entry.sequence);
  }

  /** What the team has to do now, from the server. Asked while asking, it asks once more: an answer may be old. */
  refresh(): Promise<void> {
    this.askAgain = true;
    this.asking ??= this.keepAsking().finally(() => {
      this.asking = null;
    });
    return this.asking;
  }

  stop(): void {
    this.feed.stop();
    this.timers.forEach(clearInterval);
    keepCalling(null);
    keepScreenOn(false);
  }

  private listen(): void {
    this.timers = [
      setInterval(() => void this.refresh(), ASK_AGAIN_MS),
      setInterval(() => {
        if (this.waiting.length > 0) void this.outbox?.drain();
      }, SEND_AGAIN_MS),
    ];
    addEventListener('online', () => void this.outbox?.drain());
    document.addEventListener('visibilitychange', () => {
      const visible = document.visibilityState === 'visible';
      this.positions.seen(visible);
      if (!visible) return;
      void this.outbox?.drain();
      void this.refresh();
    });
  }

  private showEntries(entries: readonly Entry[]): void {
    this.waiting = entries.filter((entry) => entry.refused === null);
    this.refused = entries.filter((entry) => entry.refused !== null);
  }

  private async loadTeam(): Promise<void> {
    const body = await ask<{ teams: readonly CrewRow[] } | readonly CrewRow[]>('/api/teams');
    const teams = 'teams' in body ? body.teams : body;
    this.registered = teams.find((row) => row.id === this.team) ?? null;
  }

  private async keepAsking(): Promise<void> {
    while (this.askAgain) {
      this.askAgain = false;
      await this.readAssignment();
    }
  }

  private async readAssignment(): Promise<void> {
    try {
      const answer = await ask<PhoneAnswer>('/api/phone/assignment');
      this.asked = true;
      this.take(answer);
    } catch (error) {
      if (error instanceof Refusal && error.problem.status === 401) await this.out();
    }
  }

  /** The session is over. A phone with a key goes to its PIN, where it also learns whether it was revoked. */
  private async out(): Promise<void> {
    this.stopped = 'login';
    if ((await ownDevice()) !== null) location.assign('/login');
  }

  private take(answer: PhoneAnswer): void {
    const before = this.memory.known;
    const now = answer.assignment;
    if (before !== null && before.visit !== now?.visit && !this.over.has(before.visit)) {
      const last = answer.last?.visit === before.visit ? answer.last : null;
      this.lost = { number: before.number, visit: before.visit, driving: before.driving, last };
    }
    if (this.assignment?.visit !== now?.visit) this.taken = [];
    this.assignment = now;
    this.noted = answer.noted;
    if (now === null) this.memory.keep(null);
    else if (!this.over.has(now.visit)) {
      this.memory.keep({ visit: now.visit, number: now.number, driving: stepOf(now.state) !== 'offer' });
    }
    if (now !== null && now.state === 'sent') void this.confirmDelivery(now);
  }

  /** The phone shows it: that is a fact of its own, and nobody has to press for it. */
  private async confirmDelivery(now: Assignment): Promise<void> {
    const known = (entry: Entry): boolean => entry.name === 'confirm-delivery' && entry.fields['visit'] === now.visit;
    if (this.waiting.some(known) || document.visibilityState !== 'visible') return;
    await this.outbox?.press('confirm-delivery', { case: now.case, visit: now.visit }, new Date(serverNow()).toISOString());
    void this.outbox?.drain();
  }
}
