/** What the page shows, as the part of its address behind `#`. Pure. Only kinds, ids and months stand there. */
export const LISTS = ['late', 'today', 'held', 'later', 'all'] as const;
export const VIEWS = [...LISTS, 'months', 'feed'] as const;
/** Lists that show how many stand in them. */
export const COUNTED: ReadonlySet<string> = new Set(['late', 'today', 'held']);
export type View = (typeof VIEWS)[number];

export interface Filters {
  readonly kind: string;
  readonly risk_class: string;
  readonly school: string;
  readonly team: string;
  readonly month: string;
}

export interface Address {
  readonly view: View;
  readonly page: number;
  readonly filters: Filters;
}

export const NO_FILTERS: Filters = { kind: '', risk_class: '', school: '', team: '', month: '' };
const NAMES = Object.keys(NO_FILTERS) as (keyof Filters)[];

export function readAddress(hash: string): Address {
  const params = new URLSearchParams(hash.replace(/^#/, ''));
  const page = Number(params.get('page'));
  return {
    view: VIEWS.find((each) => each === (params.get('view') ?? params.get('when'))) ?? 'late',
    page: Number.isInteger(page) && page > 0 ? page : 1,
    filters: Object.fromEntries(NAMES.map((name) => [name, params.get(name) ?? ''])) as unknown as Filters,
  };
}

export function writeAddress(address: Address): string {
  const params = new URLSearchParams({ view: address.view });
  if (address.page > 1) params.set('page', String(address.page));
  for (const name of NAMES) if (address.filters[name] !== '') params.set(name, address.filters[name]);
  return `#${params.toString()}`;
}

/** The lists and parts for whoever may do this: an auditor sees what is not over, by kind. */
export function viewsOf(readsCases: boolean): readonly View[] {
  return VIEWS.filter((view) => readsCases || view !== 'all');
}

/** What the server is asked for. */
export function queryOf(address: Address, size: number): Readonly<Record<string, string>> {
  const filters = NAMES.filter((name) => address.filters[name] !== '').map((name) => [name, address.filters[name]] as const);
  return { when: address.view, limit: String(size), offset: String((address.page - 1) * size), ...Object.fromEntries(filters) };
}

/** A month as it is written here: 03.2026 for 2026-03. */
export function monthName(month: string): string {
  const [year = '', of = ''] = month.split('-');
  return `${of}.${year}`;
}

/** The months that can be asked for, newest first, from the next one on. */
export function monthsBack(today: string, many: number): readonly string[] {
  const start = Number(today.slice(0, 4)) * 12 + Number(today.slice(5, 7));
  return Array.from({ length: many }, (_, back) => {
    const at = start - back;
    return `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}`;
  });
}
