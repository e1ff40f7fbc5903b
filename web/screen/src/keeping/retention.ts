/** What is kept for how long, and what is past its time, as the server tells it. */
import { command, Refusal } from '../shared/api';
import { problemText } from '../shared/refusal';

export interface Kind {
  readonly kind: string;
  readonly days: number;
  /** yyyy-MM-dd: what is from before this day is past its time. */
  readonly before: string;
  readonly rows: number;
  /** Of all centres of the installation. */
  readonly shared: boolean;
}

export interface CasePast {
  readonly id: string;
  readonly number: string;
  readonly closed_at: string;
  readonly kept_for: readonly string[];
  readonly proposed_by: string | null;
  readonly proposed_at: string | null;
  readonly confirmable: boolean;
}

export interface Applied {
  readonly kind: string;
  readonly before: string;
  readonly rows: number;
  readonly at: string;
  readonly who: string | null;
}

export interface Schedule {
  readonly today: string;
  readonly kinds: readonly Kind[];
  readonly cases: { readonly days: number; readonly before: string; readonly past: number; readonly rows: readonly CasePast[] };
  readonly applied: readonly Applied[];
}

export type Step = 'propose' | 'confirm';

/** Everybody in a case: they are forgotten together. */
const PARTS = ['child', 'caller', 'guardian'] as const;

/** Whether this step can be done with a case now. */
export function ready(one: CasePast, step: Step): boolean {
  if (one.kept_for.length > 0) return false;
  return step === 'propose' ? one.proposed_at === null : one.confirmable;
}

export interface Outcome {
  readonly done: number;
  /** Case numbers with the reason why not. */
  readonly refused: readonly { readonly number: string; readonly why: string }[];
}

/** One command a case, one after the other; one that is refused stops no other. */
export async function stepThrough(
  cases: readonly CasePast[],
  step: Step,
  told: (done: number) => void,
  send: typeof command = command,
): Promise<Outcome> {
  const refused: { number: string; why: string }[] = [];
  let done = 0;
  for (const [at, one] of cases.entries()) {
    try {
      if (step === 'propose') await send('propose-forgetting', { case: one.id, parts: PARTS, ground: 'retention' });
      else await send('confirm-forgetting', { case: one.id });
      done += 1;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      refused.push({ number: one.number, why: problemText(error.problem) });
    }
    told(at + 1);
  }
  return { done, refused };
}
