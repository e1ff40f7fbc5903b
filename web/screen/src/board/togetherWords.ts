/** A joint plan in words: what is better, how long, and from where a group was reckoned with. */
import { t, tryText } from '../shared/language.svelte';
import { minutesOf, type Plan, type Planned } from './together';

const HOUR = 60;

export function minutes(seconds: number): string {
  const all = minutesOf(seconds);
  return all < 2 * HOUR ? t('board.minutes', { n: all }) : t('together.hours', { hours: Math.floor(all / HOUR), minutes: all % HOUR });
}

export function drive(planned: Planned): string {
  const low = minutesOf(planned.seconds_low);
  const high = minutesOf(planned.seconds_high);
  return low === high ? t('board.minutes', { n: low }) : t('board.minutes.range', { low, high });
}

export function better(plan: Plan): string {
  const gain = plan.gain;
  if (gain === null) return t('together.none');
  if (!plan.offered) return t('together.small');
  const named = gain.risk_class ?? 0;
  if (gain.kind === 'longest') return t('together.gain.longest', { class: named, before: minutes(gain.before), after: minutes(gain.after) });
  if (gain.kind === 'served') return t('together.gain.served', { class: named, before: gain.before, after: gain.after });
  if (gain.kind === 'earlier') return t('together.gain.earlier');
  return t('together.gain.sum', { n: minutesOf(gain.before - gain.after) });
}

/** As the recommendation says it. */
export function standing({ position }: Planned): string {
  if (position.source === 'base') return t('board.position.base');
  const ago = t('board.minutes', { n: Math.round(position.age_seconds / 60) });
  return t('board.position.age', { span: ago, source: tryText(`board.position.${position.source}`, {}, position.source) });
}
