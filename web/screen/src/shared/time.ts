/** Dates and times as everyone in Kazakhstan reads them: dd.MM.yyyy and 24 hours, in all three languages.
 *
 * The offset is ours and not the browser's: office machines with time zone data from before 2024 still
 * think that Almaty is at UTC+6. The country went to UTC+5 at 2024-02-29T18:00Z.
 */
const CHANGED = Date.UTC(2024, 1, 29, 18);
const HOUR = 3_600_000;

export type Instant = number | string | Date;

/** Milliseconds since 1970 of an ISO text, a Date or a number; NaN when it is none. */
export function milliseconds(instant: Instant): number {
  if (typeof instant === 'number') return instant;
  return instant instanceof Date ? instant.getTime() : Date.parse(instant);
}

/** A Date whose UTC fields read as Almaty's wall clock. */
function wall(instant: Instant): Date {
  const at = milliseconds(instant);
  return new Date(at + (at < CHANGED ? 6 : 5) * HOUR);
}

const two = (value: number): string => String(value).padStart(2, '0');

/** 23.11.2026 */
export function date(instant: Instant): string {
  const w = wall(instant);
  return `${two(w.getUTCDate())}.${two(w.getUTCMonth() + 1)}.${w.getUTCFullYear()}`;
}

/** 23.11 */
export function shortDate(instant: Instant): string {
  return date(instant).slice(0, 5);
}

/** 02:14 */
export function hourMinute(instant: Instant): string {
  const w = wall(instant);
  return `${two(w.getUTCHours())}:${two(w.getUTCMinutes())}`;
}

/** 02:14:09 */
export function clockTime(instant: Instant): string {
  return `${hourMinute(instant)}:${two(wall(instant).getUTCSeconds())}`;
}

/** 23.11.2026 02:14 */
export function dateTime(instant: Instant): string {
  return `${date(instant)} ${hourMinute(instant)}`;
}

/** 02:14 today, otherwise 23.11 02:14: never a time that could be taken for another day's. */
export function timeOrDate(instant: Instant, now: Instant): string {
  const time = hourMinute(instant);
  return date(instant) === date(now) ? time : `${shortDate(instant)} ${time}`;
}

/** Length of a span: 4:05 under an hour, 1:04:05 under a day; whole days are the caller's words. */
export function span(lengthMs: number): string {
  const seconds = Math.floor(Math.abs(lengthMs) / 1000);
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  const rest = two(seconds % 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`;
}

/** An ISO text with Kazakhstan's offset for what a person chose in a form, or null. */
export function fromWall(day: string, time: string): string | null {
  const at = Date.parse(`${day}T${time}:00+05:00`);
  return Number.isNaN(at) ? null : new Date(at).toISOString();
}

/** yyyy-MM-dd of Almaty's wall clock, for date fields of forms. */
export function isoDay(instant: Instant): string {
  return wall(instant).toISOString().slice(0, 10);
}

/** Whether this is a time of day as HH:mm. */
export function isTime(typed: string): boolean {
  return /^([01]\d|2[0-3]):[0-5]\d$/.test(typed);
}
