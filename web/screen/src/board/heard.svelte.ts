/** Which calls for another team somebody at this desk has answered; unanswered ones about a threat ring. */
import { isOpenVisit, type QueueRow, type VisitRow } from '../live/rows';
import { calledOut, rank } from './order';

/** Somebody looked at the next team and sent none: it rings again, because a look helps nobody. */
export const AGAIN_MS = 120_000;

/** Declining after a silence is news of its own. */
const call = (visit: VisitRow): string => `${visit.id} ${visit.state === 'declined' ? 'declined' : 'unanswered'}`;

/** The visits of an immediate threat (class 0 or 1) that nobody drives for, and no other team was asked since. */
export function urgentCalls(row: QueueRow): readonly VisitRow[] {
  const another = row.visits.some((visit) => isOpenVisit(visit) && !visit.unanswered);
  return rank(row) <= 1 && !another && row.stage !== 'closed' ? calledOut(row) : [];
}

export class Heard {
  private answered: ReadonlySet<string> = $state.raw(new Set<string>());

  /** Whoever opens the choice of a team for this case has heard what called for it. */
  answer(row: QueueRow): void {
    const calls = calledOut(row).map(call);
    if (calls.length === 0) return;
    this.answered = new Set([...this.answered, ...calls]);
    setTimeout(() => {
      this.answered = new Set([...this.answered].filter((each) => !calls.includes(each)));
    }, AGAIN_MS);
  }

  /** Whether this visit of the case must sound now. */
  rings(row: QueueRow, visit: VisitRow): boolean {
    return !this.answered.has(call(visit)) && urgentCalls(row).includes(visit);
  }
}
