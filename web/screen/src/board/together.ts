/** The joint plan as the server answers it, and which requests and groups it is about. Pure. */
import type { QueueRow, TeamRow } from '../live/rows';

export interface Planned {
  readonly team: string;
  readonly position: { readonly source: string; readonly age_seconds: number };
  readonly seconds_low: number;
  readonly seconds: number;
  readonly seconds_high: number;
  /** From receipt to arrival. */
  readonly wait_seconds: number;
}

export interface PlannedCase {
  readonly case: string;
  readonly risk_class: number;
  readonly together: Planned | null;
  readonly alone: Planned | null;
}

export interface Gain {
  readonly kind: 'served' | 'earlier' | 'longest' | 'sum';
  readonly risk_class: number | null;
  readonly before: number;
  readonly after: number;
}

export interface Plan {
  readonly id: string;
  readonly at: string;
  readonly until: string;
  readonly engine: string;
  readonly fallen: readonly { readonly rung: string; readonly code: string }[];
  readonly cases: readonly PlannedCase[];
  readonly gain: Gain | null;
  readonly offered: boolean;
  readonly longest_class: number;
  readonly longest: number;
  readonly longest_alone: number;
}

export interface Asked {
  readonly waiting: number;
  readonly free: number;
  readonly plan: Plan | null;
}

/** As many of each as a plan needs: for one, the recommendation is there. */
export const AT_LEAST = 2;

/** Ordinary requests are no part of it: a visit to them is agreed with the school. */
const LAST_CLASS = 2;

/** Whether nobody is under way for this request and a group could be: as the server asks it. */
export function waits(row: QueueRow): boolean {
  return (
    row.class !== null &&
    row.class <= LAST_CLASS &&
    row.closed_at === null &&
    !row.considered &&
    row.attached_to === null &&
    (row.school ?? row.nearest_school) !== null &&
    row.visits.every((visit) => visit.state === 'declined' || visit.state === 'cancelled')
  );
}

/** What a plan is about, as one text: another text is another plan. Empty where there is nothing to plan. */
export function about(rows: Iterable<QueueRow>, teams: Iterable<TeamRow>): string {
  const waiting = [...rows].filter(waits).map((row) => `${row.id}/${row.class}/${row.school ?? row.nearest_school}`);
  const free = [...teams].filter((team) => team.status === 'free').map((team) => team.id);
  if (waiting.length < AT_LEAST || free.length < AT_LEAST) return '';
  return [...waiting.sort(), ...free.sort()].join(' ');
}

/** Whole minutes, as they are shown. */
export function minutesOf(seconds: number): number {
  return Math.max(1, Math.round(seconds / 60));
}

/** How many minutes longer (or, below nothing, shorter) this request waits than it would one by one, as both are shown. */
export function differs(each: PlannedCase): number {
  if (each.together === null || each.alone === null) return 0;
  return minutesOf(each.together.wait_seconds) - minutesOf(each.alone.wait_seconds);
}
