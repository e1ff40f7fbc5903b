/** A group as the server tells it, and as the form holds it. */
import { pointDraft, type PointDraft } from './point';
import type { Row } from './register.svelte';

/** As the live list has it. */
export interface TeamListRow extends Row {
  readonly name: string;
  readonly roster: readonly string[];
  readonly usual_vehicle: string;
}

/** As it is registered. */
export interface TeamEntry extends Row {
  readonly name: string;
  readonly home: readonly [number, number];
  readonly vehicle: string;
  readonly roster: readonly string[];
  readonly closed: boolean;
}

export interface TeamDraft {
  name: string;
  home: PointDraft;
  vehicle: string;
  roster: string[];
}

export function teamDraft(row: TeamEntry | null): TeamDraft {
  return {
    name: row?.name ?? '',
    home: pointDraft(row?.home[0], row?.home[1]),
    vehicle: row?.vehicle ?? '',
    roster: [...(row?.roster ?? [])],
  };
}
