/** What must be said when a visit ends; the server decides by the same rule. Pure. */
import type { Step } from './assignment';

/** As `domain/law/visit_outcome.py` has them. */
export const OUTCOMES = [
  'helped',
  'refused-at-door',
  'child-not-there',
  'not-needed',
  'consent-refused',
  'handed-to-103-102',
  'broken-off',
] as const;
export type Outcome = (typeof OUTCOMES)[number];

export interface Promised {
  readonly id: string;
  on: string;
  what: string;
}

export interface Draft {
  readonly outcome: Outcome | null;
  readonly kinds: readonly string[];
  readonly forms: readonly string[];
  readonly terms: string;
  readonly findings: string;
  readonly promised: readonly Promised[];
}

export type Lack = 'outcome' | 'kinds' | 'forms' | 'terms' | 'follow_ups';

/** The endings that make sense where the team stands, the likely ones first. */
export function outcomesAt(step: Step): readonly Outcome[] {
  if (step === 'turned-away') return ['refused-at-door', 'child-not-there', 'not-needed', 'handed-to-103-102', 'broken-off'];
  if (step === 'driving' || step === 'accepted') return ['broken-off', 'not-needed', 'handed-to-103-102'];
  return OUTCOMES.filter((outcome) => outcome !== 'refused-at-door');
}

export function missingOf(draft: Draft): readonly Lack[] {
  const lacks: Lack[] = [];
  if (draft.outcome === null) lacks.push('outcome');
  if (draft.outcome === 'helped') {
    if (draft.kinds.length === 0) lacks.push('kinds');
    if (draft.forms.length === 0) lacks.push('forms');
    if (draft.terms.trim() === '') lacks.push('terms');
  }
  if (draft.promised.some((promise) => promise.on === '' || promise.what.trim() === '')) lacks.push('follow_ups');
  return lacks;
}

/** The fields of the command `end-visit` besides case and visit. */
export function bodyOf(draft: Draft): Readonly<Record<string, unknown>> {
  const helped = draft.outcome === 'helped';
  return {
    outcome: draft.outcome,
    kinds: helped ? [...draft.kinds] : [],
    forms: helped ? [...draft.forms] : [],
    terms: helped ? draft.terms.trim() : null,
    findings: draft.findings.trim(),
    follow_ups: draft.promised.map(({ id, on, what }) => ({ follow_up: id, on, what: what.trim() })),
  };
}
