/** What a row runs against, in words. */
import type { QueueRow, TargetName } from '../live/rows';
import { t } from '../shared/language.svelte';
import { milliseconds, span } from '../shared/time';

const DAY = 86_400_000;

export function targetName(target: string): string {
  const names: Record<TargetName | 'term', string> = {
    taken: t('board.target.taken'),
    contact: t('board.target.contact'),
    left: t('board.target.left'),
    on_site: t('board.target.on_site'),
    term: t('board.target.term'),
  };
  return names[target as TargetName] ?? target;
}

/** Length of time with days in words: nobody counts 61:04:05 hours at night. */
export function lengthOf(ms: number): string {
  const length = Math.abs(ms);
  if (length < DAY) return span(length);
  const days = Math.floor(length / DAY);
  const hours = Math.floor((length % DAY) / 3_600_000);
  return t('board.days', { n: days, hours });
}

export type Pressure = 'calm' | 'near' | 'missed' | 'overdue';

/** How the next time presses: a missed term is the law's and red, a missed target is ours and amber. */
export function pressureOf(row: QueueRow, now: number): Pressure {
  const next = row.next;
  if (row.term_missed || (next?.target === 'term' && now > milliseconds(next.at))) return 'overdue';
  if (row.missed.length > 0 || (next !== null && now > milliseconds(next.at))) return 'missed';
  if (next !== null && milliseconds(next.at) - now < 300_000) return 'near';
  return 'calm';
}

/** "0:42 left" or "late by 3:10". */
export function leftOrLate(at: string, now: number): string {
  const left = milliseconds(at) - now;
  return left >= 0 ? lengthOf(left) : t('board.late', { span: lengthOf(left) });
}
