/** What the page of keeping shows, loaded anew after each thing that is done. */
import { ask, command } from '../shared/api';
import { troubleText } from '../shared/refusal';
import type { Kept } from './kept';

export class Keeper {
  found = $state.raw<Kept | null>(null);
  trouble = $state('');
  busy = $state(false);

  async load(): Promise<void> {
    try {
      this.found = await ask<Kept>('/api/keeping');
    } catch (error) {
      this.trouble = troubleText(error);
    }
  }

  /** One command; what it changed is shown when it is done. */
  async act(name: string, fields: object): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.trouble = '';
    try {
      await command(name, fields);
    } catch (error) {
      this.trouble = troubleText(error);
    }
    await this.load();
    this.busy = false;
  }

  nameOf(account: string | null): string {
    return (account === null ? '' : this.found?.people[account]) || '–';
  }
}
