/** What the server says of breaches. */
import type { MessageKey } from '../shared/i18n';

export interface Due {
  readonly at: string;
  readonly kind: string;
  readonly citation: string;
  readonly edition: string;
}

export interface Breach {
  readonly id: string;
  readonly detected_at: string;
  readonly recorded_at: string;
  readonly by: string | null;
  readonly due: Due;
  readonly state: 'open' | 'notified' | 'ruled-out';
  readonly missed: boolean;
  readonly notices: readonly { readonly to: string; readonly channel: string; readonly at: string; readonly by: string | null }[];
  readonly ended_at: string | null;
}

export interface Breaches {
  readonly breaches: readonly Breach[];
  readonly total: number;
  readonly offset: number;
  readonly limit: number;
}

type Told = string | null | { readonly forgotten: true };

export interface BreachText {
  readonly breach: Breach;
  readonly version: number;
  readonly story: readonly {
    readonly position: number;
    readonly name: string;
    readonly happened_at: string;
    readonly recorded_at: string;
    readonly by: string | null;
    readonly role: string;
    readonly fields: Readonly<Record<string, Told>>;
  }[];
}

export const ADDRESSEES = ['authorised-body', 'people-concerned', 'other'] as const;
export const CHANNELS = ['letter', 'e-mail', 'portal', 'phone', 'in-person'] as const;

/** What of an event was written freely, in the order in which it is read. */
export const WRITTEN = ['what', 'found_by', 'measures', 'person', 'evidence', 'reason'] as const;

export const LABELS: Readonly<Record<(typeof WRITTEN)[number], MessageKey>> = {
  what: 'breach.what',
  found_by: 'breach.found-by',
  measures: 'breach.measures',
  person: 'breach.person',
  evidence: 'breach.evidence',
  reason: 'breach.reason',
};
