/** What the server says of the monitoring of schools' support services. */
import { language } from '../shared/language.svelte';

export interface Watched {
  readonly school: string;
  readonly label: string;
  readonly number: string | null;
  readonly name_kk: string;
  readonly name_ru: string;
  readonly name_en: string;
  readonly district: string;
  readonly since: string;
  readonly last: string | null;
  readonly manner: 'remote' | 'visit' | null;
  readonly due: string;
  readonly late: boolean;
}

export interface Monitoring {
  readonly schools: readonly Watched[];
  readonly total: number;
  readonly offset: number;
  readonly limit: number;
  readonly half_ends: string;
  readonly late: number;
  readonly due: number;
  readonly done: number;
  readonly all: number;
}

type Told = string | null | { readonly forgotten: true };

export interface SchoolMonitoring {
  readonly school: Watched;
  readonly monitored: readonly {
    readonly on: string;
    readonly recorded_at: string;
    readonly by: string | null;
    readonly fields: Readonly<Record<string, Told>>;
  }[];
}

export const SHOWN = ['all', 'late', 'due'] as const;
export const MANNERS = ['remote', 'visit'] as const;
export const WRITTEN = ['diagnostics', 'conclusions', 'recommendations'] as const;

/** The school in the reader's language, else by what people call it. */
export function nameOf(school: Watched): string {
  return school[`name_${language()}`] || school.name_ru || school.name_kk || school.label;
}
