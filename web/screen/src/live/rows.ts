/** The rows that boards get: no personal data in them. Times are ISO texts; null is "not yet" or "not known". */
export type RiskClass = 0 | 1 | 2 | 3;
export type Stage = 'received' | 'taken' | 'assessed' | 'considered' | 'redirected' | 'transferred' | 'closed';
export type TargetName = 'taken' | 'contact' | 'left' | 'on_site';
export type ConsentMark = 'not-needed' | 'none' | 'requested' | 'given' | 'refused' | 'withdrawn';
export type VisitState =
  | 'sent'
  | 'delivered'
  | 'accepted'
  | 'en-route'
  | 'on-site'
  | 'let-in'
  | 'refused-at-door'
  | 'done'
  | 'declined'
  | 'lapsed'
  | 'cancelled';
export type TeamStatus = 'off' | 'free' | 'sent' | 'delivered' | 'accepted' | 'en-route' | 'on-site';

export interface VisitRow {
  readonly id: string;
  readonly team: string;
  readonly shift: string;
  readonly state: VisitState;
  readonly since: string;
  readonly eta_at: string | null;
  readonly accept_by: string | null;
}

export interface QueueRow {
  readonly id: string;
  readonly number: string;
  readonly region: string;
  readonly centre: string;
  readonly class: RiskClass | null;
  readonly threat: boolean;
  readonly stage: Stage;
  readonly channel: string;
  readonly received_at: string;
  readonly anonymous: boolean;
  readonly school: string | null;
  readonly district: string | null;
  readonly nearest_school: string | null;
  readonly owner: string | null;
  readonly taken_at: string | null;
  readonly alarm: boolean;
  readonly due: { readonly at: string; readonly citation: string; readonly edition: string; readonly kind: string };
  readonly targets: Readonly<Record<TargetName, string | null>>;
  readonly met: Readonly<Partial<Record<TargetName, string | null>>>;
  readonly missed: readonly { readonly target: string; readonly at: string }[];
  readonly term_missed: boolean;
  readonly next: { readonly target: TargetName | 'term'; readonly at: string } | null;
  readonly consent: ConsentMark;
  readonly duties: { readonly open: number; readonly held: number; readonly missed: number };
  readonly visits: readonly VisitRow[];
  readonly attached_to: string | null;
  readonly attached: number;
  readonly follow_ups: number;
  readonly closed_at: string | null;
  readonly damaged: number | null;
  readonly version: number;
}

export interface TeamRow {
  readonly id: string;
  readonly name: string;
  readonly region: string;
  readonly home: readonly [number, number];
  readonly languages: readonly string[];
  readonly shift: string | null;
  readonly members: readonly string[];
  readonly vehicle: string | null;
  readonly started_at: string | null;
  readonly ends_at: string | null;
  readonly status: TeamStatus;
  readonly visit: string | null;
  readonly case: string | null;
  readonly since: string | null;
}

export interface PositionRow {
  readonly team: string;
  readonly lat: number;
  readonly lon: number;
  readonly at: string;
  readonly source: 'phone' | 'status-press' | 'base';
  readonly accuracy_m: number | null;
}

/** Visits that still bind a team. */
export function isOpenVisit(visit: VisitRow): boolean {
  return !['done', 'declined', 'lapsed', 'cancelled'].includes(visit.state);
}
