/** What the phone is told of its assignment, and how far the team is with it. Pure. */
import { isWithheld, type Withheld } from '../shared/withheld';
import type { QueueRow, RiskClass, VisitState } from '../live/rows';
import type { Entry } from './outbox';

export type Consent = QueueRow['consent'];

/** A personal field: its value, the mark of what is not told, or nothing was said. */
export type Told<T> = T | Withheld | null;

export interface PlaceOfSchool {
  readonly id: string;
  readonly number: string | null;
  readonly label: string;
  readonly name_kk: string;
  readonly name_ru: string;
  readonly name_en: string;
  readonly district: string;
  readonly lat: number;
  readonly lon: number;
}

export interface Assignment {
  readonly case: string;
  readonly number: string;
  readonly visit: string;
  readonly state: VisitState;
  readonly since: string;
  readonly accept_by: string | null;
  readonly eta_at: string | null;
  readonly class: RiskClass | null;
  readonly threat: boolean;
  readonly received_at: string;
  readonly due: { readonly at: string; readonly citation: string } | null;
  readonly school: PlaceOfSchool | null;
  readonly nearest_school: PlaceOfSchool | null;
  readonly district: string | null;
  readonly point: Told<readonly [number, number]>;
  readonly place: Told<string>;
  readonly story: Told<string>;
  readonly reason: Told<string>;
  readonly child: Readonly<Record<string, Told<string>>> | null;
  readonly caller: Readonly<Record<string, Told<string>>> | null;
  readonly consent: Consent;
  readonly household_danger: boolean;
  /** Who acts before the group comes, and since when that is arranged. */
  readonly remote: { readonly means: 'call' | 'video'; readonly first_hands: boolean; readonly at: string } | null;
  readonly services: readonly { readonly kind: string; readonly basis: string }[];
  readonly duties: readonly { readonly duty: string; readonly state: string; readonly due: string }[];
}

/** The newest visit of the team that is over. */
export interface LastVisit {
  readonly visit: string;
  readonly number: string;
  readonly state: VisitState;
  readonly reason: Told<string>;
  readonly at: string;
}

export interface PhoneAnswer {
  readonly assignment: Assignment | null;
  readonly last?: LastVisit | null;
  readonly noted?: 'logged' | 'waiting' | null;
}

const ORDER: readonly VisitState[] = [
  'sent',
  'delivered',
  'accepted',
  'en-route',
  'on-site',
  'refused-at-door',
  'let-in',
  'done',
];

/** Where a press takes a visit; null for presses that do not move it. */
export function stateAfter(entry: Pick<Entry, 'name' | 'fields'>): VisitState | null {
  switch (entry.name) {
    case 'confirm-delivery':
      return 'delivered';
    case 'accept-assignment':
      return entry.fields['drive'] === true ? 'en-route' : 'accepted';
    case 'record-departure':
      return 'en-route';
    case 'record-arrival':
      return 'on-site';
    case 'record-access':
      return entry.fields['let_in'] === true ? 'let-in' : 'refused-at-door';
    case 'end-visit':
      return 'done';
    case 'decline-assignment':
      return 'declined';
    default:
      return null;
  }
}

/** How far the visit is with what was pressed here and is still on its way. */
export function shownState(state: VisitState, visit: string, waiting: readonly Entry[]): VisitState {
  let shown = state;
  for (const entry of waiting) {
    if (entry.refused !== null || entry.fields['visit'] !== visit) continue;
    const next = stateAfter(entry);
    if (next === 'declined') return 'declined';
    if (next !== null && ORDER.indexOf(next) > ORDER.indexOf(shown)) shown = next;
  }
  return shown;
}

/** Which screen the team needs. */
export type Step = 'offer' | 'accepted' | 'driving' | 'at-the-door' | 'inside' | 'turned-away' | 'over';

export function stepOf(state: VisitState): Step {
  switch (state) {
    case 'sent':
    case 'delivered':
      return 'offer';
    case 'accepted':
      return 'accepted';
    case 'en-route':
      return 'driving';
    case 'on-site':
      return 'at-the-door';
    case 'let-in':
      return 'inside';
    case 'refused-at-door':
      return 'turned-away';
    case 'done':
    case 'declined':
    case 'cancelled':
      return 'over';
  }
}

/** Days are yyyy-MM-dd. On the sixteenth birthday itself, and at unknown age, a child counts as under 16. */
function overSixteen(born: string, today: string): boolean {
  const turning = `${Number(born.slice(0, 4)) + 16}${born.slice(4)}`;
  return today > turning.replace(/-02-29$/, '-03-01');
}

/** May a psychological service start (rules 4 and 5), and why: the last word is the server's. */
export type ServiceGround = 'own-age' | 'consent' | 'threat' | 'none' | 'refused';

export function serviceGround(consent: Consent, threat: boolean, born: string | null, today: string): ServiceGround {
  if (consent === 'given') return 'consent';
  if (born !== null && overSixteen(born, today)) return 'own-age';
  if (threat) return 'threat';
  return consent === 'refused' || consent === 'withdrawn' ? 'refused' : 'none';
}

/** Where to drive: a school is public; any other point is the family's own and is only handed on when asked. */
export interface Destination {
  readonly point: readonly [number, number];
  readonly personal: boolean;
}

export function destination(assignment: Pick<Assignment, 'school' | 'point'>): Destination | null {
  const { school, point } = assignment;
  if (school !== null) return { point: [school.lat, school.lon], personal: false };
  return point === null || isWithheld(point) ? null : { point, personal: true };
}
