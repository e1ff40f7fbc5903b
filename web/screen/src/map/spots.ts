/** What stands on the map, as whoever shows it hands it over. */

export type Pair = readonly [lat: number, lon: number];

export interface SchoolSpot {
  readonly id: string;
  readonly point: Pair;
  readonly name: string;
}

export interface TeamSpot {
  readonly id: string;
  readonly point: Pair;
  /** What stands beside the mark: the team's number. */
  readonly short: string;
  readonly words: string;
  readonly status: string;
  readonly old: boolean;
  /** Place in the row of teams that share this point. */
  readonly beside: number;
}

export interface CaseSpot {
  readonly id: string;
  readonly point: Pair;
  readonly kind: string;
  readonly chosen: boolean;
  readonly count: number;
  readonly words: string;
}

export interface Route {
  readonly points: readonly Pair[];
  /** Under way, or only considered. */
  readonly firm: boolean;
  /** Along roads; a straight line says openly that it is none. */
  readonly byRoad: boolean;
}

/** A name as maps have it: one without a language may stand beside or instead of the others. */
export type Names = readonly [kk: string, ru: string, own: string];

export type Speech = 'kk' | 'ru' | 'en';

/** The name for this reader. */
export function nameIn([kk, ru, own]: Names, speech: Speech): string {
  if (speech === 'kk') return kk || own || ru;
  if (speech === 'ru') return ru || own || kk;
  return own || ru || kk;
}
