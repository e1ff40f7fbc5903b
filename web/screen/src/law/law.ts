/** What the server says of the law, and what a page's address names of it. */
import { date } from '../shared/time';
import { shownDay } from '../shared/day';

export interface Citation {
  readonly key: string;
  readonly mark: string;
  readonly point: string;
  readonly ours: boolean;
}

export interface Example {
  readonly kind: string;
  readonly given: string;
  readonly week: string | null;
  readonly until: string | null;
  readonly other: string | null;
}

export interface Rule {
  readonly number: number;
  readonly citations: readonly Citation[];
  readonly examples: readonly Example[];
}

export interface Day {
  readonly on: string;
  readonly kind: string;
  readonly name: string;
  readonly weeks: readonly string[];
  readonly other: string | null;
  readonly source: string;
}

export interface Edition {
  readonly key: string;
  readonly known_from: string;
  readonly source: string;
  readonly years: readonly number[];
  readonly provisional: readonly number[];
  readonly loaded: boolean;
}

export interface Difference {
  readonly on: string;
  readonly week: string;
  readonly worked: boolean;
}

export interface Calendar {
  readonly editions: readonly Edition[];
  readonly edition: string;
  readonly current: string;
  readonly year: number;
  readonly days: readonly Day[];
  readonly compared: string | null;
  readonly differences: readonly Difference[];
}

export interface Step {
  readonly on: string;
  readonly kind: string;
  readonly name: string;
  readonly other: string | null;
  readonly source: string;
  readonly number: number | null;
}

export interface Counted {
  readonly received: string;
  readonly counted_from: string;
  readonly week: string;
  readonly reading: string;
  readonly closes: number | null;
  readonly edition: string;
  readonly steps: readonly Step[];
  readonly due: string;
  readonly citations: readonly Citation[];
  readonly notices: readonly string[];
}

/** `2026-03-20T16:00` as 20.03.2026 16:00, a day alone as a day, a last second as it is. */
export function shownLocal(text: string): string {
  const [day = '', time = ''] = text.split('T');
  return time === '' ? shownDay(day) : `${shownDay(day)} ${time}`;
}

/** Monday is 0, as the words have it. */
export function weekdayOf(day: string): number {
  return (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
}

/** Whether a day works in a week, by the row that speaks of it. */
export function works(day: string, week: string, row: Day | undefined): boolean {
  if (row === undefined || row.kind === 'ordinary') return weekdayOf(day) < (week === '5' ? 5 : 6);
  return row.kind === 'worked-weekend-day';
}

/** The days of a month as weeks of seven, Monday first; nothing before the first and after the last. */
export function monthOf(year: number, month: number): readonly (readonly (string | null)[])[] {
  const days = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const all: (string | null)[] = Array.from({ length: days }, (_, n) => `${year}-${two(month)}-${two(n + 1)}`);
  const before = weekdayOf(`${year}-${two(month)}-01`);
  const cells: (string | null)[] = [...Array<null>(before).fill(null), ...all];
  while (cells.length % 7 !== 0) cells.push(null);
  return Array.from({ length: cells.length / 7 }, (_, n) => cells.slice(7 * n, 7 * n + 7));
}

const two = (value: number): string => String(value).padStart(2, '0');

/** What stands behind `#`: a part of the page, and for a counted term what it is counted from. */
export interface Address {
  readonly part: 'rules' | 'calendar' | 'count';
  readonly citation: string;
  readonly received: string;
  readonly edition: string;
}

export function addressOf(hash: string): Address {
  const [part = '', first = '', second = ''] = hash.replace(/^#/, '').split('/').map(decodeURIComponent);
  const known = part === 'calendar' || part === 'count' ? part : 'rules';
  return {
    part: known,
    citation: part === 'rule' ? first : '',
    received: part === 'count' ? first : '',
    edition: part === 'count' || part === 'calendar' ? (part === 'count' ? second : first) : '',
  };
}

/** Minutes after midnight as HH:mm. */
export function clock(minutes: number): string {
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** The day of an instant as the page's lists have it. */
export const dayOf = (instant: string): string => date(instant);
