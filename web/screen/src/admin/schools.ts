/** A school as the server tells it, and as the form holds it. */
import { pointDraft, type PointDraft } from './point';
import type { Row } from './register.svelte';

export interface SchoolRow extends Row {
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

export interface SchoolDraft {
  label: string;
  number: string;
  name_kk: string;
  name_ru: string;
  name_en: string;
  district: string;
  point: PointDraft;
}

export function schoolDraft(row: SchoolRow | null): SchoolDraft {
  return {
    label: row?.label ?? '',
    number: row?.number ?? '',
    name_kk: row?.name_kk ?? '',
    name_ru: row?.name_ru ?? '',
    name_en: row?.name_en ?? '',
    district: row?.district ?? '',
    point: pointDraft(row?.lat, row?.lon),
  };
}
