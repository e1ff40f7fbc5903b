/** What the page shows, as the part of its address behind `#`: a link can be given on and "back" works. Pure.
 *
 * Only numbers, ids and days stand there: never a name, a phone or a word about anybody.
 */
export interface Filters {
  readonly number: string;
  readonly school: string;
  readonly team: string;
  readonly since: string;
  readonly until: string;
  readonly risk_class: string;
  readonly status: string;
}

/** The parts of this page: the cases, who read what, emergency access, its reviews, lost second factors, drive times. */
export const VIEWS = ['cases', 'readings', 'emergency', 'reviews', 'resets', 'drives'] as const;
export type View = (typeof VIEWS)[number];

export interface Address {
  readonly view: View;
  readonly case: string | null;
  /** The step of the case, counted from 1; null is the newest. */
  readonly step: number | null;
  readonly page: number;
  readonly filters: Filters;
}

export const NO_FILTERS: Filters = { number: '', school: '', team: '', since: '', until: '', risk_class: '', status: '' };
const NAMES = Object.keys(NO_FILTERS) as (keyof Filters)[];
const ID = /^[0-9a-f-]{36}$/i;

function count(value: string | null): number | null {
  const found = Number(value);
  return value !== null && Number.isInteger(found) && found > 0 ? found : null;
}

export function readAddress(hash: string): Address {
  const params = new URLSearchParams(hash.replace(/^#/, ''));
  const filters = Object.fromEntries(NAMES.map((name) => [name, params.get(name) ?? ''])) as unknown as Filters;
  const id = params.get('case');
  const view = VIEWS.find((each) => each === params.get('view'));
  return {
    view: view ?? 'cases',
    case: id !== null && ID.test(id) ? id : null,
    step: count(params.get('step')),
    page: count(params.get('page')) ?? 1,
    filters,
  };
}

export function writeAddress(address: Address): string {
  const params = new URLSearchParams();
  if (address.view !== 'cases') params.set('view', address.view);
  if (address.case !== null) params.set('case', address.case);
  if (address.step !== null) params.set('step', String(address.step));
  if (address.page > 1) params.set('page', String(address.page));
  for (const name of NAMES) if (address.filters[name] !== '') params.set(name, address.filters[name]);
  return `#${params.toString()}`;
}

const NEEDS: Readonly<Record<View, string>> = {
  cases: 'list-cases',
  readings: 'read-readings',
  emergency: 'open-emergency',
  reviews: 'review-emergency',
  resets: 'ask-reset',
  drives: 'read-drives',
};

/** The parts for whoever may do this. */
export function viewsOf(may: readonly string[]): readonly View[] {
  return VIEWS.filter((view) => may.includes(NEEDS[view]));
}
