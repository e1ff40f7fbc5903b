/** Who is here, where the address leads, and the names that ids stand for. Handed to every page. */
import { ask } from '../shared/api';
import type { Me } from '../shared/account.svelte';

export interface Choices {
  readonly roles: readonly string[];
  readonly professions: readonly string[];
  readonly languages: readonly string[];
  readonly regions: readonly string[];
}

export interface Named {
  readonly id: string;
  readonly name: string;
}

/** The address of a new thing's form. */
export const NEW = 'new';

function read(): readonly [string, string | null] {
  const [page = '', id = ''] = location.hash.replace(/^#/, '').split('/');
  return [page, /^[0-9a-f-]{36}$/i.test(id) || id === NEW ? id : null];
}

export class House {
  /** Id of the page, empty for the first; and of the thing that is open on it. */
  page = $state(read()[0]);
  thing = $state(read()[1]);
  choices = $state.raw<Choices>({ roles: [], professions: [], languages: [], regions: [] });
  teams = $state.raw<readonly Named[]>([]);
  specialists = $state.raw<readonly Named[]>([]);
  /** What was just done, in words; said once and shown until the next thing is done. */
  done = $state('');
  readonly names = $derived(new Map([...this.teams, ...this.specialists].map((each) => [each.id, each.name])));

  constructor(readonly me: Me) {}

  async start(): Promise<void> {
    addEventListener('hashchange', () => {
      [this.page, this.thing] = read();
      scrollTo(0, 0);
    });
    await this.learn();
  }

  /** The names and choices anew: after something was registered or renamed. */
  async learn(): Promise<void> {
    const [choices, teams, staff] = await Promise.all([
      ask<Choices>('/api/registers/choices'),
      ask<{ teams: readonly Named[] }>('/api/teams'),
      ask<{ staff: readonly Named[] }>('/api/staff'),
    ]);
    this.choices = choices;
    this.teams = teams.teams;
    this.specialists = staff.staff;
  }

  may(right: string): boolean {
    return this.me.may.includes(right);
  }

  go(page: string, thing: string | null = null): void {
    location.hash = thing === null ? page : `${page}/${thing}`;
  }
}
