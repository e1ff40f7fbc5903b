/** What is asked, held and gone, as the server tells it, and how it is said. */
import { shownDay } from '../shared/day';
import { t, tryText } from '../shared/language.svelte';

export type Part = 'child' | 'caller' | 'guardian';
export const PARTS: readonly Part[] = ['child', 'caller', 'guardian'];
export const RELATIONS = ['themselves', 'parent', 'representative', 'other'] as const;
export const HOLD_GROUNDS = ['investigation', 'court', 'complaint', 'inspection', 'other'] as const;

/** One ground to keep; `until` (yyyy-MM-dd) is the first day on which it keeps no more. */
export interface Reason {
  readonly ground: string;
  readonly until: string | null;
}

export interface Deletion {
  readonly id: string;
  readonly parts: readonly Part[];
  readonly relation: string;
  readonly asked_at: string;
  readonly by: string | null;
  readonly due: string;
  readonly state: 'asked' | 'refused' | 'done';
  readonly missed: boolean;
  readonly ground: string | null;
  readonly until: string | null;
  readonly answered_at: string | null;
}

export interface Proposed {
  readonly parts: readonly Part[];
  readonly ground: string;
  readonly request: string | null;
  readonly at: string;
  readonly by: string | null;
}

export interface Hold {
  readonly id: string;
  readonly ground: string;
  readonly state: 'asked' | 'placed' | 'lift-asked' | 'lifted' | 'dropped';
  readonly at: string;
  readonly by: string | null;
}

export interface Forgotten {
  readonly subject: string;
  readonly part: Part;
  readonly ground: string;
  readonly at: string;
  readonly proposed_by: string | null;
  readonly by: string | null;
}

interface OfCase {
  readonly case: string;
  readonly number: string;
}

/** The region's. */
export interface Kept {
  readonly deletions: readonly (Deletion & OfCase & { readonly reasons: readonly Reason[] })[];
  readonly proposed: readonly (Proposed & OfCase & { readonly confirmable: boolean; readonly reasons: readonly Reason[] })[];
  readonly holds: readonly (Hold & OfCase & { readonly confirmable: boolean })[];
  readonly forgotten: readonly (Forgotten & OfCase & { readonly overwritten: boolean; readonly backups_until: string })[];
  readonly forgotten_in_all: number;
  readonly backup_days: number;
  readonly people: Readonly<Record<string, string>>;
}

/** One case's; `same` only for those who decide. */
export interface CaseKept {
  readonly keeping: {
    readonly deletions: readonly Deletion[];
    readonly proposed: Proposed | null;
    readonly holds: readonly Hold[];
    readonly forgotten: readonly Forgotten[];
  } | null;
  readonly reasons: Readonly<Record<string, readonly Reason[]>>;
  readonly people: Readonly<Record<string, string>>;
  readonly same?: readonly (OfCase & { readonly why: readonly ('same-child' | 'same-phone')[] })[];
}

export const groundWords = (ground: string | null): string => tryText(`story.word.ground.${ground}`, {}, ground ?? '');

export const partsWords = (parts: readonly Part[]): string => parts.map((part) => tryText(`story.word.part.${part}`, {}, part)).join(', ');

/** Why it cannot be deleted now, or that nothing speaks against it. */
export function whyKept(reasons: readonly Reason[]): string {
  if (reasons.length === 0) return t('keeping.free');
  const why = reasons.map(({ ground, until }) =>
    until === null ? groundWords(ground) : t('keeping.asked.until', { until: shownDay(until) }),
  );
  return t('keeping.kept', { why: why.join('; ') });
}

/** Those of one case who went at the same moment, as one line; in the order of the list. */
export function together(forgotten: Kept['forgotten']): readonly (readonly Kept['forgotten'][number][])[] {
  const lines = new Map<string, Kept['forgotten'][number][]>();
  for (const one of forgotten) {
    const key = `${one.case} ${one.at}`;
    lines.set(key, [...(lines.get(key) ?? []), one]);
  }
  return [...lines.values()];
}
