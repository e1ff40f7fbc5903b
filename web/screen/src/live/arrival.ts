/** When a group should be there: reckoned from where it is while it drives, else as it was said when it was sent. Pure. */
import { milliseconds } from '../shared/time';
import type { DriveRow } from '../wire';
import type { QueueRow, VisitRow } from './rows';

const MINUTE = 60_000;
const STILL_COMING: readonly string[] = ['sent', 'delivered', 'accepted', 'en-route'];

export interface Arrival {
  readonly at: string;
  /** What was said when the group was sent, where that is another minute. */
  readonly was: string | null;
  /** Which rung it was reckoned by, and from where the group was at that moment; null while it is as it was said. */
  readonly rung: string | null;
  readonly seenAt: string | null;
}

type Told = Pick<VisitRow, 'id' | 'state' | 'eta_at'>;
type Sent = Pick<VisitRow, 'id' | 'team' | 'state' | 'eta_at'>;

const minute = (at: string): number => Math.floor(milliseconds(at) / MINUTE);

/** Null for a visit that is no drive, and where nobody knows. */
export function arrivalOf(visit: Told, drive: DriveRow | undefined): Arrival | null {
  if (!STILL_COMING.includes(visit.state)) return null;
  if (drive === undefined || drive.visit !== visit.id || visit.state !== 'en-route') {
    return visit.eta_at === null ? null : { at: visit.eta_at, was: null, rung: null, seenAt: null };
  }
  const was = visit.eta_at !== null && minute(visit.eta_at) !== minute(drive.eta_at) ? visit.eta_at : null;
  return { at: drive.eta_at, was, rung: drive.rung, seenAt: drive.seen_at };
}

/** The moment has passed and the group is not there. */
export function isPast(arrival: Arrival, now: number): boolean {
  return minute(arrival.at) < Math.floor(now / MINUTE);
}

/** Full minutes by which somebody will be on site later than the target; 0 if in time, or somebody was there already. */
export function minutesPastTarget(row: Pick<QueueRow, 'targets' | 'met'>, at: string): number {
  const target = row.targets['on_site'];
  if (target === undefined || row.met['on_site'] !== undefined) return 0;
  return Math.max(0, minute(at) - minute(target));
}

/** Of several groups that are sent, the one that is there first: it reaches the target. */
export function soonest(visits: readonly Sent[], driveOf: (visit: Sent) => DriveRow | undefined): Arrival | null {
  const found = visits.flatMap((visit) => arrivalOf(visit, driveOf(visit)) ?? []);
  return found.reduce<Arrival | null>((best, each) => (best === null || milliseconds(each.at) < milliseconds(best.at) ? each : best), null);
}
