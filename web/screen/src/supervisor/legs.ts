/** How long each leg of a case took, from its events. Pure; counted by when things happened, not when they were stored. */
import type { Step } from './story';

export type LegName = 'taken' | 'assessed' | 'contact' | 'considered' | 'delivered' | 'accepted' | 'left' | 'on-site' | 'let-in' | 'ended' | 'whole';

export interface Leg {
  readonly name: LegName;
  /** The visit's team where the leg is a visit's. */
  readonly team: string | null;
  readonly from: string;
  readonly to: string;
  /** Milliseconds; negative where what came later is said to have happened earlier. */
  readonly length: number;
  /** The centre's target for the end of this leg. */
  readonly target: string | null;
}

const OF_CASE: Readonly<Record<string, LegName>> = {
  'case-taken': 'taken',
  'case-assessed': 'assessed',
  'contact-made': 'contact',
  'case-considered': 'considered',
  'case-redirected': 'considered',
};
const OF_VISIT: Readonly<Record<string, LegName>> = {
  'assignment-delivered': 'delivered',
  'assignment-accepted': 'accepted',
  'team-departed': 'left',
  'team-arrived': 'on-site',
  'access-granted': 'let-in',
  'visit-ended': 'ended',
};
const TARGET_OF: Partial<Readonly<Record<LegName, string>>> = {
  taken: 'take_by',
  contact: 'contact_by',
  left: 'leave_by',
  'on-site': 'on_site_by',
};

const kindOf = (step: Step): string => step.name.replace(/\.v\d+$/, '');
const length = (from: string, to: string): number => Date.parse(to) - Date.parse(from);
const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** The centre's targets as the last assessment set them, before it those of the receipt. */
function targetsOf(steps: readonly Step[]): Readonly<Record<string, unknown>> {
  const set = steps.filter((step) => ['case-received', 'case-assessed'].includes(kindOf(step)));
  return Object.assign({}, ...set.map((step) => step.fields)) as Readonly<Record<string, unknown>>;
}

/** Legs of the request from its receipt, then legs of each visit from the fact before. */
export function legsOf(steps: readonly Step[]): readonly Leg[] {
  const first = steps.find((step) => kindOf(step) === 'case-received');
  if (first === undefined) return [];
  const received = text(first.fields['received_at']) ?? first.happened_at;
  const targets = targetsOf(steps);
  const target = (name: LegName): string | null => text(targets[TARGET_OF[name] ?? '']);
  return [...caseLegs(steps, received, target), ...visitLegs(steps, received, target)];
}

function caseLegs(steps: readonly Step[], received: string, target: (name: LegName) => string | null): readonly Leg[] {
  const legs = new Map<LegName, Leg>();
  for (const step of steps) {
    const name = OF_CASE[kindOf(step)];
    if (name === undefined || legs.has(name)) continue;
    const to = step.happened_at;
    legs.set(name, { name, team: null, from: received, to, length: length(received, to), target: target(name) });
  }
  return [...legs.values()];
}

function visitLegs(steps: readonly Step[], received: string, target: (name: LegName) => string | null): readonly Leg[] {
  const legs: Leg[] = [];
  const last = new Map<string, string>();
  for (const step of steps) {
    const visit = text(step.fields['visit']);
    const team = text(step.fields['team']);
    if (visit === null) continue;
    const before = last.get(visit);
    const name = OF_VISIT[kindOf(step)];
    if (before !== undefined && name !== undefined) {
      const to = step.happened_at;
      legs.push({ name, team, from: before, to, length: length(before, to), target: target(name) });
      if (name === 'on-site') {
        legs.push({ name: 'whole', team, from: received, to, length: length(received, to), target: target(name) });
      }
    }
    if (name !== undefined || kindOf(step) === 'team-assigned') last.set(visit, step.happened_at);
  }
  return legs;
}

/** Whether the leg ended after its target. */
export function isLate(leg: Leg): boolean {
  return leg.target !== null && Date.parse(leg.to) > Date.parse(leg.target);
}

/** Whole minutes to show; null for less than one. */
export function minutesOf(leg: Leg): number | null {
  const minutes = Math.floor(Math.abs(leg.length) / 60_000);
  return minutes === 0 ? null : Math.sign(leg.length) * minutes;
}
