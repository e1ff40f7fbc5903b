/** The dispatcher's desk: what is live, what is chosen, what is being done. One per page. */
import { ask, command, Refusal, type Answer } from '../shared/api';
import type { Me } from '../shared/account.svelte';
import { t } from '../shared/language.svelte';
import { Inbox } from '../shared/inbox.svelte';
import { troubleText } from '../shared/refusal';
import { Feed, type LiveTopic } from '../live/feed.svelte';
import { isOpenVisit, type PositionRow, type QueueRow, type TeamRow, type VisitRow } from '../live/rows';
import type { DriveRow, DutyCountsRow, HintsRow, RoadsRow, WorkerRow } from '../wire';
import type { Names, Pair } from '../map/spots';
import { Heard } from './heard.svelte';
import { HeldOrder, type Shown } from './held';
import { caseByTail } from './commandLine';
import { emptyIntake, type IntakeForm } from './intake';
import { Lane } from './lane.svelte';
import { Notices } from './notices.svelte';
import { calledOut, queueOf, sortRows, type Filter } from './order';
import { Registers } from './registers.svelte';
import { tick } from './sound.svelte';
import { Together } from './together.svelte';
import { Ways } from './ways.svelte';

/** How many digits the counter of a case's number has. */
const NUMBER_DIGITS = 6;

export type Panel = 'none' | 'case' | 'intake';

export class Desk {
  readonly feed = new Feed();
  readonly notices = new Notices();
  readonly registers = new Registers();
  readonly heard = new Heard();
  readonly inbox: Inbox;
  readonly lane: Lane;
  readonly together: Together;
  readonly duties: LiveTopic<DutyCountsRow>;
  readonly roads: LiveTopic<RoadsRow>;
  readonly hints: LiveTopic<HintsRow>;
  readonly worker: LiveTopic<WorkerRow>;
  readonly queue: LiveTopic<QueueRow>;
  readonly teams: LiveTopic<TeamRow>;
  readonly positions: LiveTopic<PositionRow>;
  /** When groups on the road will be there, by team. */
  readonly drives: LiveTopic<DriveRow>;
  readonly ways = new Ways();

  filter = $state<Filter>('open');
  /** The case under the cursor, which the map shows; survives every change of order. */
  selected = $state<string | null>(null);
  panel = $state<Panel>('none');
  /** The case in the panel. */
  opened = $state<string | null>(null);
  /** Which action's form stands open in the case panel. */
  action = $state<string | null>(null);
  /** The visit that the next chosen team is to take the place of. */
  insteadOf = $state<string | null>(null);
  /** The team that was named before its recommendation was seen; the panel asks why if it is not the first. */
  preferred = $state<string | null>(null);
  mapShown = $state(true);
  /** The opened case's exact point, when it is no school and the reader may see it. */
  placeOfOpened = $state.raw<Pair | null>(null);
  /** A request that is being written down; closing the form by mistake loses nothing. */
  draft = $state<IntakeForm | null>(null);
  /** Set while a form waits for a click on the map. */
  pickPlace = $state.raw<((point: Pair) => void) | null>(null);
  /** Takes the keys of a call or video first while that is proposed. */
  arrange: ((act: string) => boolean) | null = null;
  /** What the map is to bring into sight: a street that was looked up. */
  lookAt = $state.raw<{ readonly box: readonly Pair[]; readonly names: Names } | null>(null);
  /** The team whose shift form stands open. */
  shiftOf = $state<string | null>(null);
  helpShown = $state(false);
  commandShown = $state(false);
  /** What was typed into the command line before, newest first. */
  readonly pastLines: string[] = [];
  /** The pointer is over the list, or keys walk through it. */
  held = $state(false);
  private readonly order = new HeldOrder();
  private released = $state(0);

  /** Closed cases have left the live queue; they are asked for when somebody wants to see them. */
  closed = $state.raw<readonly QueueRow[]>([]);

  readonly cases = $derived.by(() =>
    queueOf(this.filter === 'closed' ? this.closed : this.queue.rows.values(), this.filter, this.me.account),
  );
  readonly shown: Shown = $derived.by(() => {
    void this.released;
    return this.order.show(this.cases, this.held);
  });
  readonly alarms = $derived.by(() => sortRows([...this.queue.rows.values()].filter((row) => row.alarm && row.stage !== 'closed')));

  constructor(readonly me: Me) {
    this.queue = this.feed.topic<QueueRow>(`queue:${me.region}`);
    this.teams = this.feed.topic<TeamRow>(`teams:${me.region}`);
    this.positions = this.feed.topic<PositionRow>(`positions:${me.region}`);
    this.drives = this.feed.topic<DriveRow>(`drives:${me.region}`);
    this.inbox = new Inbox(this.feed, me.account);
    this.lane = new Lane(this.feed, me.region);
    this.duties = this.feed.topic<DutyCountsRow>(`duties:${me.region}`);
    this.roads = this.feed.topic<RoadsRow>(`roads:${me.region}`);
    this.hints = this.feed.topic<HintsRow>(`hints:${me.region}`);
    this.worker = this.feed.topic<WorkerRow>(`worker:${me.region}`);
    this.together = new Together(this.queue, this.teams);
  }

