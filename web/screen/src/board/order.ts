/** Which cases stand in the queue and in what order. */
import { isOpenVisit, type QueueRow, type TargetName, type VisitRow } from '../live/rows';

export type Filter = 'open' | 'mine' | 'unassessed' | 'threat' | 'closed';
export const FILTERS: readonly Filter[] = ['open', 'mine', 'unassessed', 'threat', 'closed'];

const LAST = '9999';

/** The class that a row is treated as: unknown ranks with raised risk, a threat or danger that is reported with class 1. */
export function rank(row: QueueRow): number {
  return row.class ?? (row.threat || row.says_danger ? 1 : 2);
}

export interface Against {
  readonly target: TargetName | 'term';
  readonly at: string;
}

const TARGETS: readonly TargetName[] = ['taken', 'contact', 'left', 'on_site'];

/** What a row runs against: its first unmet target, however late it is; after the last one the legal term.
 *
 * Considering stops the term, but not the targets of a visit under way.
 */
export function against(row: QueueRow): Against | null {
  const settledNow = row.considered && !row.visits.some(isOpenVisit);
  if (settledNow || row.closed_at !== null) return null;
  const unmet = TARGETS.flatMap((target) => {
    const at = row.targets[target];
    return at === undefined || row.met[target] !== undefined ? [] : [{ target, at }];
  });
  const first = unmet.reduce<Against | null>((least, each) => (least === null || each.at < least.at ? each : least), null);
  return first ?? (row.considered ? null : { target: 'term', at: row.due.at });
}

/** The request has its answer, nobody is under way for it, and it is somebody's: one that was reopened is nobody's. */
function settled(row: QueueRow): boolean {
  const answered = row.stage === 'considered' || row.stage === 'redirected';
  return answered && row.owner !== null && !row.visits.some(isOpenVisit);
}

/** Visits that somebody has to act on: not accepted in the set time, or declined and no other team sent since. */
export function calledOut(row: QueueRow): readonly VisitRow[] {
  const silent = row.visits.filter((visit) => visit.unanswered && isOpenVisit(visit));
  const last = row.visits.at(-1);
  const answered = row.visits.some((visit) => isOpenVisit(visit) || visit.state === 'done');
  if (silent.length > 0 || answered || last?.state !== 'declined' || row.considered || row.stage === 'closed') return silent;
  return [last];
}

type Key = readonly (number | string)[];

/** What the queue stands in order of; compared from left to right. */
function key(row: QueueRow): Key {
  return [
    row.alarm ? 0 : 1,
    settled(row) ? 1 : 0,
    rank(row),
    calledOut(row).length > 0 ? 0 : 1,
    row.class === null ? 0 : 1,
    row.term_missed ? 0 : 1,
    against(row)?.at ?? LAST,
    row.received_at,
    row.id,
  ];
}

function compareKeys(first: Key, second: Key): number {
  for (let place = 0; place < first.length; place += 1) {
    const x = first[place] ?? '';
    const y = second[place] ?? '';
    if (x !== y) return x < y ? -1 : 1;
  }
  return 0;
}

/** Alarms, then class by class: nobody has looked at it yet, then whose next time comes first.
 *
 * Keys are made once a row and not once a comparison: the queue is sorted again with every painted change.
 */
export function sortRows(rows: readonly QueueRow[]): QueueRow[] {
  return rows
    .map((row) => ({ row, key: key(row) }))
    .sort((a, b) => compareKeys(a.key, b.key))
    .map((each) => each.row);
}

export function passes(row: QueueRow, filter: Filter, account: string): boolean {
  if (filter === 'closed' || row.stage === 'closed') return filter === 'closed' && row.stage === 'closed';
  if (filter === 'mine') return row.owner === account;
  if (filter === 'unassessed') return row.class === null;
  if (filter === 'threat') return row.threat;
  return true;
}

/** The rows that pass the filter, in the queue's order; closed ones by when they were closed, newest first. */
export function queueOf(rows: Iterable<QueueRow>, filter: Filter, account: string): QueueRow[] {
  const passing = [...rows].filter((row) => passes(row, filter, account));
  if (filter !== 'closed') return sortRows(passing);
  return passing.sort((a, b) => ((a.closed_at ?? '') < (b.closed_at ?? '') ? 1 : -1));
}

/** The first case that still wants its first action, for "next": an alarm before all others. */
export function nextToTake(rows: Iterable<QueueRow>): QueueRow | null {
  const waiting = [...rows].filter((row) => row.stage !== 'closed' && (row.owner === null || row.alarm));
  return sortRows(waiting)[0] ?? null;
}
