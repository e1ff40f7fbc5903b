/** What a row runs against, in words. */
import type { QueueRow, TargetName } from '../live/rows';
import { t } from '../shared/language.svelte';
import { milliseconds, span } from '../shared/time';
import { against } from './order';

const DAY = 86_400_000;
/** Less than this is left: worth a look before others. */
const NEAR_MS = 300_000;

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
  const next = against(row);
  if (next === null) return 'calm';
  const left = milliseconds(next.at) - now;
  if (left >= 0) return left < NEAR_MS ? 'near' : 'calm';
  return next.target === 'term' ? 'overdue' : 'missed';
}

/** What is left, or with a plus what it is late by; the word for "late" stands beside it. */
export function leftOrLate(at: string, now: number): string {
  const left = milliseconds(at) - now;
  return left >= 0 ? lengthOf(left) : `+${lengthOf(left)}`;
}

/** The tail of a case's number, as people say it: KZ-75-2026-001042 is No. 1042. */
export function shortNumber(number: string | undefined): string {
  const tail = Number(number?.split('-').at(-1));
  return t('board.number', { number: Number.isNaN(tail) ? '…' : String(tail) });
}
