/** Emergency accesses as the reviewers get them. */
import type { EmergencyRow } from '../wire';

export interface Access extends EmergencyRow {
  readonly case: string;
  readonly number: string;
  readonly name: string;
}

export interface Reviews {
  readonly accesses: readonly Access[];
  readonly waiting: number;
  readonly week: readonly { readonly account: string; readonly name: string; readonly count: number }[];
}
