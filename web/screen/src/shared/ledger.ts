/** Clocks and obligations of a case, as the card brings them, and their words. */
import { t, tryText } from './language.svelte';
import type { Withheld } from './withheld';

export interface Cited {
  readonly key: string;
  /** Whose word it is: `ours`, or a law's document. */
  readonly mark: string | null;
  readonly point: string | null;
}

export interface Entry {
  readonly name: string;
  readonly kind: string;
  readonly opened_at: string;
  readonly due: string;
  readonly cites: readonly Cited[];
  readonly edition: string | null;
  readonly state: 'open' | 'held' | 'missed' | 'done' | 'done-late' | 'waived' | 'ended';
  readonly hold: string | null;
  readonly missed_at: string | null;
  readonly by: string | null;
  readonly channel: string | null;
  readonly done_at: string | null;
  readonly in_time: boolean | null;
  readonly was: readonly { readonly due: string; readonly citation: string }[];
  readonly said: Readonly<Record<string, Withheld | string | null>>;
}

export type Tone = '' | 'wait' | 'hold' | 'late' | 'good';

interface Standing {
  readonly state: string;
  readonly due: string;
  readonly missed_at: string | null;
}

/** It still binds somebody. */
export function binds(entry: { readonly state: string }): boolean {
  return entry.state === 'open' || entry.state === 'held' || entry.state === 'missed';
}

export function isLate(entry: Standing, now: number): boolean {
  return entry.state === 'missed' || (entry.state === 'open' && Date.parse(entry.due) + 1000 <= now);
}

export function toneOf(entry: Standing, now: number): Tone {
  if (isLate(entry, now) || entry.state === 'done-late') return 'late';
  if (entry.state === 'held') return 'hold';
  if (entry.state === 'done') return 'good';
  return entry.state === 'open' ? 'wait' : '';
}

/** The state in words; late is late also in the second before the clock has said so. */
export function stateWords(entry: Standing, now: number): string {
  if (entry.state === 'open' && isLate(entry, now)) return t('duties.state.late');
  const key = entry.state === 'ended' && entry.missed_at !== null ? 'ended-missed' : entry.state;
  return tryText(`duties.state.${key}`, {}, entry.state);
}

export function kindWords(kind: string): string {
  return tryText(`duties.kind.${kind}`, {}, kind);
}

/** Whose word a rule is, then the rule: ours never looks like law, a point that nobody read says so. */
export function citedWords(cited: Cited): string {
  const words = tryText(`law.citation.${cited.key}`, {}, cited.key);
  if (cited.mark === null || cited.mark === 'ours') return `${t('shell.ours')}: ${words}`;
  const point = cited.point === null ? tryText('law.point.unknown', {}, '') : tryText('law.point.known', { point: cited.point }, cited.point);
  return `${tryText(`supervisor.law.${cited.mark}`, {}, cited.mark)}, ${point}: ${words}`;
}