  /** Assignments that nobody accepted in the set time, or that were declined: another team has to be sent. */
  readonly unanswered = $derived.by(() =>
    sortRows([...this.queue.rows.values()].filter((row) => calledOut(row).length > 0)).flatMap((row) =>
      calledOut(row).map((visit) => ({ row, visit, rings: this.heard.rings(row, visit) })),
    ),
  );

  async start(): Promise<void> {
    this.feed.start();
    await this.registers.load().catch((error: unknown) => this.notices.say('refused', troubleText(error)));
  }

  /** Let the cases that came in meanwhile take their places. */
  release(): void {
    this.order.release();
    this.released += 1;
  }

  async show(filter: Filter): Promise<void> {
    this.filter = filter;
    this.release();
    if (filter !== 'closed') return;
    const found = ask<{ cases: readonly QueueRow[] }>('/api/cases', { status: 'closed', limit: '200' });
    await found.then(
      (answer) => (this.closed = answer.cases),
      (error: unknown) => this.notices.say('refused', troubleText(error)),
    );
  }

  /** A case by the tail of its number, closed ones too; null when there is none. */
  async find(tail: string): Promise<QueueRow | null> {
    const live = caseByTail(this.queue.rows.values(), tail);
    if (live !== null) return live;
    const number = `-${tail.padStart(NUMBER_DIGITS, '0')}`;
    const found = await ask<{ cases: readonly QueueRow[] }>('/api/cases', { number }).catch(() => ({ cases: [] }));
    return caseByTail(found.cases, tail);
  }

  row(id: string | null): QueueRow | null {
    return id === null ? null : (this.queue.rows.get(id) ?? null);
  }

  team(id: string | null): TeamRow | null {
    return id === null ? null : (this.teams.rows.get(id) ?? null);
  }

  teamName(id: string | null): string {
    return this.team(id)?.name ?? '';
  }

  /** Kindness only: the server decides. Operators write requests down and work cases, they do not send teams. */
  get mayDispatch(): boolean {
    return this.me.roles.some((role) => ['dispatcher', 'supervisor', 'head'].includes(role));
  }

  /** Move the cursor by so many rows and keep it inside the list. */
  move(by: number): void {
    const rows = this.shown.rows;
    if (rows.length === 0) return;
    const at = rows.findIndex((row) => row.id === this.selected);
    const next = at < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, at + by));
    this.selected = rows[next]?.id ?? null;
  }

  open(id: string, action: string | null = null): void {
    this.selected = id;
    this.opened = id;
    this.action = action;
    this.insteadOf = null;
    this.preferred = null;
    this.panel = 'case';
    const row = action === 'recommend' ? this.row(id) : null;
    if (row !== null) this.heard.answer(row);
  }

  /** A form or a choice of the chosen case stands open: Enter, pressed beside it, puts nothing away. */
  get underWay(): boolean {
    return this.panel === 'case' && this.action !== null && this.opened === this.selected;
  }

  /** Open the case with the choice of a team in place of this one, or beside it when its visit is over. */
  openReassign(id: string, visit: VisitRow): void {
    this.open(id, 'recommend');
    this.insteadOf = isOpenVisit(visit) ? visit.id : null;
  }

  /** What was being written down, or a new form. */
  draftNow(): IntakeForm {
    this.draft ??= emptyIntake();
    return this.draft;
  }

  openIntake(): void {
    this.panel = 'intake';
  }

  /** One step back: the form, then the panel. */
  back(): void {
    if (this.action !== null) this.action = null;
    else {
      this.panel = 'none';
      this.opened = null;
    }
  }

  /** Send a command and say how it went. Null when it was refused; the words are on the screen then. */
  async send(name: string, fields: object, what: string): Promise<Answer | null> {
    let notice: number | null = null;
    const about = `${name} ${String((fields as { case?: unknown }).case ?? '')}`;
    try {
      const answer = await command(name, fields, {
        onWaiting: (tries, obstacle) => {
          const text = `${what}: ${t(`shell.waiting.${obstacle}`, { n: tries })}`;
          if (notice === null) notice = this.notices.say('sending', text);
          else this.notices.change(notice, 'sending', text);
        },
      });
      tick(true);
      this.settle(notice, 'done', t('board.notice.done', { what }), about);
      return answer;
    } catch (error) {
      tick(false);
      this.settle(notice, 'refused', `${what}: ${troubleText(error)}`, about);
      if (error instanceof Refusal && error.problem.status === 401 && this.panel !== 'intake') location.assign('/login');
      return null;
    }
  }

  private settle(notice: number | null, kind: 'done' | 'refused', text: string, about: string): void {
    if (notice === null) this.notices.say(kind, text, about);
    else this.notices.change(notice, kind, text, about);
  }
}
