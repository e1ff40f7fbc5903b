/** Files with names as the server tells of them, and what may be done with one. Pure. */

export interface Export {
  readonly id: string;
  readonly number: string;
  readonly cases: readonly string[];
  readonly content: string;
  readonly form: string;
  readonly purpose: string;
  readonly recipient: string;
  readonly asked_by: string;
  readonly asked_name: string;
  readonly asked_at: string;
  readonly until: string;
  readonly approvals: readonly { readonly by: string; readonly name: string; readonly at: string }[];
  readonly taken: readonly string[];
  readonly state: 'waiting' | 'approved' | 'taken' | 'refused' | 'expired';
  readonly reason: string | null;
  readonly mine: boolean;
  readonly mine_to_decide: boolean;
}

export const CONTENTS = ['stories', 'names'] as const;
export const PURPOSES = ['court', 'investigation', 'guardianship', 'protection', 'family', 'inspection'] as const;
export const RECIPIENTS = ['court', 'police', 'prosecutor', 'guardianship-body', 'family', 'health', 'centre', 'ministry'] as const;
export const REASONS = ['no-ground', 'too-much', 'wrong-recipient'] as const;
export const LEAST_WORDS = 10;

/** In which forms a content is handed out. */
export function formsOf(content: string): readonly string[] {
  return content === 'names' ? ['xlsx', 'pdf'] : ['pdf'];
}

/** Case numbers out of what was typed or pasted: one a line, or apart by blanks, commas, semicolons; each once. */
export function numbersIn(typed: string): readonly string[] {
  return [...new Set(typed.toUpperCase().split(/[\s,;]+/).filter((each) => each !== ''))];
}

/** What waits for this person, what they asked for, and the rest, which they only see. */
export function shelves(all: readonly Export[]): Readonly<Record<'decide' | 'mine' | 'others', readonly Export[]>> {
  return {
    decide: all.filter((each) => each.mine_to_decide),
    mine: all.filter((each) => each.mine),
    others: all.filter((each) => !each.mine && !each.mine_to_decide),
  };
}
