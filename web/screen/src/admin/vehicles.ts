/** A car as the server tells it, and as the form holds it. */
import type { Row } from './register.svelte';

export const STATES = ['ready', 'repair', 'retired'] as const;

export interface VehicleRow extends Row {
  readonly plate: string;
  readonly model: string;
  readonly seats: number;
  readonly state: string;
  readonly closed: boolean;
}

export interface VehicleDraft {
  plate: string;
  model: string;
  seats: number;
  state: string;
}

export function vehicleDraft(row: VehicleRow | null): VehicleDraft {
  return { plate: row?.plate ?? '', model: row?.model ?? '', seats: row?.seats ?? 5, state: row?.state ?? 'ready' };
}
