/** The rows that boards get, by the types made from the server's own; no personal data in them. */
import type { QueueRow, VisitRow } from '../wire';

export type {
  AccountRow,
  PositionRow,
  QueueRow,
  SchoolRow,
  SpecialistRow,
  TargetName,
  TeamRow,
  TeamStatus,
  VisitRow,
  VisitStateName as VisitState,
} from '../wire';

export type RiskClass = 0 | 1 | 2 | 3;

/** The class as the screens draw it; a number that is no class reads as "not assessed". */
export function classOf(row: Pick<QueueRow, 'class'>): RiskClass | null {
  const value = row.class;
  return value === 0 || value === 1 || value === 2 || value === 3 ? value : null;
}

/** Visits that still bind a team. */
export function isOpenVisit(visit: Pick<VisitRow, 'state'>): boolean {
  return !['done', 'declined', 'cancelled'].includes(visit.state);
}
