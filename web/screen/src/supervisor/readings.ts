/** Readings as the server gathers them, and how they are asked for. Pure. */

export interface Reading {
  readonly first: string;
  readonly last: string;
  readonly count: number;
  readonly account: string;
  readonly name: string;
  readonly role: string;
  readonly region: string;
  readonly device: string;
  readonly case: string | null;
  readonly number: string | null;
  readonly door: string;
  readonly levels: string;
  readonly why: string;
  readonly result: string;
  readonly waited: number;
}

export interface Readings {
  readonly readings: readonly Reading[];
  readonly total: number;
}

export interface WhoSaw extends Readings {
  readonly cases: readonly { readonly case: string; readonly number: string }[];
}

export interface ReadingFilters {
  readonly number: string;
  readonly account: string;
  readonly why: string;
  readonly result: string;
  readonly since: string;
  readonly until: string;
}

export const NO_READING_FILTERS: ReadingFilters = { number: '', account: '', why: '', result: '', since: '', until: '' };
export const RESULTS = ['shown', 'redacted', 'refused'] as const;
export const WHYS = ['owner', 'own-team', 'received', 'own-team-before', 'region', 'emergency', 'search', 'oversight', 'none'] as const;
export const PAGE = 100;

/** The question for one page; what is not filtered by is left out. */
export function questionOf(filters: ReadingFilters, page: number): Readonly<Record<string, string>> {
  const given = Object.entries(filters).filter(([, value]) => value !== '');
  return { ...Object.fromEntries(given), limit: String(PAGE), offset: String((page - 1) * PAGE) };
}
