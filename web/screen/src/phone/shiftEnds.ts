/** Ends of a shift to choose from: whole hours ahead, at most what the centre's rule allows. Pure. */
import { hourMinute } from '../shared/time';

const HOUR = 3_600_000;
const HALF = HOUR / 2;
const LENGTHS = [4, 8, 10, 12, 15] as const;

export interface ShiftEnd {
  readonly at: string;
  readonly clock: string;
  readonly hours: number;
}

/** `now` in ms since 1970; each end lies on a half hour, as people agree on ends. */
export function shiftEnds(now: number): readonly ShiftEnd[] {
  return LENGTHS.map((hours) => {
    const at = new Date(Math.ceil(now / HALF) * HALF + hours * HOUR);
    return { at: at.toISOString(), clock: hourMinute(at), hours };
  });
}
