/** A case as those with the right read it. Personal data: kept in memory while the panel is open, nowhere else. */
import type { QueueRow } from '../live/rows';
import type { Entry } from '../shared/ledger';
import type { Withheld } from '../shared/withheld';

export type Said<T> = T | Withheld | null | undefined;

export interface Answered {
  readonly question: string;
  readonly answer: string;
}

export interface Card {
  readonly row: QueueRow;
  readonly said: {
    readonly story?: Said<string>;
    readonly point?: Said<readonly [number, number]>;
    readonly place?: Said<string>;
    readonly child_name?: Said<string>;
    readonly child_birth_date?: Said<string>;
    readonly child_phone?: Said<string>;
    readonly child_language?: Said<string>;
    readonly caller_name?: Said<string>;
    readonly caller_phone?: Said<string>;
    readonly caller_relation?: Said<string>;
    readonly guardian_name?: Said<string>;
    readonly guardian_phone?: Said<string>;
    readonly form?: Said<string>;
    readonly evidence?: Said<string>;
    readonly publication?: Said<string>;
    readonly answers?: Said<readonly Answered[]>;
    readonly reason?: Said<string>;
    readonly result?: Said<string>;
    readonly to?: Said<string>;
  };
  readonly position: number;
  readonly duties: readonly {
    readonly duty: string;
    readonly state: string;
    readonly due: string;
    readonly citation: string;
    readonly missed: boolean;
  }[];
  readonly ledger: readonly Entry[];
  readonly services: readonly string[];
  readonly follow_ups: readonly { readonly id: string; readonly on: string; readonly what: Said<string> }[];
  readonly visits: Readonly<Record<string, Readonly<Record<string, Said<unknown>>>>>;
  readonly joined: readonly string[];
  /** What was arranged to come before the group. */
  readonly remote: Arranged | null;
  /** Whose agreement a service needs today; null to whoever may not know the birth date. */
  readonly agrees: 'representative' | 'child-recorded' | 'own' | null;
  /** What a report in mass media still lacks; it is received all the same. */
  readonly asks: readonly ('publication' | 'publication_seen_at')[];
  /** Whether the reading stands in the log, or waits because that cannot be written. */
  readonly noted: 'logged' | 'waiting';
}

export type Means = 'call' | 'video';

export interface Arranged {
  readonly means: Means;
  readonly first_hands: boolean;
  readonly at: string;
  readonly by: string | null;
}

/** One event of a case's history. */
export interface Told {
  readonly position: number;
  readonly version: number;
  /** Stored name, such as `case-received.v1`. */
  readonly name: string;
  readonly happened_at: string;
  readonly recorded_at: string;
  readonly by: string | null;
  readonly role: string;
  readonly device: string | null;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface Reason {
  readonly code: string;
  readonly minutes: number | null;
  readonly what: string;
}

export interface Drive {
  readonly seconds_low: number;
  readonly seconds: number;
  readonly seconds_high: number;
  readonly metres: number;
}

/** What no free group reaches any more once this one has gone. */
export interface CoverLoss {
  readonly schools: number;
  readonly covered: number;
  readonly within_minutes: number;
  readonly districts: readonly string[];
  readonly most_in: string;
  readonly last: boolean;
}

export interface Candidate extends Drive {
  readonly team: string;
  readonly shift: string;
  readonly margin_seconds: number | null;
  readonly position: { readonly lat: number; readonly lon: number; readonly source: string; readonly age_seconds: number };
  readonly reasons: readonly Reason[];
  readonly cover: CoverLoss | null;
}

export interface Rejected {
  readonly team: string;
  readonly reasons: readonly Reason[];
  readonly drive: Drive | null;
}

/** Demands that nobody free fulfils together, and who would. */
export interface Shortfall {
  readonly demands: readonly string[];
  readonly within_minutes: number | null;
  readonly nearest: string | null;
  readonly free_in_minutes: number | null;
  readonly there_in_minutes: number | null;
}

/** What the visit asks of a group: all languages, one of the professions, so many people, by when. */
export interface Asked {
  readonly languages: readonly string[];
  readonly professions: readonly string[];
  readonly group_size: number;
  readonly on_site_by: string | null;
}

export interface Recommendation {
  readonly id: string;
  readonly asked: Asked;
  readonly at: string;
  readonly engine: string;
  readonly data_version: string;
  readonly ranked: readonly Candidate[];
  readonly rejected: readonly Rejected[];
  readonly further: number;
  readonly fallen: readonly { readonly rung: string; readonly code: string }[];
  readonly shortfalls: readonly Shortfall[];
  /** Nobody can be there in the target time: a call or video first. */
  readonly remote: {
    readonly target_minutes: number;
    readonly on_site_by: string;
    readonly soonest_minutes: number | null;
    readonly late_minutes: number | null;
  } | null;
}

/** Common reasons for another group than the first, in the order of their keys. */
export const OVERRIDES = ['knows-child', 'first-cannot', 'road', 'other-specialist', 'needed-there', 'shift-decided'] as const;
export type Override = (typeof OVERRIDES)[number];

/** How many of the ranked teams are offered with a key of their own. */
export const OFFERED = 3;
