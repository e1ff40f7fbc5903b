// Made by `python -m realtime.typescript` from the server's types; do not edit.

/** Ask for a topic, again if need be; `epoch` and `pos` (both or neither): go on from there. */
export interface Sub {
  readonly t: 'sub';
  readonly id: number;
  readonly topic: string;
  readonly epoch?: string;
  readonly pos?: number;
}

export interface Unsub {
  readonly t: 'unsub';
  readonly topic: string;
}

/** The answer to a heartbeat: the screen's program still runs, not only its socket. */
export interface Pong {
  readonly t: 'pong';
  readonly n: number;
}

/** A sample, 1 in 100: when the change `pos` came in and was painted, by the product's clock. */
export interface Rx {
  readonly t: 'rx';
  readonly pos: number;
  readonly recv_ms: number;
  readonly paint_ms: number;
}

/** First message. `topics`: what this user may ask for; `hb_s`: real seconds between heartbeats. */
export interface Welcome {
  readonly t: 'welcome';
  readonly proto: number;
  readonly conn: string;
  readonly epoch: string;
  readonly hb_s: number;
  readonly now: number;
  readonly rate: number;
  readonly user: string;
  readonly topics: readonly string[];
}

export interface Ok {
  readonly t: 'ok';
  readonly id: number;
  readonly topic: string;
  readonly mode: 'live' | 'diff' | 'snap';
  readonly pos: number;
}

export interface SnapMessage {
  readonly t: 'snap';
  readonly topic: string;
  readonly epoch: string;
  readonly pos: number;
  readonly part: number;
  readonly parts: number;
  readonly rows: readonly (readonly [string, Readonly<Record<string, unknown>>])[];
}

/** From `prev` to `pos` in one step; rows are whole. `at`: when `pos` was committed. */
export interface Change {
  readonly t: 'd';
  readonly topic: string;
  readonly epoch: string;
  readonly prev: number;
  readonly pos: number;
  readonly at: number;
  readonly ops: readonly (readonly [string, Readonly<Record<string, unknown>> | null])[];
}

export interface Heartbeat {
  readonly t: 'hb';
  readonly n: number;
  readonly now: number;
  readonly rate: number;
  readonly log: number;
  readonly heads: Readonly<Record<string, readonly [string, number] | null>>;
}

export interface Revoked {
  readonly t: 'revoked';
  readonly topic: string;
  readonly code: string;
}

/** A message that was not served; `code` is one of ERRORS, `id` and `topic` stand where they apply. */
export interface Err {
  readonly t: 'err';
  readonly code: ErrorCode;
  readonly retry: boolean;
  readonly id?: number;
  readonly topic?: string;
}

export interface Bye {
  readonly t: 'bye';
  readonly code: string;
  readonly after_ms: number;
  readonly keep: boolean;
}

/** The legal due time with what it rests on; `kind` says which clock it is. */
export interface DueRow {
  readonly at: string;
  readonly kind: string;
  readonly citation: string;
  readonly edition: string;
}

export interface MissedRow {
  readonly target: TargetName;
  readonly at: string;
}

/** What the row runs against: the next unmet target, or the legal term itself. */
export interface NextRow {
  readonly target: 'taken' | 'contact' | 'left' | 'on_site' | 'term';
  readonly at: string;
}

export interface DutiesRow {
  readonly open: number;
  readonly held: number;
  readonly missed: number;
}

export interface VisitRow {
  readonly id: string;
  readonly team: string;
  readonly shift: string;
  readonly members: readonly string[];
  readonly state: VisitStateName;
  readonly since: string;
  readonly accept_by: string;
  readonly eta_at: string | null;
  readonly unanswered: boolean;
}

/** Somebody without the right read this case until `until`. `justified` is said in the review. */
export interface EmergencyRow {
  readonly id: string;
  readonly account: string;
  readonly role: string;
  readonly region: string;
  readonly category: string;
  readonly since: string;
  readonly until: string;
  readonly review_by: string;
  readonly justified: boolean | null;
  readonly reviewed_by: string | null;
  readonly escalated: boolean;
}

export interface QueueRow {
  readonly id: string;
  readonly number: string;
  readonly region: string;
  readonly centre: string;
  readonly class: number | null;
  readonly proposed_class: number | null;
  readonly threat: boolean;
  readonly stage: CaseStage;
  readonly channel: string;
  readonly received_at: string;
  readonly anonymous: boolean;
  readonly says_danger: boolean;
  readonly school: string | null;
  readonly nearest_school: string | null;
  readonly district: string | null;
  readonly received_by: string | null;
  readonly owner: string | null;
  readonly taken_at: string | null;
  readonly alarm: boolean;
  readonly alarm_returned: boolean;
  readonly due: DueRow;
  readonly targets: Readonly<Record<string, string>>;
  readonly met: Readonly<Record<string, string>>;
  readonly missed: readonly MissedRow[];
  readonly term_missed: boolean;
  readonly next: NextRow | null;
  readonly consent: ConsentName;
  readonly household_danger: boolean;
  readonly duty: Readonly<Record<string, string>>;
  readonly duties: DutiesRow;
  readonly visits: readonly VisitRow[];
  readonly attached_to: string | null;
  readonly attached: number;
  readonly follow_ups: number;
  readonly follow_ups_due?: readonly string[];
  readonly considered: boolean;
  readonly emergencies?: readonly EmergencyRow[];
  readonly closed_at: string | null;
  readonly version: number;
  readonly damaged?: number;
}

export interface LastShiftRow {
  readonly members: readonly string[];
  readonly ended_at: string;
}

