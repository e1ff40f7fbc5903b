/** Files for the registers: what the server says of them. */
import type { MessageKey } from '../shared/i18n';

export const KINDS = ['schools', 'specialists', 'teams'] as const;
export type FileKind = (typeof KINDS)[number];

export const PARTS = ['new', 'moved', 'renamed', 'changed', 'vanished', 'refused', 'noticed'] as const;
export type Part = (typeof PARTS)[number];

export const KIND_NAMES: Readonly<Record<FileKind, MessageKey>> = {
  schools: 'imports.kind.schools',
  specialists: 'imports.kind.specialists',
  teams: 'imports.kind.teams',
};

export interface Staged {
  readonly id: string;
  readonly kind: FileKind;
  readonly filename: string;
  readonly by: string | null;
  readonly at: string;
  readonly state: 'waiting' | 'applied' | 'discarded';
  readonly ended: string | null;
  readonly applying: { readonly done: number; readonly total: number } | null;
  readonly outcome: {
    readonly stored: number;
    readonly unchanged: number;
    readonly refused: number;
    readonly rows: readonly { readonly row: number; readonly words: string }[];
  } | null;
}

export interface Item {
  readonly row: number;
  readonly thing: string | null;
  readonly label: string;
  readonly district: string;
  readonly metres: number;
  readonly changes: readonly { readonly field: string; readonly before: string; readonly after: string }[];
  readonly words: string;
}

export interface Review {
  readonly staged: Staged;
  readonly counts: Readonly<Record<Part | 'unchanged' | 'differences', number>> | null;
  readonly what: Part | '';
  readonly items: readonly Item[];
  readonly total: number;
  readonly offset: number;
  readonly digest: string;
  readonly encoding: string;
  readonly unused: readonly string[];
}

/** The type that a file is sent as; what it is, the server sees from its content. */
export function typeOf(filename: string): string {
  const name = filename.toLowerCase();
  if (name.endsWith('.geojson')) return 'application/geo+json';
  return name.endsWith('.json') ? 'application/json' : 'text/csv';
}
