/** Who is here, where the address leads, and the names that ids stand for. Handed to every page. */
import { ask } from '../shared/api';
import type { Me } from '../shared/account.svelte';
import type { Base } from '../map/baseMap';

export interface Choices {
  readonly roles: readonly string[];
  readonly professions: readonly string[];
  readonly languages: readonly string[];
  readonly regions: readonly string[];
}

export interface Named {
  readonly id: string;
  readonly name: string;
  readonly closed?: boolean;
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
  /** So many days before a certificate ends it is told of. */
  warning = $state(0);
  /** What was just done, in words; said on the page where it was done until the next thing is done there. */
  done = $state('');
  /** Words that are to be said on the page that the address now leads to. */
  private carried = '';
  readonly openTeams = $derived(this.teams.filter((team) => team.closed !== true));
  readonly working = $derived(this.specialists.filter((person) => person.closed !== true));
  readonly names = $derived(new Map([...this.teams, ...this.specialists].map((each) => [each.id, each.name])));

  private drawn: Promise<Base | null> | null = null;

  constructor(readonly me: Me) {}

  async start(): Promise<void> {
    addEventListener('hashchange', () => {
      [this.page, this.thing] = read();
      // A password that was shown once never stands on another's page.
      [this.done, this.carried] = [this.carried, ''];
      scrollTo(0, 0);
    });
    await this.learn();
  }

  /** The names and choices anew: after something was registered or renamed. */
  async learn(): Promise<void> {
    const [choices, teams, staff, centre] = await Promise.all([
      ask<Choices>('/api/registers/choices'),
      ask<{ teams: readonly Named[] }>('/api/teams'),
      ask<{ staff: readonly Named[] }>('/api/staff'),
      ask<{ settings: { paper_warning_days: number } }>('/api/centre'),
    ]);
    this.choices = choices;
    this.teams = teams.teams;
    this.specialists = staff.staff;
    this.warning = centre.settings.paper_warning_days;
  }

  /** The region's drawn map, asked for once; null where none stands here. */
  drawing(): Promise<Base | null> {
    this.drawn ??= ask<Base>('/api/map').catch(() => null);
    return this.drawn;
  }

  may(right: string): boolean {
    return this.me.may.includes(right);
  }

  /** To another page, with words about what was done on this one. */
  go(page: string, thing: string | null = null, done = ''): void {
    this.carried = done;
    location.hash = thing === null ? page : `${page}/${thing}`;
  }
}