/** `since` is when the status was reached. Without a shift the team is off duty. `visit_ended_at`: when it came back from a visit of this shift; `rest_minutes`: between its last shift and this one, if one of its members was on both; `last_case`: where it was sent last, once that is over. */
export interface TeamRow {
  readonly id: string;
  readonly name: string;
  readonly region: string;
  readonly home: readonly number[];
  readonly roster: readonly string[];
  readonly usual_vehicle: string;
  readonly closed: boolean;
  readonly shift: string | null;
  readonly members: readonly string[];
  readonly languages: readonly string[];
  readonly professions: readonly string[];
  readonly vehicle: string;
  readonly started_at: string | null;
  readonly ends_at: string | null;
  readonly status: TeamStatus;
  readonly visit: string | null;
  readonly case: string | null;
  readonly since: string | null;
  readonly visit_ended_at: string | null;
  readonly rest_minutes: number | null;
  readonly last_shift: LastShiftRow | null;
  readonly last_case: string | null;
  readonly damaged?: number;
}

export interface SchoolRow {
  readonly id: string;
  readonly region: string;
  readonly number: string | null;
  readonly label: string;
  readonly name_kk: string;
  readonly name_ru: string;
  readonly name_en: string;
  readonly district: string;
  readonly lat: number;
  readonly lon: number;
  readonly source: string;
  readonly source_ids: readonly string[];
  readonly closed: boolean;
}

/** `closed` when it is retired. */
export interface VehicleRow {
  readonly id: string;
  readonly region: string;
  readonly plate: string;
  readonly model: string;
  readonly seats: number;
  readonly state: 'ready' | 'repair' | 'retired';
  readonly closed: boolean;
}

export interface SpecialistRow {
  readonly id: string;
  readonly region: string;
  readonly name: string;
  readonly profession: string;
  readonly languages: readonly string[];
  readonly closed: boolean;
}

export interface AccountRow {
  readonly id: string;
  readonly login: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly region: string;
  readonly language: string;
  readonly specialist: string | null;
  readonly team: string | null;
  readonly closed: boolean;
}

/** The centre card; its settings are in the stream and in `settings` as plain JSON. */
export interface CentreRow {
  readonly id: string;
  readonly region: string;
  readonly name_kk: string;
  readonly name_ru: string;
  readonly name_en: string;
  readonly lat: number;
  readonly lon: number;
  readonly filled: number | null;
}

/** Where a team was at `at` (ISO 8601, UTC) and who said so; newest per team, degrees WGS 84, metres. */
export interface PositionRow {
  readonly team: string;
  readonly lat: number;
  readonly lon: number;
  readonly at: string;
  readonly source: 'phone' | 'status-press' | 'base';
  readonly accuracy_m: number | null;
}

/** When the team will be there (`eta_at`, to the minute), from where it was at `seen_at`; ISO 8601. */
export interface DriveRow {
  readonly team: string;
  readonly visit: string;
  readonly eta_at: string;
  readonly rung: 'roads' | 'roads-builtin' | 'air';
  readonly seen_at: string;
}

/** How many notices are unread, and the number of the newest of them; the list is asked for. */
export interface InboxRow {
  readonly unread: number;
  readonly newest: number;
}

/** How many requests of the public form wait for a person, and how many of them say danger now. */
export interface LaneRow {
  readonly waiting: number;
  readonly danger: number;
}

/** How many clocks and obligations of the region's cases are late, due today and on hold. */
export interface DutyCountsRow {
  readonly late: number;
  readonly today: number;
  readonly held: number;
}

/** `rung` gives the times now, `best` would if it could; `since` and `code` say why it cannot. */
export interface RoadsRow {
  readonly rung: string;
  readonly best: string;
  readonly since: string | null;
  readonly code: string | null;
}

/** While `lowered`, boards may be a second behind; `since` and `code` say why. */
export interface HintsRow {
  readonly lowered: boolean;
  readonly since: string | null;
  readonly code: string | null;
}

/** `since`: nothing can be saved, or nobody asks about due times and carries notices; else none. */
export interface WorkerRow {
  readonly since: string | null;
}

export type ServerMessage = Welcome | Ok | SnapMessage | Change | Heartbeat | Revoked | Err | Bye;
export type ClientMessage = Sub | Unsub | Pong | Rx;
export type Verdict = 'reconnect' | 'login' | 'stop';
export type ErrorCode = 'not-json' | 'duplicate-key' | 'unknown-message' | 'unknown-field' | 'missing-field' | 'wrong-type' | 'too-long' | 'unknown-topic' | 'forbidden' | 'too-many-topics';
export type CaseStage = 'received' | 'taken' | 'assessed' | 'considered' | 'redirected' | 'closed';
export type TargetName = 'taken' | 'contact' | 'left' | 'on_site';
export type ConsentName = 'none' | 'requested' | 'given' | 'refused' | 'withdrawn';
export type VisitStateName = 'sent' | 'delivered' | 'accepted' | 'en-route' | 'on-site' | 'refused-at-door' | 'let-in' | 'done' | 'declined' | 'cancelled';
export type TeamStatus = 'off' | 'free' | 'sent' | 'delivered' | 'accepted' | 'en-route' | 'on-site';

export const PROTO = 1;
export const STALE_MS = 8000;
export const DEAD_MS = 15000;

/** What a screen does with a close code; every other code means reconnect. */
export const VERDICTS: Readonly<Record<number, Verdict>> = { 4400: 'stop', 4401: 'login', 4403: 'stop', 4408: 'reconnect', 4413: 'reconnect', 4429: 'stop', 4503: 'reconnect' };
