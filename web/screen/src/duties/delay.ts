/** How late something was, in words: minutes, hours or days, whichever is told best. */
import { number, t } from '../shared/language.svelte';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export function delayWords(seconds: number): string {
  if (seconds < HOUR) return t('duties.delay.minutes', { n: number(Math.max(1, Math.round(seconds / MINUTE))) });
  if (seconds < 2 * DAY) return t('duties.delay.hours', { n: number(Math.round((10 * seconds) / HOUR) / 10) });
  return t('duties.delay.days', { n: number(Math.round((10 * seconds) / DAY) / 10) });
}
