/** A specialist as the server tells it, and as the form holds it. */
import type { Row } from './register.svelte';

export interface Training {
  name: string;
  on: string;
}

export interface Certificate {
  name: string;
  number: string;
  expires: string;
}

export interface SpecialistRow extends Row {
  readonly name: string;
  readonly profession: string;
  readonly languages: readonly string[];
  readonly source_ids: readonly string[];
  readonly trainings: readonly { readonly name: string; readonly on: string | null }[];
  readonly certificates: readonly { readonly name: string; readonly number: string; readonly expires: string | null }[];
  readonly closed: boolean;
}

export interface SpecialistDraft {
  name: string;
  profession: string;
  languages: string[];
  trainings: Training[];
  certificates: Certificate[];
}

export function specialistDraft(row: SpecialistRow | null): SpecialistDraft {
  return {
    name: row?.name ?? '',
    profession: row?.profession ?? 'psychologist',
    languages: [...(row?.languages ?? ['kk'])],
    trainings: (row?.trainings ?? []).map((each) => ({ name: each.name, on: each.on ?? '' })),
    certificates: (row?.certificates ?? []).map((each) => ({ ...each, expires: each.expires ?? '' })),
  };
}

const DAY_MS = 86_400_000;

/** How a certificate stands on a day (yyyy-MM-dd): it holds, ends within `warning` days, or has ended. Pure. */
export function standing(expires: string | null, today: string, warning: number): 'holds' | 'soon' | 'over' {
  if (expires === null || expires === '') return 'holds';
  const days = (Date.parse(expires) - Date.parse(today)) / DAY_MS;
  return days < 0 ? 'over' : days <= warning ? 'soon' : 'holds';
}

/** The worst of all certificates. */
export function worst(row: Pick<SpecialistRow, 'certificates'>, today: string, warning: number): 'holds' | 'soon' | 'over' {
  const all = row.certificates.map((each) => standing(each.expires, today, warning));
  return all.includes('over') ? 'over' : all.includes('soon') ? 'soon' : 'holds';
}
